package vedette.cmu.vendor;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vedette.cmu.access.Access;
import vedette.cmu.access.Caller;
import vedette.cmu.audit.Audit;
import vedette.contracts.cm.Page;
import vedette.contracts.cm.VendorRequest;

/** The operator's vendors. */
@RestController
@Access(Access.Audience.OPERATOR)
class VendorController {
    private final Vendors vendors;
    private final Audit audit;

    VendorController(Vendors vendors, Audit audit) {
        this.vendors = vendors;
        this.audit = audit;
    }

    @GetMapping("/cmu/v1/operator/vendors")
    Page<vedette.contracts.cm.Vendor> list() {
        return new Page<>(vendors.list(), null);
    }

    @PostMapping("/cmu/v1/operator/vendors")
    @ResponseStatus(HttpStatus.CREATED)
    vedette.contracts.cm.Vendor admit(@RequestBody VendorRequest body) {
        return audit.record("vendor.admit", body.name(), () -> vendors.admit(Caller.current(), body));
    }

    @DeleteMapping("/cmu/v1/operator/vendors/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void dismiss(@PathVariable String id) {
        audit.run("vendor.dismiss", id, () -> vendors.dismiss(id));
    }
}
