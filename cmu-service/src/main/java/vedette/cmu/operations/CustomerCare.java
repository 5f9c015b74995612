package vedette.cmu.operations;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vedette.cmu.access.Caller;
import vedette.cmu.account.Account;
import vedette.cmu.account.Accounts;
import vedette.cmu.binding.Bindings;
import vedette.cmu.config.CmuProperties;
import vedette.cmu.device.Devices;
import vedette.cmu.play.Revocations;
import vedette.cmu.problem.CmuProblem;
import vedette.cmu.signin.LoginSessions;
import vedette.cmu.sms.Sms;

/** What operators do to customers and cameras. */
@Component
class CustomerCare {
    private final Accounts accounts;
    private final Bindings bindings;
    private final Devices devices;
    private final LoginSessions sessions;
    private final Revocations revocations;
    private final Sms sms;
    private final CmuProperties properties;

    CustomerCare(
            Accounts accounts,
            Bindings bindings,
            Devices devices,
            LoginSessions sessions,
            Revocations revocations,
            Sms sms,
            CmuProperties properties) {
        this.accounts = accounts;
        this.bindings = bindings;
        this.devices = devices;
        this.sessions = sessions;
        this.revocations = revocations;
        this.sms = sms;
        this.properties = properties;
    }

    /** Approves a waiting customer and assigns a camera if one is named (H.626.4 §6.1.1). */
    @Transactional
    void approve(Caller operator, String accountId, @Nullable String deviceId) {
        Account account = find(accountId);
        if (account.status() != Account.Status.PENDING) {
            throw CmuProblem.CUSTOMER_NOT_PENDING.exception();
        }
        if (deviceId != null) {
            bindings.assign(operator, accountId, deviceId);
        }
        accounts.moveTo(account, Account.Status.ACTIVE);
        if (account.phone() != null) {
            sms.send(
                    account.tenantId(),
                    account.phone(),
                    properties.name() + ": your account is ready. You can sign in now.");
        }
    }

    /** Suspends a customer: sign-ins and play sessions end. */
    @Transactional
    void suspend(Caller operator, String accountId) {
        if (operator.userId().equals(accountId)) {
            throw CmuProblem.OWN_ACCOUNT.exception();
        }
        Account account = find(accountId);
        if (account.status() != Account.Status.ACTIVE) {
            throw CmuProblem.CUSTOMER_NOT_ACTIVE.exception();
        }
        accounts.moveTo(account, Account.Status.SUSPENDED);
        sessions.endAll(accountId, null, "account-suspended");
        revocations.endOfAccount(accountId, null, "account-suspended");
    }

    @Transactional
    void reinstate(String accountId) {
        Account account = find(accountId);
        if (account.status() != Account.Status.SUSPENDED) {
            throw CmuProblem.CUSTOMER_NOT_SUSPENDED.exception();
        }
        accounts.moveTo(account, Account.Status.ACTIVE);
    }

    /** Disables a camera: sessions end, its channel is closed, its registration is refused from now on. */
    @Transactional
    void disable(String deviceId) {
        if (devices.setDisabled(deviceId, true)) {
            revocations.endOfDevice(deviceId, "device-disabled");
            revocations.disconnect(deviceId, "device-disabled");
        }
    }

    @Transactional
    void enable(String deviceId) {
        devices.setDisabled(deviceId, false);
    }

    private Account find(String accountId) {
        return accounts.find(accountId).orElseThrow(CmuProblem.CUSTOMER_NOT_FOUND::exception);
    }
}
