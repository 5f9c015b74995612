package vedette.cmu.account;

import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vedette.cmu.keys.Keyring;

/** One-time codes of six digits sent by SMS; kept as a keyed hash bound to what they are for. */
@Component
public class Codes {
    /** How long a code works. */
    public static final Duration LIFETIME = Duration.ofMinutes(10);

    /** Wrong codes before it stops working. */
    public static final int TRIES_MAX = 5;

    private static final int BOUND = 1_000_000;

    private final Keyring keyring;
    private final SecureRandom random;

    Codes(Keyring keyring, SecureRandom random) {
        this.keyring = keyring;
        this.random = random;
    }

    /** A fresh code. */
    public String next() {
        return String.format(java.util.Locale.ROOT, "%06d", random.nextInt(BOUND));
    }

    /** What is kept of a code for {@code purposeId}. */
    public String mac(String purposeId, String code) {
        return keyring.macText(Keyring.Purpose.CODE, purposeId + "|" + code);
    }

    /** Whether the code fits, in constant time. */
    public boolean matches(String purposeId, @Nullable String code, String mac) {
        String digits = code == null || code.length() > 16 ? "" : code.replaceAll("[ -]", "");
        return Keyring.same(mac(purposeId, digits), mac);
    }
}
