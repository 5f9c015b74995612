/**
 * What tests of every module share: requirement marks, seeded randomness, the machine-readable timecode with its
 * readers, a tone detector, external processes with a time limit, and free ports. No Spring, no JUnit at run time;
 * the timecode layout is also used by the simulator that draws it. Not implemented: reading a timecode from video
 * codecs other than H.264.
 */
@NullMarked
package vedette.testkit;

import org.jspecify.annotations.NullMarked;
