package vedette.rtsp.auth;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The {@code name=value, name="value"} lists of challenges and credentials (RFC 9110 §11.2). */
final class AuthParameters {
    private static final int PARAMETERS_MAX = 32;

    private AuthParameters() {}

    /** Names in lower case with unquoted values; stops quietly at damage. */
    static Map<String, String> parse(String text) {
        var parameters = new LinkedHashMap<String, String>();
        int i = 0;
        while (i < text.length() && parameters.size() < PARAMETERS_MAX) {
            int equals = text.indexOf('=', i);
            if (equals < 0) {
                break;
            }
            var name = text.substring(i, equals).replace(",", " ").strip().toLowerCase(Locale.ROOT);
            int at = equals + 1;
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            var value = new StringBuilder();
            if (at < text.length() && text.charAt(at) == '"') {
                at++;
                while (at < text.length() && text.charAt(at) != '"') {
                    if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                        at++;
                    }
                    value.append(text.charAt(at++));
                }
                at++;
            } else {
                while (at < text.length() && text.charAt(at) != ',') {
                    value.append(text.charAt(at++));
                }
            }
            parameters.putIfAbsent(name, value.toString().strip());
            i = at;
        }
        return parameters;
    }

    static String quote(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
