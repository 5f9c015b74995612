package vedette.pu.session;

import org.jspecify.annotations.Nullable;
import vedette.pu.media.StreamRequest;

/** Parameters of {@code session.modify}; null leaves a value as it is. */
record Modification(
        @Nullable String stream,
        @Nullable Integer widthMax,
        @Nullable Integer heightMax,
        @Nullable Integer fpsMax,
        @Nullable Integer kbpsMax,
        @Nullable Boolean paused) {

    StreamRequest applyTo(StreamRequest before) {
        return new StreamRequest(
                stream == null ? before.stream() : stream,
                widthMax == null ? before.widthMax() : widthMax,
                heightMax == null ? before.heightMax() : heightMax,
                fpsMax == null ? before.fpsMax() : fpsMax,
                kbpsMax == null ? before.kbpsMax() : kbpsMax,
                before.audio());
    }
}
