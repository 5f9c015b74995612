package vedette.fmp4;

import java.util.PriorityQueue;

/**
 * Finds decoding times for pictures that come in decoding order with presentation times only, as RTP carries them: the
 * n-th decoding time is the presentation time that is n-th in order, delayed by the reorder depth, so that it is known at
 * once and never behind the picture's presentation. Not thread-safe.
 */
final class DecodeTimes {
    private final int reorderDepth;
    private final long ticksPerPicture;
    private final PriorityQueue<Long> waiting;
    private long last = Long.MIN_VALUE;
    private int before;
    private long first;

    /**
     * @param reorderDepth most pictures that precede another one in decoding order and follow it in output order
     * @param ticksPerPicture usual duration of a picture, for the first pictures
     */
    DecodeTimes(int reorderDepth, long ticksPerPicture) {
        this.reorderDepth = reorderDepth;
        this.ticksPerPicture = ticksPerPicture;
        this.waiting = new PriorityQueue<>(reorderDepth + 2);
        this.before = reorderDepth;
    }

    /** The decoding time of the next picture; always above that of the picture before. May be negative at the start. */
    long next(long presentationTime) {
        if (last == Long.MIN_VALUE) {
            first = presentationTime;
        }
        waiting.add(presentationTime);
        long time;
        if (waiting.size() > reorderDepth) {
            time = waiting.remove();
        } else {
            time = Math.min(first, waiting.element()) - before * ticksPerPicture;
            before--;
        }
        // Lenient: a stream that reorders more than it says gets increasing times, and negative offsets.
        last = last == Long.MIN_VALUE ? time : Math.max(time, last + 1);
        return last;
    }
}
