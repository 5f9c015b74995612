package vedette.contracts.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One numbered channel (lens) of a device.
 *
 * @param channel number from 1
 * @param streams its streams, main first
 * @param audio codec name as in SDP ({@code PCMA}), null without microphone
 * @param adaptable whether the device lowers size and rate to a viewer's capabilities
 * @param reordersFrames whether its video has B frames, which browsers' WebRTC cannot play
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ChannelInfo(
        int channel, List<StreamInfo> streams, @Nullable String audio, boolean adaptable, boolean reordersFrames) {
    /** An absent list is empty. */
    public ChannelInfo(
            int channel,
            @Nullable List<StreamInfo> streams,
            @Nullable String audio,
            boolean adaptable,
            boolean reordersFrames) {
        this.channel = channel;
        this.streams = streams == null ? List.of() : List.copyOf(streams);
        this.audio = audio;
        this.adaptable = adaptable;
        this.reordersFrames = reordersFrames;
    }
}
