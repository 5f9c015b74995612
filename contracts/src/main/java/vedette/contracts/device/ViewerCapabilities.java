package vedette.contracts.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer can show; travels with the play request and reaches the device in the answer to its legitimacy check
 * (H.626.4 §7; AMB-26).
 *
 * @param widthMax pixels, null = no limit
 * @param heightMax pixels, null = no limit
 * @param fpsMax frames per second, null = no limit
 * @param kbpsMax kbit/s, null = no limit
 * @param codecs video codecs, names as in SDP ({@code H264})
 * @param audioCodecs audio codecs ({@code PCMA}, {@code PCMU})
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ViewerCapabilities(
        @Nullable Integer widthMax,
        @Nullable Integer heightMax,
        @Nullable Integer fpsMax,
        @Nullable Integer kbpsMax,
        List<String> codecs,
        List<String> audioCodecs) {
    /** Absent lists are empty. */
    public ViewerCapabilities(
            @Nullable Integer widthMax,
            @Nullable Integer heightMax,
            @Nullable Integer fpsMax,
            @Nullable Integer kbpsMax,
            @Nullable List<String> codecs,
            @Nullable List<String> audioCodecs) {
        this.widthMax = widthMax;
        this.heightMax = heightMax;
        this.fpsMax = fpsMax;
        this.kbpsMax = kbpsMax;
        this.codecs = codecs == null ? List.of() : List.copyOf(codecs);
        this.audioCodecs = audioCodecs == null ? List.of() : List.copyOf(audioCodecs);
    }
}
