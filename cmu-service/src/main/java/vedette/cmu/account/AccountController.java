package vedette.cmu.account;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vedette.cmu.access.Access;
import vedette.cmu.access.Caller;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.cm.AccountPatch;
import vedette.contracts.cm.CodeConfirmation;
import vedette.contracts.cm.SignUpRequest;
import vedette.contracts.cm.SignUpResult;
import vedette.contracts.cm.SignUpStarted;
import vedette.platform.internal.ClientAddress;

/** Sign-up and the own account. */
@RestController
class AccountController {
    private final SignUps signUps;
    private final Accounts accounts;

    AccountController(SignUps signUps, Accounts accounts) {
        this.signUps = signUps;
        this.accounts = accounts;
    }

    @PostMapping("/cmu/v1/signups")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Access(Access.Audience.ANONYMOUS)
    SignUpStarted signUp(@RequestBody SignUpRequest body, HttpServletRequest request) {
        return signUps.start(body, ClientAddress.of(request));
    }

    @PostMapping("/cmu/v1/signups/{signup_id}:confirm")
    @ResponseStatus(HttpStatus.CREATED)
    @Access(Access.Audience.ANONYMOUS)
    SignUpResult confirm(
            @PathVariable("signup_id") String signUpId,
            @RequestBody CodeConfirmation body,
            HttpServletRequest request) {
        return signUps.confirm(signUpId, body.code(), ClientAddress.of(request));
    }

    @GetMapping("/cmu/v1/me")
    @Access(Access.Audience.SIGNED_IN)
    vedette.contracts.cm.Account me() {
        return accounts.find(Caller.current().userId())
                .orElseThrow(CmuProblem.TOKEN_INVALID::exception)
                .toContract();
    }

    @PatchMapping("/cmu/v1/me")
    @Access(Access.Audience.SIGNED_IN)
    vedette.contracts.cm.Account change(@RequestBody AccountPatch patch) {
        return accounts.change(Caller.current().userId(), patch);
    }
}
