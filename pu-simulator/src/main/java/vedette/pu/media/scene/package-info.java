/**
 * Draws the synthetic camera's picture straight into I420 planes: a backdrop painted once per light condition, sprites
 * for everything that moves, the clock and name as text, a lamp that flashes each second, and the machine-readable
 * timecode. A 720p frame costs well under a millisecond. Lengths are in units of 1/720 of the picture height.
 */
@NullMarked
package vedette.pu.media.scene;

import org.jspecify.annotations.NullMarked;
