/**
 * The recorder device (ITU-T H.626.4 §8.7.2): registers as kind {@code nvr}, keeps its control channel and heartbeat, names
 * its channels. Not implemented: media of its channels, recording, playback, upload to cloud storage; offers are refused in
 * words.
 */
@NullMarked
package vedette.nvr;

import org.jspecify.annotations.NullMarked;
