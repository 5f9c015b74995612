package vedette.cmu.signin;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vedette.cmu.audit.Audit;
import vedette.cmu.tenancy.Tenants;
import vedette.contracts.sc.SignInLink;
import vedette.contracts.sc.SignInLinkRequest;
import vedette.platform.internal.Callers;

/** Sign-in links for the launcher on the same host. */
@RestController
@Callers("quickstart")
class SignInLinkController {
    private final SignIns signIns;
    private final Tenants tenants;
    private final Audit audit;

    SignInLinkController(SignIns signIns, Tenants tenants, Audit audit) {
        this.signIns = signIns;
        this.tenants = tenants;
        this.audit = audit;
    }

    @PostMapping("/internal/v1/sign-in-links")
    @ResponseStatus(HttpStatus.CREATED)
    SignInLink make(@RequestBody SignInLinkRequest body) {
        SignInLink link = signIns.makeLink(body);
        audit.append(tenants.defaultTenant(), "quickstart", "sign-in-link.make", link.userId(), "ok", null, null);
        return link;
    }
}
