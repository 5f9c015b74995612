package vedette.cmu.binding;

import java.time.Instant;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

/** Bindings of the present tenant. */
interface BindingRepository extends JpaRepository<Binding, String> {
    Optional<Binding> findByDeviceIdAndUnboundAtIsNull(String deviceId);

    Optional<Binding> findByDeviceIdAndAccountIdAndUnboundAtIsNull(String deviceId, String accountId);

    boolean existsByDeviceId(String deviceId);

    Optional<Binding> findFirstByDeviceIdAndAccountIdAndUnboundAtGreaterThanOrderByUnboundAtDesc(
            String deviceId, String accountId, Instant since);
}
