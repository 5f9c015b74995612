package vedette.cmu.device;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.device.ChannelInfo;
import vedette.contracts.device.DeviceCapabilities;
import vedette.contracts.device.StreamInfo;

/** Capabilities in the registry: checked, then kept as JSON. */
@Component
public class CapabilityText {
    private static final int CHANNELS_MAX = 16;
    private static final int PIXELS_MAX = 16_384;
    private static final int FPS_MAX = 240;
    private static final int KBPS_MAX = 1_000_000;
    private static final Set<String> STREAMS = Set.of("main", "sub");

    private final JsonMapper mapper;

    CapabilityText(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * The JSON form.
     *
     * @throws RuntimeException {@code registration-malformed} naming the field
     */
    String write(@Nullable DeviceCapabilities capabilities) {
        List<ChannelInfo> channels = capabilities == null ? List.of() : capabilities.channels();
        if (channels.isEmpty() || channels.size() > CHANNELS_MAX) {
            throw malformed("channels: expected 1 to 16, found " + channels.size());
        }
        Set<Integer> numbers = new HashSet<>();
        for (ChannelInfo channel : channels) {
            if (channel.channel() < 1 || channel.channel() > CHANNELS_MAX || !numbers.add(channel.channel())) {
                throw malformed("channels: expected distinct numbers from 1, found " + channel.channel());
            }
            check(channel);
        }
        return mapper.writeValueAsString(capabilities);
    }

    private static void check(ChannelInfo channel) {
        if (channel.streams().isEmpty()
                || channel.streams().stream().map(StreamInfo::stream).distinct().count()
                        != channel.streams().size()) {
            throw malformed("streams: expected main and possibly sub, once each");
        }
        if (channel.audio() != null && channel.audio().length() > 20) {
            throw malformed("audio: expected a codec name");
        }
        for (StreamInfo stream : channel.streams()) {
            boolean fine = STREAMS.contains(stream.stream())
                    && within(stream.width(), PIXELS_MAX)
                    && within(stream.height(), PIXELS_MAX)
                    && within(stream.fps(), FPS_MAX)
                    && within(stream.kbps(), KBPS_MAX);
            if (!fine) {
                throw malformed(
                        "streams: expected main or sub with width, height, fps and kbps (0 while a bridged camera was never reached), found " + stream);
            }
        }
    }

    private static boolean within(int value, int max) {
        return value >= 0 && value <= max;
    }

    private static RuntimeException malformed(String detail) {
        return CmuProblem.REGISTRATION_MALFORMED.exception("capabilities." + detail);
    }

    /** The capabilities from their JSON form. */
    public DeviceCapabilities read(String json) {
        return mapper.readValue(json, DeviceCapabilities.class);
    }
}
