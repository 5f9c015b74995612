package vedette.pu.session;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The path {@code /live/{device_id}/{channel}/{stream}} of a stream on this unit. */
record RtspPath(String deviceId, int channel, String stream) {
    private static final Pattern FORM = Pattern.compile("/live/(dev_[0-9a-hjkmnp-tv-z]{26})/([1-9][0-9]?)/(main|sub)");

    static Optional<RtspPath> parse(String path) {
        Matcher matcher = FORM.matcher(path);
        return matcher.matches()
                ? Optional.of(new RtspPath(matcher.group(1), Integer.parseInt(matcher.group(2)), matcher.group(3)))
                : Optional.empty();
    }
}
