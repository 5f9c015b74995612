import { localProblem, type Problem } from '../api/problem';
import { prune, steer, type Range } from './edge';
import type { Feed } from './screen';
import type { MediaStats } from './stats';

/** What the MTU says beside the fragments (fMP4 over WebSocket). */
type Note =
  | { type: 'init'; mime: string; width: number; height: number }
  | { type: 'sound'; note: string }
  | { type: 'end'; reason: string }
  | { type: 'ping' | 'pong' };

export interface Fmp4Listener {
  /** The format is known and this browser can play it. */
  onReady(feed: Fmp4Feed): void;
  /** Sound cannot be carried; why, in the provider's words. */
  onSilent(note: string): void;
  onLost(problem: Problem): void;
}

/** The browser's parts, replaced in tests. */
export interface Fmp4Parts {
  socket(url: string): WebSocket;
  /** Null where the browser has no Media Source Extensions at all. */
  source(): { source: MediaSource; supports(mime: string): boolean } | null;
  objectUrl(source: MediaSource): string;
  revokeUrl(url: string): void;
}

const PING_MS = 10_000;
const STEER_MS = 250;
/** The first fragment comes within this, in ms: the provider may have to fetch the camera first. */
const FIRST_MS = 8_000;
/** Fragments waiting for the source buffer, in bytes; more means that this terminal cannot keep up. */
const WAITING_MAX = 8 * 1024 * 1024;

export const browserParts: Fmp4Parts = {
  socket: (url) => new WebSocket(url),
  source: () => {
    // Phones of one maker have the managed kind only.
    const Source = (window as { ManagedMediaSource?: typeof MediaSource }).ManagedMediaSource ?? window.MediaSource;
    return Source ? { source: new Source(), supports: (mime) => Source.isTypeSupported(mime) } : null;
  },
  objectUrl: (source) => URL.createObjectURL(source),
  revokeUrl: (url) => URL.revokeObjectURL(url),
};

/**
 * A live picture as fragments from the provider's MTU, played by Media Source Extensions. Tells the ticket first, then takes the initialization segment and
 * fragments, keeps the play position at the live edge and the buffer short. One use: a lost feed is replaced by another with a new ticket.
 */
export class Fmp4Feed implements Feed {
  readonly startedAt = performance.now();
  private readonly socket: WebSocket;
  private source: MediaSource | null = null;
  private buffer: SourceBuffer | null = null;
  private url: string | null = null;
  private video: HTMLVideoElement | null = null;
  private mime: string | null = null;
  private queue: ArrayBuffer[] = [];
  private queued = 0;
  private closed = false;
  private bytes = 0;
  private last: { at: number; bytes: number; frames: number } | null = null;
  private readonly ping: ReturnType<typeof setInterval>;
  private readonly first: ReturnType<typeof setTimeout>;
  private steering: ReturnType<typeof setInterval> | undefined;

  constructor(
    url: string,
    ticket: string,
    private readonly listener: Fmp4Listener,
    private readonly parts: Fmp4Parts = browserParts,
  ) {
    this.socket = parts.socket(url);
    this.socket.binaryType = 'arraybuffer';
    this.socket.onopen = () => this.socket.send(JSON.stringify({ ticket }));
    this.socket.onmessage = (event: MessageEvent) => this.receive(event.data);
    this.socket.onclose = () => this.lose('relay-lost');
    this.ping = setInterval(() => {
      if (this.socket.readyState === 1) this.socket.send(JSON.stringify({ type: 'ping' }));
    }, PING_MS);
    this.first = setTimeout(() => this.lose('relay-silent'), FIRST_MS);
  }

  /** RFC 6381 name of the format, once known: `avc1.64001f`, `hvc1.…`. */
  get codec(): string | null {
    return /codecs="([^",]+)/.exec(this.mime ?? '')?.[1] ?? null;
  }

  attach(video: HTMLVideoElement): void {
    if (!this.source) return;
    this.video = video;
    video.disableRemotePlayback = true;
    this.url = this.parts.objectUrl(this.source);
    video.src = this.url;
    this.steering = setInterval(() => this.steer(), STEER_MS);
  }

  detach(video: HTMLVideoElement): void {
    if (this.video === video) this.video = null;
    clearInterval(this.steering);
    video.playbackRate = 1;
    video.removeAttribute('src');
    video.load();
    if (this.url) this.parts.revokeUrl(this.url);
    this.url = null;
  }

  /** Fetches nothing more; what is buffered plays on for as long as the feed is attached. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.ping);
    clearInterval(this.steering);
    clearTimeout(this.first);
    this.queue = [];
    this.socket.onclose = null;
    this.socket.onmessage = null;
    this.socket.close();
  }

  /** The same figures as WebRTC's; the path is always through the provider. */
  readStats(): MediaStats {
    const video = this.video;
    const frames = video?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
    const now = { at: performance.now(), bytes: this.bytes, frames };
    const before = this.last;
    this.last = now;
    const seconds = before ? (now.at - before.at) / 1000 : 0;
    const end = video && video.buffered.length > 0 ? video.buffered.end(video.buffered.length - 1) : null;
    return {
      path: 'distributed',
      protocol: 'tcp',
      width: video?.videoWidth ?? 0,
      height: video?.videoHeight ?? 0,
      fps: before && seconds > 0 ? (frames - before.frames) / seconds : 0,
      kbps: before && seconds > 0 ? ((now.bytes - before.bytes) * 8) / 1000 / seconds : 0,
      delayMs: video && end !== null ? Math.max(0, Math.round((end - video.currentTime) * 1000)) : null,
      packetsLost: 0,
      packetsReceived: 0,
      framesDecoded: frames,
      freezes: 0,
      audioLevel: null,
      codec: this.codec,
      lastPacketAgeMs: null,
    };
  }

  private receive(data: unknown): void {
    if (this.closed) return;
    if (data instanceof ArrayBuffer) return this.fragment(data);
    if (typeof data !== 'string') return;
    let note: Note;
    try {
      note = JSON.parse(data) as Note;
    } catch {
      return;
    }
    if (note.type === 'init') this.begin(note.mime);
    else if (note.type === 'sound') this.listener.onSilent(note.note);
    else if (note.type === 'end') this.lose(note.reason === 'too-slow' ? 'relay-slow' : 'relay-ended', note.reason);
  }

  private begin(mime: string): void {
    if (this.source) {
      // The camera changed its format: the same buffer goes on if the browser can (W3C MSE §3.2 changeType), else another try does.
      if (mime === this.mime) return;
      try {
        this.buffer?.changeType(mime);
        this.mime = mime;
      } catch {
        this.lose('relay-ended');
      }
      return;
    }
    this.mime = mime;
    const made = this.parts.source();
    if (!made || !made.supports(mime)) return this.lose('format-unplayable', this.codec ?? mime);
    this.source = made.source;
    made.source.onsourceopen = () => this.opened(mime);
    this.listener.onReady(this);
  }

  private opened(mime: string): void {
    if (this.closed || !this.source || this.buffer) return;
    try {
      this.buffer = this.source.addSourceBuffer(mime);
    } catch {
      return this.lose('format-unplayable', this.codec ?? mime);
    }
    this.buffer.onupdateend = () => this.pump();
    this.buffer.onerror = () => this.lose('relay-broken');
    this.pump();
  }

  private fragment(data: ArrayBuffer): void {
    clearTimeout(this.first);
    this.bytes += data.byteLength;
    this.queue.push(data);
    this.queued += data.byteLength;
    if (this.queued > WAITING_MAX) return this.lose('relay-slow');
    this.pump();
  }

  private pump(): void {
    const buffer = this.buffer;
    if (!buffer || buffer.updating || this.closed || this.source?.readyState !== 'open') return;
    const next = this.queue[0];
    if (next === undefined) return this.prune();
    try {
      buffer.appendBuffer(next);
      this.queue.shift();
      this.queued -= next.byteLength;
    } catch (error) {
      if ((error as DOMException).name === 'QuotaExceededError' && this.trim(1)) return;
      this.lose('relay-broken', String(error));
    }
  }

  private prune(): void {
    if (!this.video) return;
    const old = prune(this.video.currentTime, ranges(this.video.buffered));
    if (old) this.buffer?.remove(old.start, old.end);
  }

  /** Makes room at once: everything older than `keep` seconds goes. */
  private trim(keep: number): boolean {
    const position = this.video?.currentTime ?? 0;
    const start = ranges(this.video?.buffered)[0]?.start;
    if (start === undefined || position - keep <= start) return false;
    this.buffer?.remove(start, position - keep);
    return true;
  }

  private steer(): void {
    const video = this.video;
    if (!video || this.closed) return;
    const { seekTo, rate } = steer(video.currentTime, ranges(video.buffered), video.playbackRate);
    if (seekTo !== null) video.currentTime = seekTo;
    if (video.playbackRate !== rate) video.playbackRate = rate;
    if (video.paused && document.visibilityState === 'visible') void video.play().catch(() => undefined);
  }

  private lose(code: string, detail?: string): void {
    if (this.closed) return;
    this.close();
    this.listener.onLost(localProblem(code, detail));
  }
}

function ranges(buffered: TimeRanges | undefined): Range[] {
  return Array.from({ length: buffered?.length ?? 0 }, (_, i) => ({ start: buffered!.start(i), end: buffered!.end(i) }));
}
