/** Staying at the live edge of what is buffered: pure decisions, seconds in, seconds out. */
export interface Range {
  start: number;
  end: number;
}

export interface Steering {
  /** Where to go at once; null stays. */
  seekTo: number | null;
  rate: number;
}

/** Further behind than this, in s, is not live: jump. */
export const BEHIND_MAX = 1.5;
/** Further behind than this, in s, is caught up by playing a little faster. */
const BEHIND_SLOW = 0.6;
/** Playing faster ends here. */
const BEHIND_GOOD = 0.3;
/** Where a jump lands, in s before the end: less would run dry. */
const LAND = 0.15;
const CATCH_UP = 1.05;
/** Played pictures kept, and the amount at which they are cut back, in s. */
const KEEP = 8;
const KEEP_MAX = 20;

/** Where to play and how fast, given what is buffered. A hole (the provider skipped to a key picture) is jumped over. */
export function steer(position: number, ranges: readonly Range[], rate: number): Steering {
  const last = ranges.at(-1);
  if (!last) return { seekTo: null, rate: 1 };
  const inside = ranges.some((range) => position >= range.start - 0.05 && position <= range.end);
  const behind = last.end - position;
  if (!inside || behind > BEHIND_MAX) {
    const target = Math.max(last.start, last.end - LAND);
    // A stalled player at the very end is not outside: nothing new came yet.
    return behind <= 0 ? { seekTo: null, rate: 1 } : { seekTo: target, rate: 1 };
  }
  if (behind > BEHIND_SLOW) return { seekTo: null, rate: CATCH_UP };
  if (behind < BEHIND_GOOD) return { seekTo: null, rate: 1 };
  return { seekTo: null, rate };
}

/** What played pictures to remove; null while there are few. */
export function prune(position: number, ranges: readonly Range[]): Range | null {
  const first = ranges[0];
  if (!first || position - first.start < KEEP_MAX) return null;
  return { start: first.start, end: position - KEEP };
}
