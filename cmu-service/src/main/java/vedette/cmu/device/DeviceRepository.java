package vedette.cmu.device;

import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

/** Devices of the present tenant. */
interface DeviceRepository extends JpaRepository<Device, String> {
    Optional<Device> findBySerial(String serial);
}
