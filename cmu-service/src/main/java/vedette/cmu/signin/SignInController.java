package vedette.cmu.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vedette.cmu.access.Access;
import vedette.cmu.access.Caller;
import vedette.cmu.keys.AccessTokens;
import vedette.cmu.paging.PageRequest;
import vedette.contracts.cm.LinkRequest;
import vedette.contracts.cm.LoginRequest;
import vedette.contracts.cm.LoginSession;
import vedette.contracts.cm.Page;
import vedette.contracts.cm.PasswordChange;
import vedette.contracts.cm.PasswordResetConfirmation;
import vedette.contracts.cm.PasswordResetRequest;
import vedette.contracts.cm.PasswordResetStarted;
import vedette.contracts.cm.RefreshRequest;
import vedette.contracts.cm.SecurityEvent;
import vedette.contracts.cm.SessionTokens;
import vedette.platform.internal.ClientAddress;

/** Sign-in, sign-out, passwords. */
@RestController
class SignInController {
    private final SignIns signIns;
    private final LoginSessions sessions;
    private final PasswordChanges passwordChanges;
    private final SecurityLog securityLog;
    private final AccessTokens accessTokens;

    SignInController(
            SignIns signIns,
            LoginSessions sessions,
            PasswordChanges passwordChanges,
            SecurityLog securityLog,
            AccessTokens accessTokens) {
        this.signIns = signIns;
        this.sessions = sessions;
        this.passwordChanges = passwordChanges;
        this.securityLog = securityLog;
        this.accessTokens = accessTokens;
    }

    @PostMapping("/cmu/v1/sessions")
    @ResponseStatus(HttpStatus.CREATED)
    @Access(Access.Audience.ANONYMOUS)
    SessionTokens login(@RequestBody LoginRequest body, HttpServletRequest request) {
        return signIns.login(body, origin(request));
    }

    @PostMapping("/cmu/v1/sessions:refresh")
    @Access(Access.Audience.ANONYMOUS)
    SessionTokens refresh(@RequestBody RefreshRequest body, HttpServletRequest request) {
        return signIns.refresh(body.refreshToken(), origin(request));
    }

    @PostMapping("/cmu/v1/sessions:link")
    @ResponseStatus(HttpStatus.CREATED)
    @Access(Access.Audience.ANONYMOUS)
    SessionTokens byLink(@RequestBody LinkRequest body, HttpServletRequest request) {
        return signIns.byLink(body.linkToken(), origin(request));
    }

    @DeleteMapping("/cmu/v1/sessions/current")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(Access.Audience.SIGNED_IN)
    void logout() {
        Caller caller = Caller.current();
        sessions.end(caller.userId(), caller.sessionId(), "signed-out");
    }

    @PostMapping("/cmu/v1/password-resets")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Access(Access.Audience.ANONYMOUS)
    PasswordResetStarted startReset(@RequestBody PasswordResetRequest body, HttpServletRequest request) {
        return passwordChanges.start(body.phone(), ClientAddress.of(request));
    }

    @PostMapping("/cmu/v1/password-resets/{reset_id}:confirm")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(Access.Audience.ANONYMOUS)
    void confirmReset(
            @PathVariable("reset_id") String resetId,
            @RequestBody PasswordResetConfirmation body,
            HttpServletRequest request) {
        passwordChanges.confirm(resetId, body, ClientAddress.of(request));
    }

    @PostMapping("/cmu/v1/me:change-password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(Access.Audience.SIGNED_IN)
    void changePassword(@RequestBody PasswordChange body) {
        passwordChanges.change(Caller.current(), body);
    }

    @GetMapping("/cmu/v1/me/sessions")
    @Access(Access.Audience.SIGNED_IN)
    Page<LoginSession> mySessions() {
        return new Page<>(sessions.list(Caller.current()), null);
    }

    @DeleteMapping("/cmu/v1/me/sessions/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(Access.Audience.SIGNED_IN)
    void endMySession(@PathVariable String id) {
        sessions.endOwn(Caller.current(), id);
    }

    @GetMapping("/cmu/v1/me/security-log")
    @Access(Access.Audience.SIGNED_IN)
    Page<SecurityEvent> securityLog(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return securityLog.list(Caller.current().userId(), PageRequest.of(cursor, limit));
    }

    @GetMapping("/cmu/v1/jwks")
    @Access(Access.Audience.ANONYMOUS)
    Map<String, Object> jwks() {
        return accessTokens.jwks();
    }

    private static LoginSessions.Origin origin(HttpServletRequest request) {
        return new LoginSessions.Origin(ClientAddress.of(request), request.getHeader("User-Agent"));
    }
}
