/**
 * Where a camera's picture and sound come from: a synthetic scene encoded live, a file played in a loop, or any RTSP
 * camera on the local network. One {@link vedette.pu.media.MediaSource} serves any number of viewers; each opens a
 * subscription with its limits and gets access units (ITU-T H.264 §7.4.1.2.3) and G.711 A-law packets. Nothing runs
 * while nobody watches. Not implemented: H.265, AAC and G.722 sound of files and RTSP cameras.
 */
@NullMarked
package vedette.pu.media;

import org.jspecify.annotations.NullMarked;
