import { describe, expect, it } from 'vitest';
import { BETTER_MS, betterPathDue, ReducedMeter } from './policy';
import type { MediaStats } from './stats';

const stats = (received: number, lost: number, freezes = 0): MediaStats => ({
  path: 'relayed',
  protocol: 'udp',
  width: 640,
  height: 360,
  fps: 25,
  kbps: 800,
  delayMs: 30,
  packetsLost: lost,
  packetsReceived: received,
  framesDecoded: received,
  freezes,
  audioLevel: null,
  codec: null,
  lastPacketAgeMs: 10,
});

describe('a better path', () => {
  const relayed = { path: 'relayed', fallback: null, visible: true, triedAt: 0, now: BETTER_MS } as const;

  it('is looked for every half minute while relayed and seen', () => {
    expect(betterPathDue(relayed)).toBe(true);
    expect(betterPathDue({ ...relayed, now: BETTER_MS - 1 })).toBe(false);
    expect(betterPathDue({ ...relayed, visible: false })).toBe(false);
    expect(betterPathDue({ ...relayed, path: 'direct-punched' })).toBe(false);
  });

  it('is looked for beside fragments only where the path was the reason for them', () => {
    expect(betterPathDue({ ...relayed, path: 'distributed', fallback: 'no-path' })).toBe(true);
    expect(betterPathDue({ ...relayed, path: 'distributed', fallback: 'format' })).toBe(false);
  });
});

describe('a reduced picture', () => {
  it('is called so after two bad readings, and whole after two good ones', () => {
    const meter = new ReducedMeter();
    expect(meter.read(stats(0, 0))).toBe(false);
    expect(meter.read(stats(900, 100))).toBe(false);
    expect(meter.read(stats(1_800, 200))).toBe(true);
    expect(meter.read(stats(2_800, 200))).toBe(true);
    expect(meter.read(stats(3_800, 200))).toBe(false);
  });

  it('is what the camera says it is', () => {
    const meter = new ReducedMeter();
    meter.tell(true);
    expect(meter.read(stats(1_000, 0))).toBe(true);
    meter.tell(false);
    expect(meter.reduced).toBe(false);
    meter.reset();
    expect(meter.reduced).toBe(false);
  });
});
