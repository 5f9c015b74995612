package vedette.cmu.signin;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import vedette.cmu.access.Attempts;
import vedette.cmu.access.RateLimits;
import vedette.cmu.account.Account;
import vedette.cmu.account.Accounts;
import vedette.cmu.account.Passwords;
import vedette.cmu.account.Phones;
import vedette.cmu.crm.Crm;
import vedette.cmu.keys.Keyring;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.cm.LoginRequest;
import vedette.contracts.cm.SessionTokens;
import vedette.contracts.sc.SignInLink;
import vedette.contracts.sc.SignInLinkRequest;

/** The ways in: password, refresh token, one-time link. Unknown number and wrong password are one answer with equal work. */
@Component
class SignIns {
    static final String LOCK_KIND = "login";
    static final int TRIES_MAX = 5;
    static final Duration LOCK_WINDOW = Duration.ofMinutes(15);

    private static final Duration LINK_LIFETIME = Duration.ofMinutes(10);
    private static final int PER_ADDRESS_AND_MINUTE = 60;

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Passwords passwords;
    private final LoginSessions sessions;
    private final SecurityLog log;
    private final Attempts attempts;
    private final RateLimits limits;
    private final Crm crm;
    private final Keyring keyring;
    private final TransactionTemplate transactions;
    private final Clock clock;

    SignIns(
            JdbcClient jdbc,
            Accounts accounts,
            Passwords passwords,
            LoginSessions sessions,
            SecurityLog log,
            Attempts attempts,
            RateLimits limits,
            Crm crm,
            Keyring keyring,
            TransactionTemplate transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.passwords = passwords;
        this.sessions = sessions;
        this.log = log;
        this.attempts = attempts;
        this.limits = limits;
        this.crm = crm;
        this.keyring = keyring;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Hashing and the customer system take their time, so no transaction is open around them. */
    SessionTokens login(LoginRequest request, LoginSessions.Origin origin) {
        limits.take("login", origin.address(), PER_ADDRESS_AND_MINUTE);
        String phone = Phones.normal(request.phone());
        Optional<Account> account = accounts.byPhone(phone);
        if (!attempts.reserve(LOCK_KIND, phone, TRIES_MAX, LOCK_WINDOW)) {
            account.ifPresent(known -> log.append(known, "locked", origin.address(), null));
            throw CmuProblem.ACCOUNT_LOCKED.exception(LOCK_WINDOW);
        }
        boolean right = passwords.matches(
                request.password(), account.map(Account::passwordHash).orElse(null));
        if (!right || account.isEmpty()) {
            account.ifPresent(known -> log.append(known, "sign-in-failed", origin.address(), null));
            throw CmuProblem.LOGIN_FAILED.exception();
        }
        attempts.clear(LOCK_KIND, phone);
        checkActive(account.get());
        crm.check(phone);
        return transactions.execute(_ -> {
            Account present = accounts.find(account.get().accountId()).orElseThrow(CmuProblem.LOGIN_FAILED::exception);
            checkActive(present);
            return enter(present, origin, "signed-in");
        });
    }

    @Transactional(noRollbackFor = RuntimeException.class)
    SessionTokens refresh(@Nullable String refreshToken, LoginSessions.Origin origin) {
        limits.take("refresh", origin.address(), PER_ADDRESS_AND_MINUTE);
        if (refreshToken == null || refreshToken.length() > 100) {
            throw CmuProblem.REFRESH_INVALID.exception();
        }
        LoginSessions.Presented presented =
                sessions.present(refreshToken).orElseThrow(CmuProblem.REFRESH_INVALID::exception);
        Account account = accounts.find(presented.accountId()).orElseThrow(CmuProblem.REFRESH_INVALID::exception);
        if (presented.used()) {
            // Two parties have the same token: nobody knows which is the thief, so both lose it.
            if (sessions.end(account.accountId(), presented.sessionId(), "refresh-reused")) {
                log.append(account, "refresh-reused", origin.address(), null);
            }
            throw CmuProblem.REFRESH_REUSED.exception();
        }
        if (presented.ended() || !clock.instant().isBefore(presented.expiresAt())) {
            throw CmuProblem.REFRESH_INVALID.exception();
        }
        checkActive(account);
        return sessions.rotate(account, presented.sessionId(), refreshToken);
    }

    @Transactional(noRollbackFor = RuntimeException.class)
    SessionTokens byLink(@Nullable String linkToken, LoginSessions.Origin origin) {
        limits.take("link", origin.address(), PER_ADDRESS_AND_MINUTE);
        String token = linkToken == null || linkToken.length() > 100 ? "" : linkToken;
        Timestamp now = Timestamp.from(clock.instant());
        String accountId = jdbc.sql(
                        "update sign_in_link set used_at = :now where token_hash = :hash and used_at is null"
                                + " and expires_at > :now returning account_id")
                .param("now", now)
                .param("hash", Keyring.hash(token))
                .query(String.class)
                .optional()
                .orElseThrow(CmuProblem.LINK_INVALID::exception);
        Account account = accounts.find(accountId).orElseThrow(CmuProblem.LINK_INVALID::exception);
        checkActive(account);
        return enter(account, origin, "signed-in-by-link");
    }

    /** Makes a link for the launcher on the same host. */
    @Transactional
    SignInLink makeLink(SignInLinkRequest request) {
        Account account = addressee(request);
        String token = keyring.randomToken();
        jdbc.sql("insert into sign_in_link (token_hash, account_id, expires_at) values (:hash, :account, :expires)")
                .param("hash", Keyring.hash(token))
                .param("account", account.accountId())
                .param("expires", Timestamp.from(clock.instant().plus(LINK_LIFETIME)))
                .update();
        return new SignInLink(token, account.accountId(), LINK_LIFETIME.toMillis());
    }

    private Account addressee(SignInLinkRequest request) {
        if (request.userId() != null) {
            return accounts.find(request.userId()).orElseThrow(CmuProblem.ACCOUNT_NOT_FOUND::exception);
        }
        String name = request.displayName();
        String phone = request.phone();
        return switch (request.role()) {
            case "operator" -> accounts.firstOperator();
            case "user" -> {
                if (phone == null || name == null) {
                    throw CmuProblem.LINK_REQUEST_MALFORMED.exception("role user needs phone and display_name");
                }
                yield accounts.demoCustomer(phone, name);
            }
            case null, default ->
                throw CmuProblem.LINK_REQUEST_MALFORMED.exception("Expected user_id, or role operator or user");
        };
    }

    private SessionTokens enter(Account account, LoginSessions.Origin origin, String kind) {
        account.signedIn(clock.instant());
        log.append(account, kind, origin.address(), null);
        return sessions.open(account, origin);
    }

    private static void checkActive(Account account) {
        switch (account.status()) {
            case ACTIVE -> {}
            case PENDING -> throw CmuProblem.ACCOUNT_PENDING.exception();
            case SUSPENDED -> throw CmuProblem.ACCOUNT_SUSPENDED.exception();
        }
    }
}
