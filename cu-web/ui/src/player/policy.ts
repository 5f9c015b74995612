import type { MediaPath, MediaStats } from './stats';

/** A relayed picture is tried for a better path this often, in ms. */
export const BETTER_MS = 30_000;
/** A quiet try for a better path is given up after this, in ms. */
export const BETTER_GIVE_UP_MS = 8_000;

/** Whether a quiet try for a better path is due. Pure; times in ms. */
export function betterPathDue(view: { path: MediaPath | null; fallback: string | null; visible: boolean; triedAt: number; now: number }): boolean {
  if (!view.visible || view.now - view.triedAt < BETTER_MS) return false;
  // Fragments because of the format stay fragments, whatever the path.
  return view.path === 'relayed' || (view.path === 'distributed' && view.fallback === 'no-path');
}

/** Share of packets lost from which the picture is called reduced, and below which it is called whole again. */
const LOSS_BAD = 0.04;
const LOSS_GOOD = 0.01;
/** Readings in a row that decide. */
const READINGS = 2;

/** Notices that the picture is less than asked for because this viewer's connection does not bear it. Fed with each reading of the statistics. */
export class ReducedMeter {
  private last: MediaStats | null = null;
  private bad = 0;
  private good = 0;
  private seen = false;
  private told: boolean | null = null;

  /** What the camera itself says goes before what can be measured. */
  tell(reduced: boolean): void {
    this.told = reduced;
  }

  /** Forgets everything: another connection, or another size asked for. */
  reset(): void {
    this.last = null;
    this.bad = 0;
    this.good = 0;
    this.seen = false;
    this.told = null;
  }

  read(stats: MediaStats): boolean {
    const before = this.last;
    this.last = stats;
    if (before) {
      const lost = Math.max(0, stats.packetsLost - before.packetsLost);
      const received = Math.max(0, stats.packetsReceived - before.packetsReceived);
      const share = lost + received > 0 ? lost / (lost + received) : 0;
      const frozen = stats.freezes > before.freezes;
      if (share >= LOSS_BAD || (frozen && share > LOSS_GOOD)) {
        this.bad++;
        this.good = 0;
      } else if (share < LOSS_GOOD && !frozen) {
        this.good++;
        this.bad = 0;
      }
      if (this.bad >= READINGS) this.seen = true;
      if (this.good >= READINGS) this.seen = false;
    }
    return this.reduced;
  }

  get reduced(): boolean {
    return this.told ?? this.seen;
  }
}
