/**
 * A premises unit (camera) of ITU-T H.626.4 in software: the server of its own picture, direct to the viewer by WebRTC and RTSP. Start one with
 * {@link vedette.pu.PremisesUnit}, any number of them on one {@link vedette.pu.PuRuntime}; {@link vedette.pu.PuMain} is the command line.
 */
@NullMarked
package vedette.pu;

import org.jspecify.annotations.NullMarked;
