package vedette.cmu.play;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

/** Access keys of the present tenant. */
interface AccessKeyRepository extends JpaRepository<AccessKey, String> {
    List<AccessKey> findByDeviceIdAndAccountIdAndRevokedAtIsNullOrderByCreatedAt(String deviceId, String accountId);

    Optional<AccessKey> findByKeyIdAndDeviceIdAndAccountIdAndRevokedAtIsNull(
            String keyId, String deviceId, String accountId);
}
