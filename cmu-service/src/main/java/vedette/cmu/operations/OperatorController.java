package vedette.cmu.operations;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vedette.cmu.access.Access;
import vedette.cmu.access.Caller;
import vedette.cmu.audit.Audit;
import vedette.cmu.paging.PageRequest;
import vedette.contracts.cm.AuditEntry;
import vedette.contracts.cm.Camera;
import vedette.contracts.cm.Customer;
import vedette.contracts.cm.CustomerApproval;
import vedette.contracts.cm.Overview;
import vedette.contracts.cm.Page;

/** Customers, cameras, audit and overview. */
@RestController
@Access(Access.Audience.OPERATOR)
class OperatorController {
    private final CustomerCare care;
    private final OperatorViews views;
    private final Audit audit;

    OperatorController(CustomerCare care, OperatorViews views, Audit audit) {
        this.care = care;
        this.views = views;
        this.audit = audit;
    }

    @GetMapping("/cmu/v1/operator/overview")
    Overview overview() {
        return views.overview();
    }

    @GetMapping("/cmu/v1/operator/customers")
    Page<Customer> customers(
            @RequestParam(required = false) @Nullable String query,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return views.customers(query, status, PageRequest.of(cursor, limit));
    }

    @PostMapping("/cmu/v1/operator/customers/{id}:approve")
    Customer approve(@PathVariable String id, @RequestBody(required = false) @Nullable CustomerApproval body) {
        String deviceId = body == null ? null : body.deviceId();
        audit.run("customer.approve", id, () -> care.approve(Caller.current(), id, deviceId));
        return views.customer(id);
    }

    @PostMapping("/cmu/v1/operator/customers/{id}:suspend")
    Customer suspend(@PathVariable String id) {
        audit.run("customer.suspend", id, () -> care.suspend(Caller.current(), id));
        return views.customer(id);
    }

    @PostMapping("/cmu/v1/operator/customers/{id}:reinstate")
    Customer reinstate(@PathVariable String id) {
        audit.run("customer.reinstate", id, () -> care.reinstate(id));
        return views.customer(id);
    }

    @GetMapping("/cmu/v1/operator/cameras")
    Page<Camera> cameras(
            @RequestParam(required = false) @Nullable String query,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return views.cameras(query, status, PageRequest.of(cursor, limit));
    }

    @PostMapping("/cmu/v1/operator/cameras/{id}:disable")
    Camera disable(@PathVariable String id) {
        audit.run("camera.disable", id, () -> care.disable(id));
        return views.camera(id);
    }

    @PostMapping("/cmu/v1/operator/cameras/{id}:enable")
    Camera enable(@PathVariable String id) {
        audit.run("camera.enable", id, () -> care.enable(id));
        return views.camera(id);
    }

    @GetMapping("/cmu/v1/operator/audit")
    Page<AuditEntry> audit(
            @RequestParam(required = false) @Nullable String query,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return audit.list(query, PageRequest.of(cursor, limit));
    }
}
