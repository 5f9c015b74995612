package vedette.mtu.distribution;

import java.util.Optional;
import java.util.regex.Pattern;
import vedette.contracts.Ids;

/**
 * What is distributed.
 *
 * @param deviceId the device
 * @param channel its channel, from 1
 * @param stream {@code main} or {@code sub}
 */
public record StreamKey(String deviceId, int channel, String stream) {
    private static final Pattern PATH = Pattern.compile("/live/(dev_[0-9a-z]{26})/([1-9]\\d?)/(main|sub)");

    /** Reads the path of an RTSP URL; empty if it names no stream. */
    public static Optional<StreamKey> parse(String path) {
        var matcher = PATH.matcher(path);
        return matcher.matches() && Ids.isValid("dev", matcher.group(1))
                ? Optional.of(new StreamKey(matcher.group(1), Integer.parseInt(matcher.group(2)), matcher.group(3)))
                : Optional.empty();
    }

    /** The path of its RTSP URL. */
    public String path() {
        return "/live/" + deviceId + "/" + channel + "/" + stream;
    }
}
