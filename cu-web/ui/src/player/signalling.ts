import type { FlowRef } from '../api/flow';
import type { Problem } from '../api/problem';
import type { MediaProof } from './proof';

/** What the viewer sends on the signalling socket. */
export type ViewerMessage =
  | { type: 'offer'; session_id: string; token: string; sdp: string; flow: FlowRef }
  /** A second connection under the same session: the camera sends to both until the new one answers. */
  | { type: 'offer'; session_id: string; replaces: true; sdp: string; flow: FlowRef }
  | { type: 'relay'; id: string; reason: string; want: 'fmp4'; flow: FlowRef }
  | { type: 'candidate'; candidate: string | null }
  | ({ type: 'modify'; id: string } & Modification)
  | { type: 'keyframe' }
  | { type: 'ping' }
  | { type: 'bye' };

/** What the viewer receives. */
export type PlatformMessage =
  | { type: 'answer'; sdp: string; proof?: MediaProof; flow?: FlowRef }
  | { type: 'error'; id?: string; problem: Problem; flow?: FlowRef }
  | { type: 'candidate'; candidate: string | { candidate?: string } | null }
  | { type: 'modified'; id: string; applied: Modification }
  | { type: 'end'; reason: string }
  | ({ type: 'relayed'; id?: string } & Relayed)
  /** Other servers from now on, for connections that are made later. */
  | { type: 'ice-servers'; ice_servers: RTCIceServer[] }
  /** The relay in use goes away: connect anew, or fetch fragments from there. */
  | ({ type: 'relay-moved' } & Partial<Relayed>)
  /** The camera sends less than was asked for, because this viewer's connection bears no more (or again all of it). */
  | { type: 'quality'; reduced?: boolean; reason?: string }
  | { type: 'ping' }
  | { type: 'pong' };

/** Where the provider's fragments of this picture are, and the ticket for them. */
export interface Relayed {
  urls: { fmp4?: string };
  cu_ticket?: string;
  flow?: FlowRef;
}

export interface Modification {
  paused?: boolean;
  stream?: string;
  width_max?: number;
  height_max?: number;
  fps_max?: number;
  kbps_max?: number;
}

export interface SignallingListener {
  onMessage(message: PlatformMessage): void;
  onClosed(): void;
}

const PING_MS = 10_000;
/** The platform closes a socket that is silent for 2 s after it opened; one this old is not worth trusting with the offer. */
const SILENT_MS_MAX = 1_500;
const TEXT_MAX = 65_536;

/** The signalling WebSocket of one play session. Opened at the click, while the play request is still under way. */
export class Signalling {
  private socket: WebSocket | null = null;
  private openedAt = 0;
  private began = false;
  private closed = false;
  private queue: string[] = [];
  private ping: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly url: string,
    private readonly listener: SignallingListener,
  ) {}

  open(): void {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.openedAt = 0;
    socket.onopen = () => {
      this.openedAt = performance.now();
      if (this.began) this.flush();
    };
    socket.onmessage = (event) => this.receive(socket, event.data);
    socket.onclose = () => {
      if (this.socket !== socket || this.closed) return;
      this.socket = null;
      clearInterval(this.ping);
      // Closed for being silent while the play request took its time: the offer opens another.
      if (this.began) this.listener.onClosed();
    };
  }

  get usable(): boolean {
    return !this.closed && this.socket !== null && this.socket.readyState <= WebSocket.OPEN;
  }

  /** Sends the first message, on a fresh socket if the one at hand waited too long. */
  begin(offer: Extract<ViewerMessage, { token: string }>): void {
    this.began = true;
    this.queue.unshift(JSON.stringify(offer));
    const stale = this.openedAt > 0 && performance.now() - this.openedAt > SILENT_MS_MAX;
    if (!this.usable || stale) {
      const old = this.socket;
      this.socket = null;
      old?.close();
      this.open();
    }
    this.ping = setInterval(() => this.send({ type: 'ping' }), PING_MS);
    this.flush();
  }

  send(message: ViewerMessage): void {
    if (this.closed) return;
    this.queue.push(JSON.stringify(message));
    if (this.began) this.flush();
  }

  close(bye: boolean): void {
    if (this.closed) return;
    if (bye && this.began) this.send({ type: 'bye' });
    this.closed = true;
    clearInterval(this.ping);
    this.socket?.close();
  }

  private flush(): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    for (const text of this.queue) this.socket.send(text);
    this.queue = [];
  }

  private receive(socket: WebSocket, data: unknown): void {
    if (this.closed || this.socket !== socket || typeof data !== 'string' || data.length > TEXT_MAX) return;
    let message: PlatformMessage;
    try {
      message = JSON.parse(data) as PlatformMessage;
    } catch {
      return;
    }
    if (message.type !== 'ping' && message.type !== 'pong') this.listener.onMessage(message);
  }
}
