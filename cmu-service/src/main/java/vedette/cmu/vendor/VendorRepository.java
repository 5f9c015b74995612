package vedette.cmu.vendor;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

/** Vendors of the present tenant. */
interface VendorRepository extends JpaRepository<Vendor, String> {
    Optional<Vendor> findByRootSha256(String rootSha256);

    List<Vendor> findAllByOrderByName();
}
