import { localProblem, type Problem } from '../api/problem';
import { viewerCertificate } from './certificate';
import { Feeds } from './feeds';
import type { PlayerHost } from './host';
import { PlayerMachine, type FallbackReason, type PlayerEffect, type PlayerEvent, type PlayerState } from './machine';
import type { Trust } from './pins';
import { betterPathDue, ReducedMeter } from './policy';
import { sizeWanted, streamFor, worthAsking, type Size, type StreamChoice, type StreamSize } from './quality';
import { Screen } from './screen';
import { pageSlots } from './slots';
import type { Modification } from './signalling';
import type { MediaStats } from './stats';
import './player.css';

/** What the page shows around the picture. */
export interface PlayerView {
  state: PlayerState;
  trust: Trust | null;
  stats: MediaStats | null;
  /** Why the provider's fragments are shown; null for a picture by WebRTC. */
  fallback: FallbackReason | null;
  /** Format of the fragments (RFC 6381), where they are shown. */
  codec: string | null;
  /** Why fragments come without sound. */
  silent: string | null;
  /** Whether the camera sends less than asked for, for this viewer's connection. */
  reduced: boolean;
  flowId: string | null;
  /** From the call of play() to the first presented frame, in ms. */
  firstFrameMs: number | null;
  /** Whether an older frame stands under the veil. */
  hasStill: boolean;
}

/** Time from leaving sight to telling the camera to stop sending, in ms: scrolling past must not flap. */
const HIDE_MS = 400;
/** A picture out of sight this long, in ms, ends its session. */
const SUSPEND_MS = 60_000;
const RESIZE_MS = 300;
const STATS_MS = 1_000;
/** Path and loss are followed also while nobody looks at figures, in ms. */
const WATCH_MS = 3_000;
/** A packet older than this, in ms, means that the network delivers nothing. */
const SILENT_MS = 700;

let nextSlot = 0;

/**
 * `<vedette-player>`: one live picture. Set {@link configure} once, then `device`, `channel`, `streams`, and call {@link play}.
 *
 * Sends `playerchange` whenever {@link view} changes and `firstframe` at each first presented frame. Out of sight it pauses the camera, at a changed size
 * it asks for a fitting picture, and while it connects anew the last frame stays.
 */
export class VedettePlayer extends HTMLElement {
  private static host: PlayerHost | null = null;

  /** The page's services for all players; also prepares the DTLS certificate. */
  static configure(host: PlayerHost): void {
    VedettePlayer.host = host;
    void viewerCertificate().catch(() => undefined);
  }

  device = '';
  channel = 1;
  streams: StreamSize[] = [];
  /** Whether the whole picture is shown, not a place filled with it: its shape then goes before its size. */
  whole = false;

  private readonly screen = new Screen(this);
  private readonly machine = new PlayerMachine(Math.random);
  private readonly meter = new ReducedMeter();
  private readonly slotId = `tile-${nextSlot++}`;
  private readonly feeds = new Feeds(this.screen, {
    onEvent: (event) => this.dispatch(event),
    onFrame: (first) => this.presented(first),
    onTrust: (trust) => this.trusted(trust),
    onPath: () => void this.readStats(),
    onShaky: () => void this.probe(),
    onQuality: (reduced) => this.qualityTold(reduced),
    onRelayMoved: () => this.feeds.replace(false) || this.openSession(),
  });
  private wake: ReturnType<typeof setTimeout> | undefined;
  private hideTimer: ReturnType<typeof setTimeout> | undefined;
  private suspendTimer: ReturnType<typeof setTimeout> | undefined;
  private resizeTimer: ReturnType<typeof setTimeout> | undefined;
  private statsTimer: ReturnType<typeof setInterval> | undefined;
  private sightObserver: IntersectionObserver | null = null;
  private sizeObserver: ResizeObserver | null = null;
  private networkType: string | undefined;
  private wanted = false;
  private intersecting = false;
  private shown = false;
  private showStats = false;
  private choice: StreamChoice = 'auto';
  private fixed: Modification | null = null;
  private asked: Size & { stream: string } = { width: 0, height: 0, stream: '' };
  private playedAt = 0;
  private triedBetterAt = 0;
  private firstFrameMs: number | null = null;
  private trust: Trust | null = null;
  private stats: MediaStats | null = null;
  private frameCount = 0;

  connectedCallback(): void {
    this.screen.mount();
    this.sightObserver = new IntersectionObserver((entries) => {
      this.intersecting = entries.at(-1)?.isIntersecting ?? false;
      this.sightChanged();
    });
    this.sightObserver.observe(this);
    this.sizeObserver = new ResizeObserver(() => this.resized());
    this.sizeObserver.observe(this);
    document.addEventListener('visibilitychange', this.sightChanged);
    window.addEventListener('online', this.networkChanged);
    this.networkType = connectionInfo()?.type;
    connectionInfo()?.addEventListener('change', this.estimateChanged);
    this.reflect();
  }

  disconnectedCallback(): void {
    this.stop();
    this.sightObserver?.disconnect();
    this.sizeObserver?.disconnect();
    document.removeEventListener('visibilitychange', this.sightChanged);
    window.removeEventListener('online', this.networkChanged);
    connectionInfo()?.removeEventListener('change', this.estimateChanged);
    clearTimeout(this.hideTimer);
    clearTimeout(this.resizeTimer);
    clearTimeout(this.wake);
    pageSlots.release(this.slotId);
    this.shown = false;
  }

  get view(): PlayerView {
    const state = this.machine.state;
    const onFragments = (state.kind === 'playing' || state.kind === 'stalled') && state.via === 'fmp4';
    return {
      state,
      trust: this.trust,
      stats: this.stats,
      fallback: onFragments ? state.fallback : null,
      codec: onFragments ? this.feeds.codec : null,
      silent: onFragments ? this.feeds.silent : null,
      reduced: this.meter.reduced,
      flowId: this.feeds.flowId,
      firstFrameMs: this.firstFrameMs,
      hasStill: this.screen.hasStill,
    };
  }

  /** Frames presented since the element was made. */
  get frames(): number {
    return this.frameCount;
  }

  get muted(): boolean {
    return this.screen.muted;
  }

  set muted(muted: boolean) {
    this.screen.muted = muted;
  }

  /** Whether the camera's owner lets the provider distribute it, which is what fragments need. */
  set distributionAllowed(allowed: boolean) {
    this.machine.distributionAllowed = allowed;
  }

  get quality(): StreamChoice {
    return this.choice;
  }

  set quality(choice: StreamChoice) {
    this.choice = choice;
    this.askForFit(true);
  }

  /** Asks for a fixed format instead of one that fits the screen; null goes back to fitting. */
  setQuality(request: Modification | null): void {
    this.fixed = request;
    if (request === null) this.askForFit(true);
    else this.modify(request);
  }

  /** Whether rates are read every second instead of now and then. */
  set statistics(on: boolean) {
    this.showStats = on;
    this.runStats();
  }

  /** Starts, or tries again after a failure; waits until the element is in sight. */
  play(): void {
    this.wanted = true;
    this.playedAt = performance.now();
    this.firstFrameMs = null;
    // The observer reports a frame later; a picture that plainly is in sight need not wait for it.
    if (!this.shown && this.isConnected && inViewport(this.getBoundingClientRect())) {
      this.intersecting = true;
      this.sightChanged();
    }
    if (this.shown && this.granted()) this.dispatch({ type: 'play' });
  }

  stop(): void {
    this.wanted = false;
    clearTimeout(this.suspendTimer);
    this.dispatch({ type: 'stop' });
  }

  /** Tells the player that the platform sees the camera online again: do not wait for the next try. */
  cameraOnline(): void {
    this.dispatch({ type: 'camera-online' });
  }

  /** The frame on display as an image. */
  async snapshot(type: 'image/png' | 'image/jpeg'): Promise<Blob | null> {
    const canvas = document.createElement('canvas');
    if (!this.screen.draw(canvas)) return null;
    return new Promise((resolve) => canvas.toBlob(resolve, type, 0.92));
  }

  private dispatch(event: PlayerEvent): void {
    const before = this.machine.state.kind;
    const effects = this.machine.handle(event, performance.now());
    for (const effect of effects) this.perform(effect);
    if (this.machine.state.kind !== before || event.type !== 'frame') this.changed();
  }

  private perform(effect: PlayerEffect): void {
    switch (effect.type) {
      case 'open':
        return this.openSession();
      case 'replace':
        return this.feeds.replace(false) ? undefined : this.openSession();
      case 'fallback':
        return void this.feeds.fallback(effect.reason);
      case 'end-fallback':
        return this.feeds.endFallback();
      case 'probe':
        return void this.probe();
      case 'close':
        return this.close(effect.bye);
      case 'wake-at':
        clearTimeout(this.wake);
        this.wake = setTimeout(() => this.dispatch({ type: 'tick' }), Math.max(0, effect.at - performance.now()) + 1);
    }
  }

  private openSession(): void {
    const host = VedettePlayer.host;
    if (!host) throw new Error('VedettePlayer.configure was not called');
    if (!('RTCPeerConnection' in window) || !crypto.subtle) {
      queueMicrotask(() => this.dispatch({ type: 'refused', problem: localProblem('browser-unable') }));
      return;
    }
    const size = this.pixels();
    const stream = streamFor(this.choice, size, this.streams, this.whole);
    this.asked = { ...sizeWanted(size, this.streams, stream), stream };
    const request = { deviceId: this.device, channel: this.channel, stream, widthMax: this.asked.width, heightMax: this.asked.height };
    const session = this.feeds.open(host, request, this.machine.state.kind === 'reconnecting');
    // One that was started by the click knew less: what it asked for is put right with the first frame.
    this.asked = { width: session.request.widthMax, height: session.request.heightMax, stream: session.request.stream };
    if (this.firstFrameMs === null) this.playedAt = Math.min(this.playedAt, session.startedAt);
  }

  private close(bye: boolean): void {
    this.feeds.close(bye);
    this.stats = null;
    this.meter.reset();
    this.runStats();
  }

  private trusted(trust: Trust): void {
    this.trust = trust;
    this.changed();
  }

  private presented(first: boolean): void {
    this.frameCount++;
    if (!first) return;
    this.meter.reset();
    this.triedBetterAt = performance.now();
    this.firstFrameMs ??= Math.round(performance.now() - this.playedAt);
    this.dispatchEvent(new CustomEvent('firstframe', { detail: { ms: this.firstFrameMs, flowId: this.feeds.flowId } }));
    // The path is settled a moment later; a picture that went out of sight meanwhile pauses now.
    setTimeout(() => void this.readStats(), 300);
    this.runStats();
    queueMicrotask(() => {
      this.syncPause();
      if (this.fixed !== null) this.modify(this.fixed);
      else this.askForFit(false);
    });
  }

  private readonly networkChanged = (): void => {
    if (navigator.onLine) this.dispatch({ type: 'network-changed' });
  };

  /** The browser also tells of new estimates of the same network's speed: those are no reason to connect anew. */
  private readonly estimateChanged = (): void => {
    const type = connectionInfo()?.type;
    if (type === this.networkType) return;
    this.networkType = type;
    this.networkChanged();
  };

  private readonly sightChanged = (): void => {
    const visible = this.intersecting && document.visibilityState === 'visible';
    clearTimeout(this.hideTimer);
    if (visible && !this.shown) {
      this.shown = true;
      pageSlots.want(this.slotId, () => this.slotChanged());
      this.slotChanged();
    } else if (!visible && this.shown) {
      this.hideTimer = setTimeout(() => {
        this.shown = false;
        pageSlots.release(this.slotId);
        this.slotChanged();
      }, HIDE_MS);
    }
  };

  private granted(): boolean {
    return pageSlots.has(this.slotId);
  }

  private slotChanged(): void {
    clearTimeout(this.suspendTimer);
    if (this.shown && this.granted()) {
      if (this.wanted && this.machine.state.kind === 'closed') this.dispatch({ type: 'play' });
    } else if (!this.shown) {
      this.suspendTimer = setTimeout(() => this.dispatch({ type: 'stop' }), SUSPEND_MS);
    }
    this.syncPause();
  }

  /** Brings the camera's sending in line with what is in sight. */
  private syncPause(): void {
    const state = this.machine.state;
    const paused = !(this.shown && this.granted());
    if (state.kind !== 'playing' || state.paused === paused) return;
    // Fragments come whether or not anybody looks: out of sight they end, in sight they start again.
    if (state.via === 'fmp4') this.dispatch({ type: 'stop' });
    else if (this.feeds.modify({ paused })) this.dispatch({ type: 'paused', paused });
    else if (paused) this.dispatch({ type: 'stop' });
    else this.dispatch({ type: 'lost', via: 'webrtc', problem: localProblem('signalling-lost') });
  }

  private resized(): void {
    clearTimeout(this.resizeTimer);
    this.resizeTimer = setTimeout(() => this.askForFit(false), RESIZE_MS);
  }

  private askForFit(force: boolean): void {
    if (this.fixed !== null || this.machine.state.kind !== 'playing') return;
    const size = this.pixels();
    const stream = streamFor(this.choice, size, this.streams, this.whole);
    const next = sizeWanted(size, this.streams, stream);
    if (!force && stream === this.asked.stream && !worthAsking(this.asked, next)) return;
    const change = { width_max: next.width, height_max: next.height, ...(stream === this.asked.stream ? {} : { stream }) };
    if (this.modify(change)) this.asked = { ...next, stream };
  }

  private modify(change: Modification): boolean {
    if (!this.feeds.modify(change)) return false;
    this.meter.reset();
    this.dispatch({ type: 'settling' });
    return true;
  }

  private pixels(): Size {
    const ratio = window.devicePixelRatio || 1;
    return { width: this.clientWidth * ratio, height: this.clientHeight * ratio };
  }

  private runStats(): void {
    clearInterval(this.statsTimer);
    if (this.feeds.active) this.statsTimer = setInterval(() => void this.watch(), this.showStats ? STATS_MS : WATCH_MS);
  }

  /** Reads the statistics, and looks for a better path when one is due. */
  private async watch(): Promise<void> {
    const state = this.machine.state;
    if (state.kind !== 'playing' || state.paused) return;
    await this.readStats();
    const now = performance.now();
    const view = { path: this.stats?.path ?? null, fallback: state.fallback, visible: this.shown, triedAt: this.triedBetterAt, now };
    if (!betterPathDue(view)) return;
    this.triedBetterAt = now;
    if (state.via === 'webrtc') this.feeds.replace(true);
    else this.openSession();
  }

  private async readStats(): Promise<void> {
    const stats = await this.feeds.readStats();
    if (!stats) return;
    this.stats = stats;
    this.meter.read(stats);
    this.changed();
  }

  private async probe(): Promise<void> {
    const stats = await this.feeds.readStats();
    this.dispatch({ type: 'probed', alive: stats?.lastPacketAgeMs != null && stats.lastPacketAgeMs < SILENT_MS });
  }

  private qualityTold(reduced: boolean): void {
    this.meter.tell(reduced);
    this.changed();
  }

  private changed(): void {
    this.reflect();
    this.dispatchEvent(new CustomEvent('playerchange'));
  }

  /** State as attributes: for style sheets and for tests that look from outside. */
  private reflect(): void {
    const state = this.machine.state;
    this.dataset['state'] = state.kind === 'playing' && state.paused ? 'paused' : state.kind;
    this.dataset['via'] = state.kind === 'playing' || state.kind === 'stalled' ? state.via : '';
    this.dataset['flowId'] = this.feeds.flowId ?? '';
    this.dataset['firstFrameMs'] = this.firstFrameMs === null ? '' : String(this.firstFrameMs);
    this.dataset['path'] = this.stats?.path ?? this.dataset['path'] ?? '';
    this.dataset['problem'] = problemIn(state)?.code ?? '';
  }
}

function problemIn(state: PlayerState): Problem | null {
  return state.kind === 'failed' ? state.problem : null;
}

function inViewport(box: DOMRect): boolean {
  return box.width > 0 && box.bottom > 0 && box.right > 0 && box.top < window.innerHeight && box.left < window.innerWidth;
}

/** Tells of a change between networks, where the browser has it (Network Information API). */
function connectionInfo(): (EventTarget & { type?: string }) | undefined {
  return (navigator as { connection?: EventTarget & { type?: string } }).connection;
}

customElements.define('vedette-player', VedettePlayer);
