import { describe, expect, it } from 'vitest';
import { backoffMs, CONNECT_MS, PlayerMachine, RECONNECT_MS, STALL_MS, type PlayerEffect } from './machine';

const lost = { type: 'lost', problem: { title: '', status: 0, code: 'connection-lost' } } as const;
const opens = (effects: PlayerEffect[]): boolean => effects.some((effect) => effect.type === 'open');

function playing(): PlayerMachine {
  const machine = new PlayerMachine(() => 0);
  machine.handle({ type: 'play' }, 0);
  machine.handle({ type: 'frame' }, 100);
  return machine;
}

describe('player machine', () => {
  it('goes from play to the first frame', () => {
    const machine = new PlayerMachine(() => 0);
    expect(opens(machine.handle({ type: 'play' }, 0))).toBe(true);
    expect(machine.state.kind).toBe('connecting');
    machine.handle({ type: 'frame' }, 180);
    expect(machine.state).toEqual({ kind: 'playing', since: 180, lastFrameAt: 180, paused: false });
  });

  it('ignores a second play while connecting', () => {
    const machine = new PlayerMachine(() => 0);
    machine.handle({ type: 'play' }, 0);
    expect(machine.handle({ type: 'play' }, 1)).toEqual([]);
  });

  it('fails when no picture comes in time, and tries again after a pause', () => {
    const machine = new PlayerMachine(() => 0);
    machine.handle({ type: 'play' }, 0);
    machine.handle({ type: 'tick' }, CONNECT_MS);
    expect(machine.state).toMatchObject({ kind: 'failed', problem: { code: 'no-picture' }, retryAt: CONNECT_MS + backoffMs(0, 0) });
    expect(opens(machine.handle({ type: 'tick' }, CONNECT_MS + backoffMs(0, 0)))).toBe(true);
  });

  it('stalls without frames, plays on with the next one', () => {
    const machine = playing();
    machine.handle({ type: 'tick' }, 100 + STALL_MS - 1);
    expect(machine.state.kind).toBe('playing');
    machine.handle({ type: 'tick' }, 100 + STALL_MS);
    expect(machine.state.kind).toBe('stalled');
    machine.handle({ type: 'frame' }, 100 + STALL_MS + 10);
    expect(machine.state.kind).toBe('playing');
  });

  it('connects anew when a stall lasts, once at once, then after growing pauses', () => {
    const machine = playing();
    machine.handle({ type: 'tick' }, 100 + STALL_MS);
    const effects = machine.handle({ type: 'tick' }, 100 + STALL_MS + RECONNECT_MS);
    expect(effects.map((effect) => effect.type)).toEqual(['close', 'open', 'wake-at']);
    expect(machine.state.kind).toBe('connecting');
    const pauses: number[] = [];
    let now = 10_000;
    for (let i = 0; i < 8; i++) {
      machine.handle(lost, now);
      const state = machine.state;
      if (state.kind !== 'failed' || state.retryAt === null) throw new Error(state.kind);
      pauses.push(state.retryAt - now);
      now = state.retryAt;
      machine.handle({ type: 'tick' }, now);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000, 15_000]);
  });

  it('does not stall while paused, and gives a resumed picture time', () => {
    const machine = playing();
    machine.handle({ type: 'paused', paused: true }, 200);
    machine.handle({ type: 'tick' }, 60_000);
    expect(machine.state.kind).toBe('playing');
    machine.handle({ type: 'paused', paused: false }, 60_000);
    machine.handle({ type: 'tick' }, 60_000 + STALL_MS - 1);
    expect(machine.state.kind).toBe('playing');
  });

  it.each(['device-key-changed', 'proof-invalid', 'device-not-found'])('stops for good on %s', (code) => {
    const machine = new PlayerMachine(() => 0);
    machine.handle({ type: 'play' }, 0);
    const effects = machine.handle({ type: 'refused', problem: { title: '', status: 0, code } }, 50);
    expect(machine.state).toMatchObject({ kind: 'failed', retryAt: null });
    expect(effects).toEqual([{ type: 'close', bye: true }]);
    machine.handle({ type: 'tick' }, 1e9);
    machine.handle({ type: 'camera-online' }, 1e9);
    expect(machine.state.kind).toBe('failed');
  });

  it('does not wait for its pause when the camera is online again', () => {
    const machine = new PlayerMachine(() => 0);
    machine.handle({ type: 'play' }, 0);
    machine.handle({ type: 'refused', problem: { title: '', status: 409, code: 'device-offline' } }, 10);
    expect(opens(machine.handle({ type: 'camera-online' }, 20))).toBe(true);
  });

  it('says bye when stopped, and nothing brings it back but play', () => {
    const machine = playing();
    expect(machine.handle({ type: 'stop' }, 200)).toEqual([{ type: 'close', bye: true }]);
    for (const event of [{ type: 'frame' }, lost, { type: 'tick' }, { type: 'camera-online' }] as const) {
      expect(machine.handle(event, 300)).toEqual([]);
      expect(machine.state.kind).toBe('closed');
    }
  });

  it('keeps its invariants through any order of events', () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
    const machine = new PlayerMachine(random);
    let now = 0;
    let open = false;
    const events = ['play', 'stop', 'frame', 'lost', 'refused', 'pause', 'resume', 'camera-online', 'tick'] as const;
    for (let i = 0; i < 20_000; i++) {
      now += Math.floor(random() * 4_000);
      const name = events[Math.floor(random() * events.length)]!;
      const effects = machine.handle(
        name === 'lost' || name === 'refused'
          ? { type: name, problem: { title: '', status: 0, code: random() < 0.2 ? 'proof-invalid' : 'x' } }
          : name === 'pause' || name === 'resume'
            ? { type: 'paused', paused: name === 'pause' }
            : { type: name },
        now,
      );
      for (const effect of effects) {
        if (effect.type === 'open') open = true;
        if (effect.type === 'close') open = false;
        if (effect.type === 'wake-at') expect(effect.at).toBeGreaterThanOrEqual(now);
      }
      expect(open).toBe(['connecting', 'playing', 'stalled'].includes(machine.state.kind));
    }
  });
});
