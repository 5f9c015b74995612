import { localProblem } from '../api/problem';
import { MediaConnection } from './connection';
import { viewerCertificate } from './certificate';
import type { PlayerHost } from './host';
import { PlayerMachine, type PlayerEffect, type PlayerEvent, type PlayerState } from './machine';
import type { Trust } from './pins';
import { sizeWanted, streamFor, worthAsking, type Size, type StreamChoice, type StreamSize } from './quality';
import { pageSlots } from './slots';
import type { Modification } from './signalling';
import type { MediaStats } from './stats';
import './player.css';

/** What the page shows around the picture. */
export interface PlayerView {
  state: PlayerState;
  trust: Trust | null;
  stats: MediaStats | null;
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

  private readonly video = document.createElement('video');
  private readonly still = document.createElement('canvas');
  private readonly machine = new PlayerMachine(Math.random);
  private readonly slotId = `tile-${nextSlot++}`;
  private connection: MediaConnection | null = null;
  private wake: ReturnType<typeof setTimeout> | undefined;
  private hideTimer: ReturnType<typeof setTimeout> | undefined;
  private suspendTimer: ReturnType<typeof setTimeout> | undefined;
  private resizeTimer: ReturnType<typeof setTimeout> | undefined;
  private statsTimer: ReturnType<typeof setInterval> | undefined;
  private sightObserver: IntersectionObserver | null = null;
  private sizeObserver: ResizeObserver | null = null;
  private wanted = false;
  private intersecting = false;
  private shown = false;
  private showStats = false;
  private choice: StreamChoice = 'auto';
  private fixed: Modification | null = null;
  private asked: Size & { stream: string } = { width: 0, height: 0, stream: '' };
  private playedAt = 0;
  private firstFrameMs: number | null = null;
  private trust: Trust | null = null;
  private stats: MediaStats | null = null;
  private flowId: string | null = null;
  private hasStill = false;
  private frameCount = 0;

  connectedCallback(): void {
    if (!this.video.parentNode) {
      this.video.muted = true;
      this.video.playsInline = true;
      this.video.autoplay = true;
      this.video.disablePictureInPicture = true;
      this.still.hidden = true;
      this.append(this.video, this.still);
    }
    this.sightObserver = new IntersectionObserver((entries) => {
      this.intersecting = entries.at(-1)?.isIntersecting ?? false;
      this.sightChanged();
    });
    this.sightObserver.observe(this);
    this.sizeObserver = new ResizeObserver(() => this.resized());
    this.sizeObserver.observe(this);
    document.addEventListener('visibilitychange', this.sightChanged);
    this.reflect();
  }

  disconnectedCallback(): void {
    this.stop();
    this.sightObserver?.disconnect();
    this.sizeObserver?.disconnect();
    document.removeEventListener('visibilitychange', this.sightChanged);
    clearTimeout(this.hideTimer);
    clearTimeout(this.resizeTimer);
    pageSlots.release(this.slotId);
    this.shown = false;
  }

  get view(): PlayerView {
    return {
      state: this.machine.state,
      trust: this.trust,
      stats: this.stats,
      flowId: this.flowId,
      firstFrameMs: this.firstFrameMs,
      hasStill: this.hasStill,
    };
  }

  /** Frames presented since the element was made. */
  get frames(): number {
    return this.frameCount;
  }

  get muted(): boolean {
    return this.video.muted;
  }

  set muted(muted: boolean) {
    this.video.muted = muted;
    if (!muted) void this.video.play().catch(() => undefined);
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
    else if (this.connection?.sessionId) this.connection.modify(request);
  }

  /** Whether rates are read every second; the path is read once in any case. */
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
    if (!this.draw(canvas)) return null;
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
        return this.open();
      case 'close':
        return this.close(effect.bye);
      case 'wake-at':
        clearTimeout(this.wake);
        this.wake = setTimeout(() => this.dispatch({ type: 'tick' }), Math.max(0, effect.at - performance.now()) + 1);
    }
  }

  private open(): void {
    const host = VedettePlayer.host;
    if (!host) throw new Error('VedettePlayer.configure was not called');
    if (!('RTCPeerConnection' in window) || !crypto.subtle) {
      queueMicrotask(() => this.dispatch({ type: 'refused', problem: localProblem('browser-unable') }));
      return;
    }
    this.connection?.close(true);
    this.keepStill();
    const size = this.pixels();
    const stream = streamFor(this.choice, size, this.streams);
    this.asked = { ...sizeWanted(size), stream };
    const connection: MediaConnection = new MediaConnection(
      host,
      { deviceId: this.device, channel: this.channel, stream, widthMax: this.asked.width, heightMax: this.asked.height },
      {
        onStream: (media) => this.connection === connection && this.attach(media, connection),
        onTrusted: (trust) => this.connection === connection && this.trusted(trust),
        onRefused: (problem) => this.connection === connection && this.dispatch({ type: 'refused', problem }),
        onLost: (problem) => this.connection === connection && this.dispatch({ type: 'lost', problem }),
      },
    );
    this.connection = connection;
    this.flowId = connection.trace.flowId;
    void connection.start();
  }

  private close(bye: boolean): void {
    this.keepStill();
    this.connection?.close(bye);
    this.connection = null;
    this.video.srcObject = null;
    this.stats = null;
    this.runStats();
  }

  private trusted(trust: Trust): void {
    this.trust = trust;
    this.changed();
  }

  private attach(media: MediaStream, connection: MediaConnection): void {
    this.video.srcObject = media;
    void this.video.play().catch(() => undefined);
    let first = true;
    const presented = (): void => {
      if (this.connection !== connection) return;
      this.frameCount++;
      if (first) {
        first = false;
        this.firstFrame(connection);
      }
      this.dispatch({ type: 'frame' });
      this.video.requestVideoFrameCallback(presented);
    };
    this.video.requestVideoFrameCallback(presented);
  }

  private firstFrame(connection: MediaConnection): void {
    this.still.hidden = true;
    this.hasStill = false;
    this.firstFrameMs ??= Math.round(performance.now() - this.playedAt);
    this.dispatchEvent(new CustomEvent('firstframe', { detail: { ms: this.firstFrameMs, flowId: connection.trace.flowId } }));
    setTimeout(() => connection.report(), 50);
    // The path is settled a moment later; a picture that went out of sight meanwhile pauses now.
    setTimeout(() => void this.readStats(), 300);
    this.runStats();
    queueMicrotask(() => {
      this.syncPause();
      if (this.fixed !== null) connection.modify(this.fixed);
    });
  }

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
    if (this.connection?.modify({ paused })) this.dispatch({ type: 'paused', paused });
    else if (paused) this.dispatch({ type: 'stop' });
    else this.dispatch({ type: 'lost', problem: localProblem('signalling-lost') });
  }

  private resized(): void {
    clearTimeout(this.resizeTimer);
    this.resizeTimer = setTimeout(() => this.askForFit(false), RESIZE_MS);
  }

  private askForFit(force: boolean): void {
    if (!this.connection || this.fixed !== null || this.machine.state.kind === 'failed') return;
    const size = this.pixels();
    const stream = streamFor(this.choice, size, this.streams);
    const next = sizeWanted(size);
    if (!force && stream === this.asked.stream && !worthAsking(this.asked, next)) return;
    const change = { width_max: next.width, height_max: next.height, ...(stream === this.asked.stream ? {} : { stream }) };
    if (this.connection.sessionId !== null && this.connection.modify(change)) this.asked = { ...next, stream };
  }

  private pixels(): Size {
    const ratio = window.devicePixelRatio || 1;
    return { width: this.clientWidth * ratio, height: this.clientHeight * ratio };
  }

  private keepStill(): void {
    if (this.video.srcObject && this.draw(this.still)) {
      this.still.hidden = false;
      this.hasStill = true;
    }
  }

  private draw(canvas: HTMLCanvasElement): boolean {
    const source = this.video.srcObject && this.video.videoWidth > 0 ? this.video : this.hasStill && canvas !== this.still ? this.still : null;
    if (!source) return false;
    canvas.width = source === this.video ? this.video.videoWidth : this.still.width;
    canvas.height = source === this.video ? this.video.videoHeight : this.still.height;
    canvas.getContext('2d')?.drawImage(source, 0, 0);
    return true;
  }

  private runStats(): void {
    clearInterval(this.statsTimer);
    if (this.showStats && this.connection) this.statsTimer = setInterval(() => void this.readStats(), STATS_MS);
  }

  private async readStats(): Promise<void> {
    const connection = this.connection;
    const stats = (await connection?.readStats().catch(() => null)) ?? null;
    if (stats && this.connection === connection) {
      this.stats = stats;
      this.changed();
    }
  }

  private changed(): void {
    this.reflect();
    this.dispatchEvent(new CustomEvent('playerchange'));
  }

  /** State as attributes: for style sheets and for tests that look from outside. */
  private reflect(): void {
    const state = this.machine.state;
    this.dataset['state'] = state.kind === 'playing' && state.paused ? 'paused' : state.kind;
    this.dataset['flowId'] = this.flowId ?? '';
    this.dataset['firstFrameMs'] = this.firstFrameMs === null ? '' : String(this.firstFrameMs);
    this.dataset['path'] = this.stats?.path ?? this.dataset['path'] ?? '';
    this.dataset['problem'] = state.kind === 'failed' ? state.problem.code : '';
  }
}

function inViewport(box: DOMRect): boolean {
  return box.width > 0 && box.bottom > 0 && box.right > 0 && box.top < window.innerHeight && box.left < window.innerWidth;
}

customElements.define('vedette-player', VedettePlayer);
