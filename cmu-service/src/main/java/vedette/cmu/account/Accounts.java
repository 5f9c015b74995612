package vedette.cmu.account;

import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vedette.cmu.access.Role;
import vedette.cmu.problem.CmuProblem;
import vedette.cmu.tenancy.Tenants;
import vedette.contracts.Ids;
import vedette.contracts.cm.AccountPatch;

/** Accounts as other features need them. */
@Component
public class Accounts {
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}");

    private final AccountRepository accounts;
    private final Tenants tenants;
    private final Clock clock;

    Accounts(AccountRepository accounts, Tenants tenants, Clock clock) {
        this.accounts = accounts;
        this.tenants = tenants;
        this.clock = clock;
    }

    /** The account with this id in the present tenant. */
    public Optional<Account> find(String accountId) {
        return accounts.findById(accountId);
    }

    /** The account with this number in the present tenant (sign-in: in any). */
    public Optional<Account> byPhone(String phone) {
        return accounts.findByPhone(phone);
    }

    /**
     * Changes name or language of one's own account.
     *
     * @throws RuntimeException {@code name-malformed}, {@code language-malformed}
     */
    @Transactional
    public vedette.contracts.cm.Account change(String accountId, AccountPatch patch) {
        Account account = find(accountId).orElseThrow(CmuProblem.TOKEN_INVALID::exception);
        if (patch.displayName() != null) {
            account.rename(Names.checked(patch.displayName(), CmuProblem.NAME_MALFORMED));
        }
        if (patch.language() != null) {
            if (!LANGUAGE.matcher(patch.language()).matches()) {
                throw CmuProblem.LANGUAGE_MALFORMED.exception("Expected a BCP 47 tag as in en or zh-Hans");
            }
            account.speak(patch.language());
        }
        return account.toContract();
    }

    /** The first operator, made at first use; signs in by link only. */
    @Transactional
    public Account firstOperator() {
        String tenant = tenants.defaultTenant();
        return accounts.findFirstByRoleAndStatusOrderByCreatedAt(Role.OPERATOR.wire(), Account.Status.ACTIVE.wire())
                .orElseGet(() -> create(tenant, null, "Operator", null, Role.OPERATOR, Account.Status.ACTIVE));
    }

    /** The active customer with this number, made if there is none: the demo household of the launcher. */
    @Transactional
    public Account demoCustomer(String phone, String displayName) {
        String tenant = tenants.defaultTenant();
        return accounts.findByPhone(Phones.normal(phone))
                .orElseGet(() -> create(
                        tenant,
                        Phones.normal(phone),
                        Names.checked(displayName, CmuProblem.NAME_MALFORMED),
                        null,
                        Role.USER,
                        Account.Status.ACTIVE));
    }

    /** Moves an account to another state. */
    @Transactional
    public void moveTo(Account account, Account.Status next) {
        account.moveTo(next);
        accounts.save(account);
    }

    Account create(
            String tenant,
            @Nullable String phone,
            String displayName,
            @Nullable String passwordHash,
            Role role,
            Account.Status status) {
        return accounts.saveAndFlush(
                new Account(Ids.next("usr"), tenant, phone, displayName, passwordHash, role, status, clock.instant()));
    }
}
