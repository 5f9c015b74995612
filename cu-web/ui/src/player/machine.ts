import type { Problem } from '../api/problem';

/**
 * The life of one live picture, without input or output: events in, effects out, time passed in. Owned by one caller.
 *
 * closed → connecting → playing ⇄ stalled → connecting …; failed waits for `retryAt` or, without one, for the viewer.
 */
export type PlayerState =
  | { kind: 'closed' }
  | { kind: 'connecting'; attempt: number; since: number }
  | { kind: 'playing'; since: number; lastFrameAt: number; paused: boolean }
  | { kind: 'stalled'; since: number }
  | { kind: 'failed'; problem: Problem; attempt: number; retryAt: number | null };

export type PlayerEvent =
  | { type: 'play' }
  | { type: 'stop' }
  | { type: 'frame' }
  | { type: 'lost'; problem: Problem }
  | { type: 'refused'; problem: Problem }
  | { type: 'paused'; paused: boolean }
  | { type: 'camera-online' }
  | { type: 'tick' };

export type PlayerEffect = { type: 'open' } | { type: 'close'; bye: boolean } | { type: 'wake-at'; at: number };

export interface Step {
  state: PlayerState;
  effects: PlayerEffect[];
}

/** From the play request to the first frame, in ms. */
export const CONNECT_MS = 10_000;
/** Without a frame the picture is called stalled after this, in ms. */
export const STALL_MS = 3_000;
/** A stalled picture is connected anew after this, in ms; counted from when the stall was noticed, so that a sleeping terminal gets its chance. */
export const RECONNECT_MS = 3_000;
/** A picture that held for this long, in ms, counts as sound: the next reconnection starts at once again. */
export const SOUND_MS = 10_000;

const BACKOFF_MS = [300, 1_000, 2_000, 4_000, 8_000, 15_000];

/** Problems that another try cannot heal: the viewer must act or know. */
const FINAL = new Set([
  'device-key-changed',
  'proof-invalid',
  'device-not-found',
  'format-unplayable',
  'capabilities-missing',
  'not-signed-in',
  'browser-unable',
]);

/** Pause before try number `attempt` + 1, in ms; up to a quarter more by `random` in 0..1, so that a thousand viewers do not come at once. */
export function backoffMs(attempt: number, random: number): number {
  const base = BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)] ?? 15_000;
  return Math.round(base * (1 + random / 4));
}

export class PlayerMachine {
  private current: PlayerState = { kind: 'closed' };
  private failures = 0;

  constructor(private readonly random: () => number) {}

  get state(): PlayerState {
    return this.current;
  }

  /** Handles an event at `now` (ms, monotonic) and returns what the owner must do, in order. */
  handle(event: PlayerEvent, now: number): PlayerEffect[] {
    const step = this.next(event, now);
    this.current = step.state;
    return step.effects;
  }

  private next(event: PlayerEvent, now: number): Step {
    const state = this.current;
    switch (event.type) {
      case 'play':
        return state.kind === 'closed' || state.kind === 'failed' ? this.connect(now, true) : same(state);
      case 'stop':
        this.failures = 0;
        return state.kind === 'closed' ? same(state) : { state: { kind: 'closed' }, effects: [{ type: 'close', bye: true }] };
      case 'frame':
        return this.frame(state, now);
      case 'paused':
        return this.paused(state, event.paused, now);
      case 'lost':
        return active(state) ? this.lost(state, event.problem, now) : same(state);
      case 'refused':
        return active(state) ? this.fail(event.problem, now) : same(state);
      case 'camera-online':
        return state.kind === 'failed' && state.retryAt !== null ? this.connect(now, true) : same(state);
      case 'tick':
        return this.tick(state, now);
    }
  }

  private connect(now: number, fresh: boolean): Step {
    if (fresh) this.failures = 0;
    return {
      state: { kind: 'connecting', attempt: this.failures, since: now },
      effects: [{ type: 'open' }, { type: 'wake-at', at: now + CONNECT_MS }],
    };
  }

  private frame(state: PlayerState, now: number): Step {
    switch (state.kind) {
      case 'connecting':
      case 'stalled':
        return {
          state: { kind: 'playing', since: now, lastFrameAt: now, paused: false },
          effects: [{ type: 'wake-at', at: now + STALL_MS }],
        };
      case 'playing':
        if (now - state.since >= SOUND_MS) this.failures = 0;
        return same({ ...state, lastFrameAt: now });
      default:
        return same(state);
    }
  }

  private paused(state: PlayerState, paused: boolean, now: number): Step {
    if (state.kind !== 'playing') return same(state);
    return { state: { ...state, paused, lastFrameAt: now }, effects: paused ? [] : [{ type: 'wake-at', at: now + STALL_MS }] };
  }

  /** A connection that had a picture is replaced at once the first time; one that never had waits. */
  private lost(state: PlayerState, problem: Problem, now: number): Step {
    if (FINAL.has(problem.code)) return this.fail(problem, now);
    const hadPicture = state.kind === 'playing' || state.kind === 'stalled';
    if (hadPicture && this.failures === 0) {
      this.failures = 1;
      const again = this.connect(now, false);
      return { state: again.state, effects: [{ type: 'close', bye: false }, ...again.effects] };
    }
    return this.fail(problem, now);
  }

  private fail(problem: Problem, now: number): Step {
    const final = FINAL.has(problem.code);
    const retryAt = final ? null : now + backoffMs(this.failures, this.random());
    const attempt = this.failures;
    this.failures = Math.min(this.failures + 1, 1_000);
    return {
      state: { kind: 'failed', problem, attempt, retryAt },
      effects: [{ type: 'close', bye: true }, ...(retryAt === null ? [] : [{ type: 'wake-at' as const, at: retryAt }])],
    };
  }

  private tick(state: PlayerState, now: number): Step {
    switch (state.kind) {
      case 'connecting':
        if (now - state.since < CONNECT_MS) return wake(state, state.since + CONNECT_MS);
        return this.fail({ title: 'no picture', status: 0, code: 'no-picture' }, now);
      case 'playing':
        if (state.paused) return same(state);
        if (now - state.lastFrameAt < STALL_MS) return wake(state, state.lastFrameAt + STALL_MS);
        return wake({ kind: 'stalled', since: now }, now + RECONNECT_MS);
      case 'stalled':
        if (now - state.since < RECONNECT_MS) return wake(state, state.since + RECONNECT_MS);
        return this.lost(state, { title: 'picture stopped', status: 0, code: 'picture-stopped' }, now);
      case 'failed':
        if (state.retryAt === null) return same(state);
        return now < state.retryAt ? wake(state, state.retryAt) : this.connect(now, false);
      case 'closed':
        return same(state);
    }
  }
}

function active(state: PlayerState): boolean {
  return state.kind === 'connecting' || state.kind === 'playing' || state.kind === 'stalled';
}

function same(state: PlayerState): Step {
  return { state, effects: [] };
}

function wake(state: PlayerState, at: number): Step {
  return { state, effects: [{ type: 'wake-at', at }] };
}
