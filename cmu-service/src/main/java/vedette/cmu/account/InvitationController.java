package vedette.cmu.account;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vedette.cmu.access.Access;
import vedette.cmu.access.Caller;
import vedette.cmu.audit.Audit;
import vedette.cmu.paging.PageRequest;
import vedette.contracts.cm.InvitationRequest;
import vedette.contracts.cm.Page;

/** The operator's invitations. */
@RestController
@Access(Access.Audience.OPERATOR)
class InvitationController {
    private final Invitations invitations;
    private final Audit audit;

    InvitationController(Invitations invitations, Audit audit) {
        this.invitations = invitations;
        this.audit = audit;
    }

    @PostMapping("/cmu/v1/operator/invitations")
    @ResponseStatus(HttpStatus.CREATED)
    vedette.contracts.cm.Invitation invite(@RequestBody InvitationRequest body) {
        return audit.record("customer.invite", null, () -> invitations.invite(Caller.current(), body));
    }

    @GetMapping("/cmu/v1/operator/invitations")
    Page<vedette.contracts.cm.Invitation> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return invitations.list(PageRequest.of(cursor, limit));
    }
}
