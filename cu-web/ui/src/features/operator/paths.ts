import type { PathStatistics } from '../../api/types';

export type Pair = PathStatistics['pairs'][number];

/** Share of sessions on a direct path, 0..1; null without any. */
export function directShare(pairs: readonly Pair[]): number | null {
  const all = pairs.reduce((sum, pair) => sum + pair.direct + pair.relayed + pair.distributed, 0);
  return all === 0 ? null : pairs.reduce((sum, pair) => sum + pair.direct, 0) / all;
}

/** The median of the pairs' medians, each counted as often as it had sessions, in ms: what half of the viewers wait at most. */
export function median(pairs: readonly Pair[]): number | null {
  const known = pairs
    .filter((pair) => pair.first_picture_p50_ms != null)
    .map((pair) => ({ ms: pair.first_picture_p50_ms!, count: pair.direct + pair.relayed + pair.distributed }))
    .sort((a, b) => a.ms - b.ms);
  const half = known.reduce((sum, one) => sum + one.count, 0) / 2;
  let seen = 0;
  for (const one of known) {
    seen += one.count;
    if (seen >= half) return one.ms;
  }
  return null;
}
