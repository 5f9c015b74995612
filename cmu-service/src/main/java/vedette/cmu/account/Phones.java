package vedette.cmu.account;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vedette.cmu.problem.CmuProblem;

/** Phone numbers in international form (ITU-T E.164). */
public final class Phones {
    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");

    private Phones() {}

    /**
     * The number without spaces and hyphens.
     *
     * @throws RuntimeException the problem {@code phone-malformed}
     */
    public static String normal(@Nullable String phone) {
        String compact = phone == null || phone.length() > 40 ? "" : phone.replaceAll("[ ()-]", "");
        if (!E164.matcher(compact).matches()) {
            throw CmuProblem.PHONE_MALFORMED.exception("Expected a number with country code, as in +380441234567");
        }
        return compact;
    }
}
