/**
 * Fragmented MP4 (ISO/IEC 14496-12 §8.8, ISO/IEC 23000-19): initialization segments and movie fragments of H.264, H.265
 * and AAC, written from access units and read back. Values, codecs and machines that one owner calls; no sockets, clocks
 * or threads.
 *
 * <p>Not implemented: files that are not fragmented, encryption (ISO/IEC 23001-7), edit lists (they are skipped), segment
 * indices (they are skipped).
 */
@NullMarked
package vedette.fmp4;

import org.jspecify.annotations.NullMarked;
