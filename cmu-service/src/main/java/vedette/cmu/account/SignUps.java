package vedette.cmu.account;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import vedette.cmu.access.RateLimits;
import vedette.cmu.access.Role;
import vedette.cmu.config.CmuProperties;
import vedette.cmu.crm.Crm;
import vedette.cmu.problem.CmuProblem;
import vedette.cmu.sms.Sms;
import vedette.cmu.tenancy.Tenants;
import vedette.contracts.Ids;
import vedette.contracts.cm.SignUpRequest;
import vedette.contracts.cm.SignUpResult;
import vedette.contracts.cm.SignUpStarted;

/** Sign-up with a mobile number (H.626.4 §6.1.1). Whether a number has an account shows in its SMS only. */
@Component
class SignUps {
    private static final int PER_ADDRESS_AND_MINUTE = 20;
    private static final int PER_PHONE_AND_MINUTE = 3;

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Invitations invitations;
    private final Passwords passwords;
    private final Codes codes;
    private final Sms sms;
    private final Crm crm;
    private final RateLimits limits;
    private final Tenants tenants;
    private final CmuProperties properties;
    private final TransactionTemplate transactions;
    private final Clock clock;

    SignUps(
            JdbcClient jdbc,
            Accounts accounts,
            Invitations invitations,
            Passwords passwords,
            Codes codes,
            Sms sms,
            Crm crm,
            RateLimits limits,
            Tenants tenants,
            CmuProperties properties,
            TransactionTemplate transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.invitations = invitations;
        this.passwords = passwords;
        this.codes = codes;
        this.sms = sms;
        this.crm = crm;
        this.limits = limits;
        this.tenants = tenants;
        this.properties = properties;
        this.transactions = transactions;
        this.clock = clock;
    }

    private record Row(
            String tenant,
            String phone,
            String name,
            String passwordHash,
            @Nullable String invitation,
            String mac,
            int tries,
            Instant expiresAt,
            boolean confirmed,
            boolean known) {}

    /** Checks the request and sends the code. Hashing and the customer system take their time, so no transaction is open around them. */
    SignUpStarted start(SignUpRequest request, String address) {
        limits.take("sign-up", address, PER_ADDRESS_AND_MINUTE);
        String phone = Phones.normal(request.phone());
        String name = Names.checked(request.displayName(), CmuProblem.NAME_MALFORMED);
        passwords.check(request.password(), phone);
        limits.take("sign-up-phone", phone, PER_PHONE_AND_MINUTE);
        Optional<Invitation> invitation = invitations.find(request.invitation(), phone);
        if (invitation.isEmpty() && (request.invitation() != null || invitationNeeded())) {
            throw CmuProblem.INVITATION_NEEDED.exception();
        }
        boolean codeNeeded = sms.available();
        if (!codeNeeded && invitation.isEmpty()) {
            throw CmuProblem.SMS_UNAVAILABLE.exception(
                    "This platform has no SMS gateway: ask its operator for an invitation");
        }
        crm.check(phone);
        String id = Ids.next("sgn");
        String code = codeNeeded ? codes.next() : "";
        boolean known = accounts.byPhone(phone).isPresent();
        Instant expires = clock.instant().plus(Codes.LIFETIME);
        String tenant = invitation.map(Invitation::tenantId).orElseGet(tenants::defaultTenant);
        String hash = passwords.hash(request.password());
        String invitationId = invitation.map(Invitation::invitationId).orElse(null);
        Row row = new Row(tenant, phone, name, hash, invitationId, codes.mac(id, code), 0, expires, false, known);
        transactions.executeWithoutResult(_ -> {
            insert(id, row);
            if (codeNeeded) {
                sms.send(tenant, phone, text(known, code));
            }
        });
        return new SignUpStarted(id, expires, codeNeeded);
    }

    private String text(boolean known, String code) {
        return known
                ? properties.name()
                        + ": you already have an account with this number. Sign in, or use \"forgot password\"."
                : properties.name() + " code: " + code + ". Valid for 10 minutes. Tell it to nobody.";
    }

    private void insert(String id, Row row) {
        jdbc.sql(
                        "insert into sign_up (sign_up_id, tenant_id, phone, display_name, password_hash, invitation_id, code_mac,"
                                + " expires_at, known) values (:id, :tenant, :phone, :name, :hash, :invitation, :mac, :expires, :known)")
                .param("id", id)
                .param("tenant", row.tenant())
                .param("phone", row.phone())
                .param("name", row.name())
                .param("hash", row.passwordHash())
                .param("invitation", row.invitation())
                .param("mac", row.mac())
                .param("expires", Timestamp.from(row.expiresAt()))
                .param("known", row.known())
                .update();
    }

    /** Makes the account if the code is right; counts the try if not. */
    @Transactional(noRollbackFor = RuntimeException.class)
    public SignUpResult confirm(String signUpId, @Nullable String code, String address) {
        limits.take("sign-up-code", address, PER_ADDRESS_AND_MINUTE);
        Row row = load(signUpId).orElseThrow(CmuProblem.SIGN_UP_NOT_FOUND::exception);
        if (row.confirmed()
                || row.tries() >= Codes.TRIES_MAX
                || !clock.instant().isBefore(row.expiresAt())) {
            throw CmuProblem.CODE_EXPIRED.exception();
        }
        boolean right = codes.matches(signUpId, code, row.mac());
        if (!right || row.known() || accounts.byPhone(row.phone()).isPresent()) {
            jdbc.sql("update sign_up set tries = tries + 1 where sign_up_id = :id")
                    .param("id", signUpId)
                    .update();
            throw CmuProblem.CODE_WRONG.exception("Tries left: " + (Codes.TRIES_MAX - row.tries() - 1));
        }
        Account account =
                accounts.create(row.tenant(), row.phone(), row.name(), row.passwordHash(), Role.USER, firstStatus(row));
        if (row.invitation() != null) {
            invitations.byId(row.invitation()).ifPresent(used -> used.use(account.accountId()));
        }
        jdbc.sql("update sign_up set confirmed_at = :now where sign_up_id = :id")
                .param("now", Timestamp.from(clock.instant()))
                .param("id", signUpId)
                .update();
        return new SignUpResult(account.status().wire());
    }

    /** Removes sign-ups that nobody can confirm any more. */
    @Transactional
    public void prune() {
        jdbc.sql("delete from sign_up where expires_at < :before")
                .param("before", Timestamp.from(clock.instant().minus(java.time.Duration.ofDays(1))))
                .update();
    }

    private boolean invitationNeeded() {
        return properties.approval() == CmuProperties.Approval.INVITATION;
    }

    private Account.Status firstStatus(Row row) {
        boolean valid = row.invitation() != null
                && invitations
                        .byId(row.invitation())
                        .filter(found -> found.admits(row.phone(), clock.instant()))
                        .isPresent();
        if (row.invitation() != null && !valid) {
            // Somebody else was faster with the same link.
            throw CmuProblem.INVITATION_NEEDED.exception();
        }
        return switch (properties.approval()) {
            case AUTO, CRM -> Account.Status.ACTIVE;
            case INVITATION, MANUAL -> valid ? Account.Status.ACTIVE : Account.Status.PENDING;
        };
    }

    private Optional<Row> load(String signUpId) {
        return jdbc.sql("select * from sign_up where sign_up_id = :id for update")
                .param("id", signUpId)
                .query((row, _) -> new Row(
                        row.getString("tenant_id"),
                        row.getString("phone"),
                        row.getString("display_name"),
                        row.getString("password_hash"),
                        row.getString("invitation_id"),
                        row.getString("code_mac"),
                        row.getInt("tries"),
                        row.getTimestamp("expires_at").toInstant(),
                        row.getTimestamp("confirmed_at") != null,
                        row.getBoolean("known")))
                .optional();
    }
}
