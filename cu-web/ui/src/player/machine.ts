import type { Problem } from '../api/problem';

/** How a picture arrives: from the camera itself (directly or by a blind relay), or as fragments from the provider. */
export type Via = 'webrtc' | 'fmp4';

/** Why the provider's fragments stand in: no way for WebRTC yet, a format that it cannot carry, or a camera with too many viewers. */
export type FallbackReason = 'no-path' | 'format' | 'crowd';

/**
 * The life of one live picture, without input or output: events in, effects out, time passed in. Owned by one caller.
 *
 * closed → connecting → playing ⇄ stalled → reconnecting → playing …; a row of failed tries ends in failed, which waits for `retryAt` or, without one,
 * for the viewer.
 */
export type PlayerState =
  | { kind: 'closed' }
  | { kind: 'connecting'; attempt: number; since: number; answeredAt: number | null; fallback: FallbackReason | null }
  | {
      kind: 'playing';
      via: Via;
      since: number;
      lastFrameAt: number;
      paused: boolean;
      gapMs: number;
      probed: boolean;
      fallback: FallbackReason | null;
    }
  | { kind: 'stalled'; via: Via; since: number; fallback: FallbackReason | null }
  | Reconnecting
  | { kind: 'failed'; problem: Problem; attempt: number; retryAt: number | null };

/** The last picture stands under a veil. `tryAt` is set between tries; `fresh` once a new session was asked for, not only a new offer in the old one. */
interface Reconnecting {
  kind: 'reconnecting';
  attempt: number;
  since: number;
  answeredAt: number | null;
  fresh: boolean;
  tryAt: number | null;
  fallback: FallbackReason | null;
}

export type PlayerEvent =
  | { type: 'play' }
  | { type: 'stop' }
  | { type: 'frame'; via: Via }
  /** The camera agreed to the offer. */
  | { type: 'answered' }
  /** A way to the camera stands. */
  | { type: 'connected' }
  | { type: 'lost'; via: Via; problem: Problem }
  | { type: 'refused'; problem: Problem }
  /** The provider's fragments could not be had. */
  | { type: 'fallback-refused'; problem: Problem }
  | { type: 'paused'; paused: boolean }
  /** The camera was asked for something else: its next frames may take a while. */
  | { type: 'settling' }
  /** Whether packets still arrive although no frame does. */
  | { type: 'probed'; alive: boolean }
  /** This terminal has another address, or is on a network again. */
  | { type: 'network-changed' }
  | { type: 'camera-online' }
  | { type: 'tick' };

export type PlayerEffect =
  /** A new session; what is shown stays until its first frame. */
  | { type: 'open' }
  /** A new connection inside the present session; what is shown stays until its first frame. */
  | { type: 'replace' }
  | { type: 'fallback'; reason: FallbackReason }
  | { type: 'end-fallback' }
  | { type: 'probe' }
  | { type: 'close'; bye: boolean }
  | { type: 'wake-at'; at: number };

export interface Step {
  state: PlayerState;
  effects: PlayerEffect[];
}

/** From the play request to the first frame, in ms. */
export const CONNECT_MS = 10_000;
/** From the camera's answer to asking the provider for fragments meanwhile, in ms. */
export const FALLBACK_MS = 1_500;
/** The same counted from a connection that stands: then only the picture is missing, and a busy terminal may need that long. */
export const PICTURE_MS = 4_000;
/** Without a frame for this long, in ms, it is looked whether the network still delivers. */
export const PROBE_MS = 1_000;
/** With a network that delivers, the picture is called stalled after this, in ms. */
export const STALL_MS = 3_000;
/** A stalled picture is connected anew after this, in ms; counted from when the stall was noticed, so that a sleeping terminal gets its chance. */
export const RECONNECT_MS = 3_000;
/** A new offer in the old session must be answered within this, in ms, or the session itself is taken for lost. */
export const ANSWER_MS = 1_500;
/** One try to connect anew, in ms. */
export const ATTEMPT_MS = 5_000;
/** A picture that held for this long, in ms, counts as sound: the next reconnection starts without a pause again. */
export const SOUND_MS = 10_000;
/** Tries to connect anew under the veil before a card says so. */
export const ATTEMPTS_MAX = 5;

const BACKOFF_MS = [1_000, 2_000, 4_000, 8_000, 10_000];
/** Gaps between frames up to this many times the usual are no sign of anything. */
const GAPS_MAX = 2.5;

/** Problems that another try cannot heal: the viewer must act or know. */
const FINAL = new Set([
  'device-key-changed',
  'proof-invalid',
  'device-not-found',
  'format-unplayable',
  'format-refused',
  'capabilities-missing',
  'not-signed-in',
  'browser-unable',
]);

/** What the provider's fragments can stand in for, by problem code. */
const FALLBACKS: Record<string, FallbackReason> = { 'format-unplayable': 'format', 'too-many-viewers': 'crowd' };

/** The card's problem where fragments would help but the camera's owner does not allow them. */
const NOT_ALLOWED: Record<FallbackReason, string> = { 'no-path': 'no-path-refused', format: 'format-refused', crowd: 'crowd-refused' };

/** Pause before try number `attempt` + 1, in ms; up to a quarter more by `random` in 0..1, so that a thousand viewers do not come at once. */
export function backoffMs(attempt: number, random: number): number {
  const base = BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)] ?? 10_000;
  return Math.round(base * (1 + random / 4));
}

export class PlayerMachine {
  /** Whether the camera's owner lets the provider distribute it; asked at the moment of need. */
  distributionAllowed = true;

  private current: PlayerState = { kind: 'closed' };
  private failures = 0;

  constructor(private readonly random: () => number) {}

  get state(): PlayerState {
    return this.current;
  }

  /** Handles an event at `now` (ms, monotonic) and returns what the owner must do, in order. */
  handle(event: PlayerEvent, now: number): PlayerEffect[] {
    const step = this.next(this.current, event, now);
    this.current = step.state;
    return step.effects;
  }

  private next(state: PlayerState, event: PlayerEvent, now: number): Step {
    switch (event.type) {
      case 'play':
        return running(state) ? same(state) : this.connect(now, true);
      case 'stop':
        return state.kind === 'closed' ? same(state) : { state: { kind: 'closed' }, effects: [{ type: 'close', bye: true }] };
      case 'frame':
        return this.frame(state, event.via, now);
      case 'answered':
        return this.answered(state, now);
      case 'connected':
        return this.connected(state, now);
      case 'lost':
        return this.lost(state, event.via, event.problem, now);
      case 'refused':
        return this.refused(state, event.problem, now);
      case 'fallback-refused':
        return this.fallbackRefused(state, event.problem, now);
      case 'paused':
        return this.paused(state, event.paused, now);
      case 'settling':
        return state.kind === 'playing' ? wake({ ...state, since: now, gapMs: 0, probed: false }, now + STALL_MS) : same(state);
      case 'probed':
        return this.probed(state, event.alive, now);
      case 'network-changed':
        return this.networkChanged(state, now);
      case 'camera-online':
        if (state.kind === 'reconnecting') return state.tryAt === null ? same(state) : this.again(state, now);
        return state.kind === 'failed' && state.retryAt !== null ? this.connect(now, true) : same(state);
      case 'tick':
        return this.tick(state, now);
    }
  }

  private connect(now: number, fresh: boolean): Step {
    if (fresh) this.failures = 0;
    return {
      state: { kind: 'connecting', attempt: this.failures, since: now, answeredAt: null, fallback: null },
      effects: [{ type: 'open' }, { type: 'wake-at', at: now + CONNECT_MS }],
    };
  }

  private frame(state: PlayerState, via: Via, now: number): Step {
    switch (state.kind) {
      case 'playing': {
        if (via !== state.via) return via === 'webrtc' ? this.begin(via, null, now, [{ type: 'end-fallback' }]) : same(state);
        if (now - state.since >= SOUND_MS) this.failures = 0;
        const gap = now - state.lastFrameAt;
        return same({ ...state, lastFrameAt: now, probed: false, gapMs: Math.max(gap, state.gapMs * 0.9) });
      }
      case 'connecting':
      case 'stalled':
      case 'reconnecting': {
        const ended: PlayerEffect[] = via === 'webrtc' && state.fallback !== null ? [{ type: 'end-fallback' }] : [];
        return this.begin(via, via === 'webrtc' ? null : (state.fallback ?? 'no-path'), now, ended);
      }
      default:
        return same(state);
    }
  }

  private begin(via: Via, fallback: FallbackReason | null, now: number, effects: PlayerEffect[]): Step {
    return {
      state: { kind: 'playing', via, since: now, lastFrameAt: now, paused: false, gapMs: 0, probed: false, fallback },
      effects: [...effects, { type: 'wake-at', at: now + STALL_MS }],
    };
  }

  private answered(state: PlayerState, now: number): Step {
    if (state.kind !== 'connecting' && state.kind !== 'reconnecting') return same(state);
    return wake({ ...state, answeredAt: now }, now + FALLBACK_MS);
  }

  /** With a way that stands, fragments would only take the room of the picture that is coming: it gets more time. */
  private connected(state: PlayerState, now: number): Step {
    if ((state.kind !== 'connecting' && state.kind !== 'reconnecting') || state.answeredAt === null || state.fallback !== null) return same(state);
    const answeredAt = now + PICTURE_MS - FALLBACK_MS;
    return wake({ ...state, answeredAt }, answeredAt + FALLBACK_MS);
  }

  private paused(state: PlayerState, paused: boolean, now: number): Step {
    if (state.kind !== 'playing') return same(state);
    const next = { ...state, paused, since: now, lastFrameAt: now, gapMs: 0, probed: false };
    return { state: next, effects: paused ? [] : [{ type: 'wake-at', at: now + STALL_MS }] };
  }

  private lost(state: PlayerState, via: Via, problem: Problem, now: number): Step {
    if (!running(state)) return same(state);
    if (FINAL.has(problem.code)) return this.fail(problem, now);
    switch (state.kind) {
      case 'connecting':
        // While fragments are on their way, WebRTC may go; without them the try is over.
        return state.fallback !== null && via === 'webrtc' ? same(state) : this.fail(problem, now);
      case 'playing':
      case 'stalled':
        if (state.via !== via) return same(state);
        return this.reconnect(now, via === 'webrtc' && problem.code === 'connection-lost');
      case 'reconnecting':
        return state.tryAt !== null || (state.fallback !== null && via === 'webrtc') ? same(state) : this.pause(state, problem, now);
      default:
        return same(state);
    }
  }

  private refused(state: PlayerState, problem: Problem, now: number): Step {
    if (state.kind === 'playing' || state.kind === 'stalled') return FINAL.has(problem.code) ? this.fail(problem, now) : same(state);
    if (state.kind !== 'connecting' && state.kind !== 'reconnecting') return same(state);
    const reason = FALLBACKS[problem.code];
    if (reason !== undefined && state.fallback === null) {
      if (!this.distributionAllowed) return this.fail({ ...problem, code: NOT_ALLOWED[reason] }, now);
      return { state: { ...state, fallback: reason }, effects: [{ type: 'fallback', reason }] };
    }
    if (state.fallback !== null) return same(state);
    // A camera that is known to be away gets its own words at once; it is asked again when it is back.
    if (FINAL.has(problem.code) || state.kind === 'connecting' || problem.code === 'device-offline') return this.fail(problem, now);
    return this.pause(state, problem, now);
  }

  private fallbackRefused(state: PlayerState, problem: Problem, now: number): Step {
    switch (state.kind) {
      case 'connecting':
      case 'reconnecting':
        // WebRTC goes on trying for as long as it would have without fragments.
        if (state.fallback === 'no-path' || state.fallback === null) return same(state);
        return this.fail(problem.code === 'distribution-refused' ? { ...problem, code: NOT_ALLOWED[state.fallback] } : problem, now);
      case 'playing':
      case 'stalled':
        return state.via === 'fmp4' ? this.reconnect(now, false) : same(state);
      default:
        return same(state);
    }
  }

  private probed(state: PlayerState, alive: boolean, now: number): Step {
    if (state.kind !== 'playing' || state.paused || now - state.lastFrameAt < PROBE_MS) return same(state);
    return alive ? same(state) : this.reconnect(now, true);
  }

  private networkChanged(state: PlayerState, now: number): Step {
    switch (state.kind) {
      case 'playing':
        // Beside the running picture, which may well go on: the swap shows nothing of it.
        return state.paused ? same(state) : { state, effects: [state.via === 'webrtc' ? { type: 'replace' } : { type: 'open' }] };
      case 'stalled':
        return this.reconnect(now, state.via === 'webrtc');
      case 'reconnecting':
        return this.again({ ...state, attempt: 0 }, now);
      case 'failed':
        return state.retryAt === null ? same(state) : this.connect(now, true);
      default:
        return same(state);
    }
  }

  /** Connects anew under the veil, first inside the session if that still stands. */
  private reconnect(now: number, inSession: boolean): Step {
    const state: Reconnecting = {
      kind: 'reconnecting',
      attempt: this.failures,
      since: now,
      answeredAt: null,
      fresh: !inSession,
      tryAt: null,
      fallback: null,
    };
    if (this.failures > 0) return this.pause(state, { title: 'connection lost', status: 0, code: 'connection-lost' }, now);
    this.failures = 1;
    return {
      state,
      effects: [inSession ? { type: 'replace' } : { type: 'open' }, { type: 'wake-at', at: now + (inSession ? ANSWER_MS : ATTEMPT_MS) }],
    };
  }

  private again(state: Reconnecting, now: number): Step {
    const next: Reconnecting = { ...state, since: now, answeredAt: null, fresh: true, tryAt: null, fallback: null };
    return { state: next, effects: [{ type: 'open' }, { type: 'wake-at', at: now + ATTEMPT_MS }] };
  }

  /** One try failed: the next comes after a pause, or the card does. */
  private pause(state: Reconnecting, problem: Problem, now: number): Step {
    const attempt = state.attempt + 1;
    this.failures = attempt;
    if (attempt > ATTEMPTS_MAX) return this.fail(problem, now);
    const tryAt = now + backoffMs(attempt - 1, this.random());
    return wake({ ...state, attempt, tryAt, answeredAt: null }, tryAt);
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
      case 'connecting': {
        const fallback = this.fallbackDue(state, now);
        if (fallback) return fallback;
        if (now - state.since < CONNECT_MS) return wake(state, Math.min(state.since + CONNECT_MS, fallbackAt(state, now)));
        return this.fail(this.noPicture(state.answeredAt !== null), now);
      }
      case 'playing':
        return this.tickPlaying(state, now);
      case 'stalled':
        if (now - state.since < RECONNECT_MS) return wake(state, state.since + RECONNECT_MS);
        return this.reconnect(now, false);
      case 'reconnecting':
        return this.tickReconnecting(state, now);
      case 'failed':
        if (state.retryAt === null) return same(state);
        return now < state.retryAt ? wake(state, state.retryAt) : this.connect(now, false);
      case 'closed':
        return same(state);
    }
  }

  private tickPlaying(state: Extract<PlayerState, { kind: 'playing' }>, now: number): Step {
    if (state.paused) return same(state);
    const silent = now - state.lastFrameAt;
    // A picture that has just begun or changed, and one of few frames a second, has its own measure of silence.
    const patience = Math.max(PROBE_MS, state.gapMs * GAPS_MAX);
    const settled = now - state.since >= STALL_MS;
    if (silent >= Math.max(STALL_MS, patience))
      return wake({ kind: 'stalled', via: state.via, since: now, fallback: state.fallback }, now + RECONNECT_MS);
    if (state.via === 'webrtc' && settled && silent >= patience && !state.probed) {
      return { state: { ...state, probed: true }, effects: [{ type: 'probe' }, { type: 'wake-at', at: now + 500 }] };
    }
    if (state.probed) return { state: { ...state, probed: false }, effects: [{ type: 'wake-at', at: now + 500 }] };
    return wake(state, Math.max(now + 1, state.lastFrameAt + (settled && state.via === 'webrtc' ? patience : Math.max(STALL_MS, patience))));
  }

  private tickReconnecting(state: Reconnecting, now: number): Step {
    if (state.tryAt !== null) return now < state.tryAt ? wake(state, state.tryAt) : this.again(state, now);
    const fallback = this.fallbackDue(state, now);
    if (fallback) return fallback;
    if (!state.fresh && state.answeredAt === null) {
      if (now - state.since < ANSWER_MS) return wake(state, state.since + ANSWER_MS);
      return this.again(state, now);
    }
    const until = state.since + (state.fallback === null ? ATTEMPT_MS : CONNECT_MS);
    if (now < until) return wake(state, Math.min(until, fallbackAt(state, now)));
    return this.pause(state, this.noPicture(state.answeredAt !== null), now);
  }

  private fallbackDue(state: Extract<PlayerState, { kind: 'connecting' | 'reconnecting' }>, now: number): Step | null {
    if (!this.distributionAllowed || state.fallback !== null || state.answeredAt === null || now - state.answeredAt < FALLBACK_MS) return null;
    return {
      state: { ...state, fallback: 'no-path' },
      effects: [
        { type: 'fallback', reason: 'no-path' },
        { type: 'wake-at', at: Math.max(now + 1, state.since + CONNECT_MS) },
      ],
    };
  }

  private noPicture(answered: boolean): Problem {
    return { title: 'no picture', status: 0, code: answered && !this.distributionAllowed ? NOT_ALLOWED['no-path'] : 'no-picture' };
  }
}

function fallbackAt(state: { answeredAt: number | null; fallback: FallbackReason | null }, now: number): number {
  if (state.answeredAt === null || state.fallback !== null) return Number.MAX_SAFE_INTEGER;
  const at = state.answeredAt + FALLBACK_MS;
  return at > now ? at : Number.MAX_SAFE_INTEGER;
}

/** Whether a session stands or is being made. */
export function running(state: PlayerState): boolean {
  return state.kind !== 'closed' && state.kind !== 'failed';
}

function same(state: PlayerState): Step {
  return { state, effects: [] };
}

function wake(state: PlayerState, at: number): Step {
  return { state, effects: [{ type: 'wake-at', at }] };
}
