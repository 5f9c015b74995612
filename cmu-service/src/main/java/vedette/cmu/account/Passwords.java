package vedette.cmu.account;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import vedette.cmu.problem.CmuProblem;

/** Password rules and hashes (Argon2id, RFC 9106). Thread-safe. */
@Component
public class Passwords {
    private static final int LENGTH_MIN = 10;
    private static final int LENGTH_MAX = 128;
    private static final int DISTINCT_MIN = 4;

    private final PasswordEncoder encoder = Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();
    private final Set<String> common;
    private final String nobodysHash;

    Passwords() {
        try (InputStream in = Passwords.class.getResourceAsStream("common-passwords.txt")) {
            if (in == null) {
                throw new IllegalStateException("common-passwords.txt is missing from the jar");
            }
            common = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        nobodysHash = hash("nobody has this password");
    }

    /**
     * Refuses weak passwords.
     *
     * @param phone number of the account, which must not be part of it
     * @throws RuntimeException the problem {@code password-weak}
     */
    public void check(@Nullable String password, @Nullable String phone) {
        if (password == null || password.length() < LENGTH_MIN || password.length() > LENGTH_MAX) {
            throw CmuProblem.PASSWORD_WEAK.exception("Use 10 to 128 characters");
        }
        String lower = password.toLowerCase(Locale.ROOT);
        if (lower.chars().distinct().count() < DISTINCT_MIN
                || common.contains(lower)
                || common.contains(lower.replaceAll("[0-9!.?]+$", ""))
                || (phone != null && lower.contains(phone.substring(1)))) {
            throw CmuProblem.PASSWORD_WEAK.exception("This password is easily guessed; use several words");
        }
    }

    /** A salted hash. */
    public String hash(String password) {
        String hash = encoder.encode(password);
        if (hash == null) {
            throw new IllegalStateException("The encoder returns a hash for each password");
        }
        return hash;
    }

    /** Whether the password fits; takes equally long without hash. */
    public boolean matches(@Nullable String password, @Nullable String hash) {
        String candidate = password == null || password.length() > LENGTH_MAX ? "" : password;
        boolean fits = encoder.matches(candidate, hash == null ? nobodysHash : hash);
        return fits && hash != null;
    }
}
