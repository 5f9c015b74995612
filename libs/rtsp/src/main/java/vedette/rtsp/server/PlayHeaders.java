package vedette.rtsp.server;

import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vedette.rtsp.RtspMessage;
import vedette.rtsp.RtspRange;
import vedette.rtsp.RtspStatus;

/**
 * What a PLAY request wants (RFC 7826 §13.4).
 *
 * @param refusal status of the refusal, 200 if the headers are understood
 * @param range Range header, or null
 */
record PlayHeaders(int refusal, @Nullable RtspRange range, OptionalDouble scale, OptionalDouble speed) {
    private static final Pattern NUMBER = Pattern.compile("(-?\\d{1,6}(?:\\.\\d{0,6})?)(?:-.*)?");

    static PlayHeaders of(RtspMessage.Request request) {
        var header = request.headers().first("Range");
        var range = header.flatMap(RtspRange::parse);
        var scale = number(request, "Scale");
        var speed = number(request, "Speed");
        int refusal = header.isPresent() && range.isEmpty()
                ? RtspStatus.INVALID_RANGE
                : scale == null || speed == null ? RtspStatus.BAD_REQUEST : RtspStatus.OK;
        return new PlayHeaders(
                refusal,
                range.orElse(null),
                scale == null ? OptionalDouble.empty() : scale,
                speed == null ? OptionalDouble.empty() : speed);
    }

    /** Value of Scale or Speed, the lower bound of a Speed range; null if it is damaged. */
    private static @Nullable OptionalDouble number(RtspMessage.Request request, String name) {
        var value = request.headers().first(name);
        if (value.isEmpty()) {
            return OptionalDouble.empty();
        }
        var matcher = NUMBER.matcher(value.get().strip());
        return matcher.matches() ? OptionalDouble.of(Double.parseDouble(matcher.group(1))) : null;
    }
}
