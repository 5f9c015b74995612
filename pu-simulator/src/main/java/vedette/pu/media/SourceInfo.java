package vedette.pu.media;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a source offers (H.626.4 §6.1.3): the menu of a viewer.
 *
 * @param name the camera's name, for people
 * @param kind where the media comes from
 * @param streams {@code main} first, then {@code sub} if there is one; for a file exactly the file's stream
 * @param profiles picture sizes that may be asked for, largest first: several if adaptable, else the streams' own
 * @param audioCodec {@code PCMA}, or null without sound
 * @param adaptable whether size, rate and bit rate follow the request (the source encodes) or are fixed
 * @param reordersFrames whether pictures are stored in another order than shown (B-frames), which WebRTC cannot carry
 */
public record SourceInfo(
        String name,
        Kind kind,
        List<StreamInfo> streams,
        List<VideoProfile> profiles,
        @Nullable String audioCodec,
        boolean adaptable,
        boolean reordersFrames) {

    /** Kinds of source. */
    public enum Kind {
        SYNTHETIC,
        FILE,
        RTSP
    }

    /** Copies the lists. */
    public SourceInfo {
        streams = List.copyOf(streams);
        profiles = List.copyOf(profiles);
    }

    /** The stream of this name. */
    public Optional<StreamInfo> stream(String streamName) {
        return streams.stream().filter(s -> s.name().equals(streamName)).findFirst();
    }
}
