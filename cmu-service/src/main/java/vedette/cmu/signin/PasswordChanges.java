package vedette.cmu.signin;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import vedette.cmu.access.Attempts;
import vedette.cmu.access.Caller;
import vedette.cmu.access.RateLimits;
import vedette.cmu.account.Account;
import vedette.cmu.account.Accounts;
import vedette.cmu.account.Codes;
import vedette.cmu.account.Passwords;
import vedette.cmu.account.Phones;
import vedette.cmu.config.CmuProperties;
import vedette.cmu.play.Revocations;
import vedette.cmu.problem.CmuProblem;
import vedette.cmu.sms.Sms;
import vedette.contracts.Ids;
import vedette.contracts.cm.PasswordChange;
import vedette.contracts.cm.PasswordResetConfirmation;
import vedette.contracts.cm.PasswordResetStarted;

/** New passwords: by the old one, or by an SMS code. Both end other sign-ins and tell the owner. */
@Component
class PasswordChanges {
    private static final int PER_ADDRESS_AND_MINUTE = 10;
    private static final int PER_PHONE_AND_MINUTE = 2;

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Passwords passwords;
    private final Codes codes;
    private final Sms sms;
    private final LoginSessions sessions;
    private final Revocations revocations;
    private final SecurityLog log;
    private final Attempts attempts;
    private final RateLimits limits;
    private final CmuProperties properties;
    private final TransactionTemplate transactions;
    private final Clock clock;

    private record Reset(@Nullable String accountId, String mac, int tries, Instant expiresAt, boolean used) {}

    PasswordChanges(
            JdbcClient jdbc,
            Accounts accounts,
            Passwords passwords,
            Codes codes,
            Sms sms,
            LoginSessions sessions,
            Revocations revocations,
            SecurityLog log,
            Attempts attempts,
            RateLimits limits,
            CmuProperties properties,
            TransactionTemplate transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.passwords = passwords;
        this.codes = codes;
        this.sms = sms;
        this.sessions = sessions;
        this.revocations = revocations;
        this.log = log;
        this.attempts = attempts;
        this.limits = limits;
        this.properties = properties;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Transactional
    PasswordResetStarted start(@Nullable String typedPhone, String address) {
        limits.take("reset", address, PER_ADDRESS_AND_MINUTE);
        String phone = Phones.normal(typedPhone);
        limits.take("reset-phone", phone, PER_PHONE_AND_MINUTE);
        Optional<Account> account = accounts.byPhone(phone);
        String id = Ids.next("req");
        String code = codes.next();
        Instant expires = clock.instant().plus(Codes.LIFETIME);
        jdbc.sql(
                        "insert into password_reset (reset_id, account_id, code_mac, expires_at) values (:id, :account, :mac, :expires)")
                .param("id", id)
                .param("account", account.map(Account::accountId).orElse(null))
                .param("mac", codes.mac(id, code))
                .param("expires", Timestamp.from(expires))
                .update();
        account.ifPresent(known -> sms.send(
                known.tenantId(),
                phone,
                properties.name() + " code for a new password: " + code
                        + ". Valid for 10 minutes. If you did not ask for it, ignore it."));
        return new PasswordResetStarted(id, expires);
    }

    @Transactional(noRollbackFor = RuntimeException.class)
    void confirm(String resetId, PasswordResetConfirmation request, String address) {
        limits.take("reset-code", address, PER_ADDRESS_AND_MINUTE);
        Reset reset = load(resetId).orElseThrow(CmuProblem.RESET_NOT_FOUND::exception);
        if (reset.used() || reset.tries() >= Codes.TRIES_MAX || !clock.instant().isBefore(reset.expiresAt())) {
            throw CmuProblem.CODE_EXPIRED.exception();
        }
        boolean right = codes.matches(resetId, request.code(), reset.mac());
        if (!right || reset.accountId() == null) {
            jdbc.sql("update password_reset set tries = tries + 1 where reset_id = :id")
                    .param("id", resetId)
                    .update();
            throw CmuProblem.CODE_WRONG.exception("Tries left: " + (Codes.TRIES_MAX - reset.tries() - 1));
        }
        Account account = accounts.find(reset.accountId()).orElseThrow(CmuProblem.RESET_NOT_FOUND::exception);
        passwords.check(request.newPassword(), account.phone());
        account.setPasswordHash(passwords.hash(request.newPassword()));
        jdbc.sql("update password_reset set used_at = :now where reset_id = :id")
                .param("now", Timestamp.from(clock.instant()))
                .param("id", resetId)
                .update();
        changed(account, null, "password-reset", address);
        if (account.phone() != null) {
            attempts.clear(SignIns.LOCK_KIND, account.phone());
        }
    }

    /** Hashing takes its time, so no transaction is open around it. */
    void change(Caller caller, PasswordChange request) {
        Account account = accounts.find(caller.userId()).orElseThrow(CmuProblem.TOKEN_INVALID::exception);
        String lock = caller.userId();
        if (!attempts.reserve("change-password", lock, SignIns.TRIES_MAX, SignIns.LOCK_WINDOW)) {
            throw CmuProblem.ACCOUNT_LOCKED.exception(SignIns.LOCK_WINDOW);
        }
        if (!passwords.matches(request.oldPassword(), account.passwordHash())) {
            throw CmuProblem.PASSWORD_WRONG.exception();
        }
        attempts.clear("change-password", lock);
        passwords.check(request.newPassword(), account.phone());
        String hash = passwords.hash(request.newPassword());
        transactions.executeWithoutResult(_ -> {
            Account present = accounts.find(caller.userId()).orElseThrow(CmuProblem.TOKEN_INVALID::exception);
            present.setPasswordHash(hash);
            changed(present, caller.sessionId(), "password-changed", caller.address());
        });
    }

    private void changed(Account account, @Nullable String keptSession, String kind, @Nullable String address) {
        sessions.endAll(account.accountId(), keptSession, kind);
        revocations.endOfAccount(account.accountId(), keptSession, kind);
        log.append(account, kind, address, null);
        if (account.phone() != null) {
            sms.send(
                    account.tenantId(),
                    account.phone(),
                    properties.name()
                            + ": your password was changed and other devices were signed out. If it was not you, reset it now.");
        }
    }

    private Optional<Reset> load(String resetId) {
        return jdbc.sql("select * from password_reset where reset_id = :id for update")
                .param("id", resetId)
                .query((row, _) -> new Reset(
                        row.getString("account_id"),
                        row.getString("code_mac"),
                        row.getInt("tries"),
                        row.getTimestamp("expires_at").toInstant(),
                        row.getTimestamp("used_at") != null))
                .optional();
    }

    /** Forgets old codes. */
    @Transactional
    public void prune() {
        jdbc.sql("delete from password_reset where expires_at < :before")
                .param("before", Timestamp.from(clock.instant().minus(Duration.ofDays(1))))
                .update();
    }
}
