import { describe, expect, it } from 'vitest';
import {
  ANSWER_MS,
  ATTEMPT_MS,
  ATTEMPTS_MAX,
  backoffMs,
  CONNECT_MS,
  FALLBACK_MS,
  PICTURE_MS,
  PlayerMachine,
  PROBE_MS,
  RECONNECT_MS,
  running,
  STALL_MS,
  type PlayerEffect,
} from './machine';

const problem = (code: string) => ({ title: '', status: 0, code });
const lost = { type: 'lost', via: 'webrtc', problem: problem('connection-lost') } as const;
const frame = { type: 'frame', via: 'webrtc' } as const;
const fragment = { type: 'frame', via: 'fmp4' } as const;
const tick = { type: 'tick' } as const;
const kinds = (effects: PlayerEffect[]): string[] => effects.map((effect) => effect.type).filter((type) => type !== 'wake-at');

function connecting(): PlayerMachine {
  const machine = new PlayerMachine(() => 0);
  machine.handle({ type: 'play' }, 0);
  return machine;
}

/** Playing for long enough that silence means something. */
function playing(now = 100): PlayerMachine {
  const machine = connecting();
  machine.handle(frame, now);
  for (let at = now; at <= now + STALL_MS; at += 40) machine.handle(frame, at);
  return machine;
}
const LAST = 100 + STALL_MS - (STALL_MS % 40);

describe('player machine', () => {
  it('goes from play to the first frame', () => {
    const machine = new PlayerMachine(() => 0);
    expect(kinds(machine.handle({ type: 'play' }, 0))).toEqual(['open']);
    expect(machine.state.kind).toBe('connecting');
    machine.handle(frame, 180);
    expect(machine.state).toMatchObject({ kind: 'playing', via: 'webrtc', since: 180, lastFrameAt: 180, paused: false, fallback: null });
  });

  it('ignores a second play while connecting', () => {
    expect(connecting().handle({ type: 'play' }, 1)).toEqual([]);
  });

  it('fails when no picture comes in time, and tries again after a pause', () => {
    const machine = connecting();
    machine.handle(tick, CONNECT_MS);
    expect(machine.state).toMatchObject({ kind: 'failed', problem: { code: 'no-picture' }, retryAt: CONNECT_MS + backoffMs(0, 0) });
    expect(kinds(machine.handle(tick, CONNECT_MS + backoffMs(0, 0)))).toEqual(['open']);
  });

  it('says bye when stopped, and nothing brings it back but play', () => {
    const machine = playing();
    expect(machine.handle({ type: 'stop' }, 9_000)).toEqual([{ type: 'close', bye: true }]);
    for (const event of [frame, lost, tick, { type: 'camera-online' }, { type: 'network-changed' }] as const) {
      expect(machine.handle(event, 9_100)).toEqual([]);
      expect(machine.state.kind).toBe('closed');
    }
  });

  it.each(['device-key-changed', 'proof-invalid', 'device-not-found'])('stops for good on %s', (code) => {
    const machine = connecting();
    expect(machine.handle({ type: 'refused', problem: problem(code) }, 50)).toEqual([{ type: 'close', bye: true }]);
    expect(machine.state).toMatchObject({ kind: 'failed', retryAt: null });
    machine.handle(tick, 1e9);
    machine.handle({ type: 'camera-online' }, 1e9);
    expect(machine.state.kind).toBe('failed');
  });

  it('does not wait for its pause when the camera is online again', () => {
    const machine = connecting();
    machine.handle({ type: 'refused', problem: problem('device-offline') }, 10);
    expect(machine.state.kind).toBe('failed');
    expect(kinds(machine.handle({ type: 'camera-online' }, 20))).toEqual(['open']);
  });
});

describe('silence', () => {
  it('looks at the network after a second, and connects anew at once if that is dead', () => {
    const machine = playing();
    expect(kinds(machine.handle(tick, LAST + PROBE_MS - 1))).toEqual([]);
    expect(kinds(machine.handle(tick, LAST + PROBE_MS))).toEqual(['probe']);
    expect(kinds(machine.handle({ type: 'probed', alive: false }, LAST + PROBE_MS + 5))).toEqual(['replace']);
    expect(machine.state).toMatchObject({ kind: 'reconnecting', fresh: false });
    machine.handle(frame, LAST + 1_400);
    expect(machine.state).toMatchObject({ kind: 'playing', via: 'webrtc' });
  });

  it('waits for the camera while the network delivers, then connects anew', () => {
    const machine = playing();
    machine.handle(tick, LAST + PROBE_MS);
    machine.handle({ type: 'probed', alive: true }, LAST + PROBE_MS + 5);
    machine.handle(tick, LAST + STALL_MS);
    expect(machine.state.kind).toBe('stalled');
    expect(kinds(machine.handle(tick, LAST + STALL_MS + RECONNECT_MS))).toEqual(['open']);
  });

  it('takes the gaps of a slow picture for what they are', () => {
    const machine = connecting();
    for (let at = 0; at <= 8_000; at += 1_000) machine.handle(frame, at);
    expect(kinds(machine.handle(tick, 10_400))).toEqual([]);
    expect(machine.state.kind).toBe('playing');
    expect(kinds(machine.handle(tick, 10_500))).toEqual(['probe']);
  });

  it('is patient after the camera was asked for something else', () => {
    const machine = playing();
    machine.handle({ type: 'settling' }, LAST);
    expect(kinds(machine.handle(tick, LAST + PROBE_MS + 500))).toEqual([]);
  });

  it('is none while paused, and a resumed picture gets time', () => {
    const machine = playing();
    machine.handle({ type: 'paused', paused: true }, LAST + 100);
    machine.handle(tick, 60_000);
    expect(machine.state.kind).toBe('playing');
    machine.handle({ type: 'paused', paused: false }, 60_000);
    machine.handle(tick, 60_000 + STALL_MS - 1);
    expect(machine.state.kind).toBe('playing');
  });
});

describe('connecting anew', () => {
  it('takes the session for lost when the new offer is not answered', () => {
    const machine = playing();
    expect(kinds(machine.handle(lost, 5_000))).toEqual(['replace']);
    expect(kinds(machine.handle(tick, 5_000 + ANSWER_MS))).toEqual(['open']);
    expect(machine.state).toMatchObject({ kind: 'reconnecting', fresh: true, attempt: 0 });
  });

  it('backs off 1, 2, 4, 8, 10 s under the veil, then shows the card and goes on by itself', () => {
    const machine = playing();
    machine.handle({ ...lost, problem: problem('session-ended') }, 5_000);
    let now = 5_000;
    const pauses: number[] = [];
    for (let i = 0; i < ATTEMPTS_MAX; i++) {
      expect(machine.state.kind).toBe('reconnecting');
      now += ATTEMPT_MS;
      machine.handle(tick, now);
      const state = machine.state;
      if (state.kind !== 'reconnecting' || state.tryAt === null) throw new Error(state.kind);
      pauses.push(state.tryAt - now);
      now = state.tryAt;
      expect(kinds(machine.handle(tick, now))).toEqual(['open']);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 10_000]);
    machine.handle(tick, now + ATTEMPT_MS);
    expect(machine.state).toMatchObject({ kind: 'failed', problem: { code: 'no-picture' }, retryAt: now + ATTEMPT_MS + 10_000 });
  });

  it('does not wait when this terminal is on a network again', () => {
    const machine = playing();
    machine.handle({ ...lost, problem: problem('session-ended') }, 5_000);
    machine.handle({ type: 'refused', problem: problem('offline') }, 5_100);
    expect(kinds(machine.handle({ type: 'network-changed' }, 5_200))).toEqual(['open']);
  });

  it('replaces the connection beside a running picture when the address changed', () => {
    const machine = playing();
    expect(kinds(machine.handle({ type: 'network-changed' }, 5_000))).toEqual(['replace']);
    expect(machine.state.kind).toBe('playing');
  });
});

describe('the provider’s fragments', () => {
  it('gives a connection that stands more time for its picture, and then asks for fragments all the same', () => {
    const machine = connecting();
    machine.handle({ type: 'answered' }, 200);
    machine.handle({ type: 'connected' }, 400);
    expect(kinds(machine.handle(tick, 200 + FALLBACK_MS))).toEqual([]);
    expect(machine.handle(tick, 400 + PICTURE_MS)).toContainEqual({ type: 'fallback', reason: 'no-path' });
    machine.handle({ type: 'connected' }, 500 + PICTURE_MS);
    expect(machine.state).toMatchObject({ kind: 'connecting', fallback: 'no-path' });
  });

  it('stand in when there is no picture 1.5 s after the answer, until WebRTC has one', () => {
    const machine = connecting();
    machine.handle({ type: 'answered' }, 200);
    expect(kinds(machine.handle(tick, 200 + FALLBACK_MS - 1))).toEqual([]);
    expect(machine.handle(tick, 200 + FALLBACK_MS)).toContainEqual({ type: 'fallback', reason: 'no-path' });
    expect(kinds(machine.handle(tick, 4_000))).toEqual([]);
    machine.handle(fragment, 4_100);
    expect(machine.state).toMatchObject({ kind: 'playing', via: 'fmp4', fallback: 'no-path' });
    expect(kinds(machine.handle(lost, 4_200))).toEqual([]);
    expect(kinds(machine.handle(frame, 6_000))).toEqual(['end-fallback']);
    expect(machine.state).toMatchObject({ kind: 'playing', via: 'webrtc', fallback: null });
  });

  it.each([
    ['format-unplayable', 'format', 'format-refused', null],
    ['too-many-viewers', 'crowd', 'crowd-refused', 60 + 1_000],
  ])('stand in for %s, or a card says that the owner does not allow it', (code, reason, card, retryAt) => {
    const allowed = connecting();
    expect(allowed.handle({ type: 'refused', problem: problem(code) }, 60)).toEqual([{ type: 'fallback', reason }]);
    allowed.handle(fragment, 900);
    expect(allowed.state).toMatchObject({ kind: 'playing', via: 'fmp4', fallback: reason });

    const denied = connecting();
    denied.distributionAllowed = false;
    denied.handle({ type: 'refused', problem: problem(code) }, 60);
    expect(denied.state).toMatchObject({ kind: 'failed', problem: { code: card }, retryAt });

    const told = connecting();
    told.handle({ type: 'refused', problem: problem(code) }, 50);
    told.handle({ type: 'fallback-refused', problem: problem('distribution-refused') }, 60);
    expect(told.state).toMatchObject({ kind: 'failed', problem: { code: card } });
  });

  it('are not asked for where the owner does not allow them; the card says so in the end', () => {
    const machine = connecting();
    machine.distributionAllowed = false;
    machine.handle({ type: 'answered' }, 200);
    expect(kinds(machine.handle(tick, 5_000))).toEqual([]);
    machine.handle(tick, CONNECT_MS);
    expect(machine.state).toMatchObject({ kind: 'failed', problem: { code: 'no-path-refused' } });
  });

  it('that break are asked for anew with a new session', () => {
    const machine = connecting();
    machine.handle({ type: 'answered' }, 200);
    machine.handle(tick, 200 + FALLBACK_MS);
    machine.handle(fragment, 2_000);
    expect(kinds(machine.handle({ type: 'fallback-refused', problem: problem('relay-lost') }, 9_000))).toEqual(['open']);
    expect(machine.state.kind).toBe('reconnecting');
  });

  it('do not end a try for WebRTC when they cannot be had', () => {
    const machine = connecting();
    machine.handle({ type: 'answered' }, 200);
    machine.handle(tick, 200 + FALLBACK_MS);
    expect(kinds(machine.handle({ type: 'fallback-refused', problem: problem('relay-unavailable') }, 2_000))).toEqual([]);
    machine.handle(frame, 3_000);
    expect(machine.state).toMatchObject({ kind: 'playing', via: 'webrtc' });
  });
});

it('keeps its invariants through any order of events', () => {
  let seed = 7;
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const machine = new PlayerMachine(random);
  let now = 0;
  let open = false;
  const via = (): 'webrtc' | 'fmp4' => (random() < 0.7 ? 'webrtc' : 'fmp4');
  const events = [
    () => ({ type: 'play' }) as const,
    () => ({ type: 'stop' }) as const,
    () => ({ type: 'frame', via: via() }) as const,
    () => ({ type: 'frame', via: via() }) as const,
    () => ({ type: 'answered' }) as const,
    () => ({ type: 'lost', via: via(), problem: problem(random() < 0.2 ? 'proof-invalid' : 'x') }) as const,
    () => ({ type: 'refused', problem: problem(random() < 0.3 ? 'too-many-viewers' : 'x') }) as const,
    () => ({ type: 'fallback-refused', problem: problem('relay-lost') }) as const,
    () => ({ type: 'paused', paused: random() < 0.5 }) as const,
    () => ({ type: 'settling' }) as const,
    () => ({ type: 'probed', alive: random() < 0.5 }) as const,
    () => ({ type: 'network-changed' }) as const,
    () => ({ type: 'camera-online' }) as const,
    () => ({ type: 'tick' }) as const,
  ];
  for (let i = 0; i < 40_000; i++) {
    now += Math.floor(random() * 3_000);
    machine.distributionAllowed = random() < 0.8;
    const before = machine.state;
    const effects = machine.handle(events[Math.floor(random() * events.length)]!(), now);
    for (const effect of effects) {
      if (effect.type === 'open') open = true;
      if (effect.type === 'close') open = false;
      if (effect.type === 'wake-at') expect(effect.at).toBeGreaterThanOrEqual(now);
      if (effect.type === 'replace' || effect.type === 'fallback') expect(running(before)).toBe(true);
    }
    expect(open).toBe(running(machine.state));
    const state = machine.state;
    if (state.kind === 'playing') expect(state.fallback === null).toBe(state.via === 'webrtc');
  }
});
