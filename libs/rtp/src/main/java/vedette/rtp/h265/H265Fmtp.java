package vedette.rtp.h265;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * The media type parameters of H.265 in SDP (RFC 7798 §7.1), as far as receivers need them.
 *
 * @param parameterSets NAL units of sprop-vps, sprop-sps and sprop-pps, in this order
 */
public record H265Fmtp(List<byte[]> parameterSets) {
    private static final int PARAMETER_SETS_MAX = 16;

    /** Takes a copy of the list. */
    public H265Fmtp {
        parameterSets = List.copyOf(parameterSets);
    }

    /** Parses what follows the payload type in {@code a=fmtp}; unknown parameters and damaged sets are left out. */
    public static H265Fmtp parse(String parameters) {
        var sets = new ArrayList<byte[]>();
        for (var name : List.of("sprop-vps", "sprop-sps", "sprop-pps")) {
            for (var parameter : parameters.split(";", 64)) {
                int equals = parameter.indexOf('=');
                if (equals > 0
                        && parameter.substring(0, equals).strip().toLowerCase(Locale.ROOT).equals(name)) {
                    decode(parameter.substring(equals + 1), sets);
                }
            }
        }
        return new H265Fmtp(sets);
    }

    private static void decode(String value, List<byte[]> sets) {
        for (var text : value.split(",", PARAMETER_SETS_MAX)) {
            try {
                var set = Base64.getDecoder().decode(text.strip());
                if (set.length > 2) {
                    sets.add(set);
                }
            } catch (IllegalArgumentException _) {
                continue;
            }
        }
    }

    /** The text after the payload type in {@code a=fmtp}. */
    public String format() {
        var parts = new ArrayList<String>();
        for (var set : parameterSets) {
            String name = switch (H265NalUnits.type(set)) {
                case H265NalUnits.VPS -> "sprop-vps=";
                case H265NalUnits.SPS -> "sprop-sps=";
                default -> "sprop-pps=";
            };
            parts.add(name + Base64.getEncoder().encodeToString(set));
        }
        return String.join(";", parts);
    }
}
