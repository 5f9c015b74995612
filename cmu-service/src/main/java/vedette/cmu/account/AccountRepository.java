package vedette.cmu.account;

import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

/** Accounts of the present tenant. */
interface AccountRepository extends JpaRepository<Account, String> {
    Optional<Account> findByPhone(String phone);

    Optional<Account> findFirstByRoleAndStatusOrderByCreatedAt(String role, String status);
}
