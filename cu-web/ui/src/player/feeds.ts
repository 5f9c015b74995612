import { problemOf } from '../api/problem';
import { Fmp4Feed } from './fmp4';
import type { PlayerHost } from './host';
import type { FallbackReason, PlayerEvent } from './machine';
import type { Peer } from './peer';
import type { Trust } from './pins';
import { BETTER_GIVE_UP_MS } from './policy';
import { takePrepared } from './prepare';
import { StreamFeed, type Screen } from './screen';
import { MediaSession, type SessionListener, type SessionRequest } from './session';
import type { Modification, Relayed } from './signalling';
import type { MediaStats } from './stats';
import { ViewerTrace } from './trace';

export interface FeedsListener {
  onEvent(event: PlayerEvent): void;
  /** A frame was presented; `first` of its feed. */
  onFrame(first: boolean): void;
  onTrust(trust: Trust): void;
  onPath(): void;
  /** The network under the picture may be going. */
  onShaky(): void;
  onQuality(reduced: boolean): void;
  onRelayMoved(): void;
}

/** What this viewer saw is sent this long after the first frame, in ms: the picture goes first. */
const REPORT_MS = 50;

interface Fragments {
  session: MediaSession;
  feed: Fmp4Feed;
  trace: ViewerTrace;
}

/**
 * Where the picture comes from: the session that is shown, one that shall take its place, and the provider's fragments while WebRTC has no way. Each feed gets
 * in front with its first frame; what it replaced is closed then and not before.
 */
export class Feeds {
  silent: string | null = null;
  private session: MediaSession | null = null;
  private incoming: MediaSession | null = null;
  private rescue = false;
  private fragments: Fragments | null = null;
  private front: 'webrtc' | 'fmp4' | null = null;
  private readonly feedOf = new Map<Peer, StreamFeed>();
  private lastFlowId: string | null = null;
  private giveUp: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly screen: Screen,
    private readonly listener: FeedsListener,
  ) {}

  get active(): boolean {
    return this.session !== null;
  }

  get flowId(): string | null {
    return this.lastFlowId;
  }

  get codec(): string | null {
    return this.fragments?.feed.codec ?? null;
  }

  /**
   * Starts a session, or takes the one that the click started. A `rescue` is for a picture that stopped: should that go on by itself, the rescue is called
   * off.
   */
  open(host: PlayerHost, request: SessionRequest, rescue = false): MediaSession {
    const prepared = takePrepared(request.deviceId, request.channel);
    const session = prepared ?? new MediaSession(host, request);
    this.incoming?.close(true);
    this.incoming = null;
    if (this.session && this.front !== null) {
      this.incoming = session;
      this.rescue = rescue;
    } else {
      this.session?.close(true);
      this.session = session;
    }
    this.lastFlowId = session.trace.flowId;
    session.adopt(this.sessionListener(session));
    if (!prepared) void session.start();
    return session;
  }

  /** A new connection in the present session; false if there is none to speak of. `quiet` looks for a better path only. */
  replace(quiet: boolean): boolean {
    const session = this.session;
    if (!session?.replace(quiet)) return false;
    clearTimeout(this.giveUp);
    if (quiet) this.giveUp = setTimeout(() => session.giveUpReplacing(), BETTER_GIVE_UP_MS);
    return true;
  }

  /** Asks the provider for fragments of the picture and shows them when they come. */
  async fallback(reason: FallbackReason): Promise<void> {
    const session = this.incoming ?? this.session;
    if (!session || this.fragments?.session === session) return;
    try {
      const { relayed, trace, cause } = await session.relay(reason);
      if (session.over || (session !== this.session && session !== this.incoming)) return;
      this.endFallback();
      this.startFragments(session, relayed.urls.fmp4 ?? '', relayed.cu_ticket ?? '', trace, cause);
    } catch (error) {
      if (!session.over) this.listener.onEvent({ type: 'fallback-refused', problem: { flow_id: session.trace.flowId, ...problemOf(error) } });
    }
  }

  endFallback(): void {
    const fragments = this.fragments;
    this.fragments = null;
    this.silent = null;
    if (!fragments) return;
    fragments.feed.close();
    this.screen.drop(fragments.feed);
  }

  close(bye: boolean): void {
    clearTimeout(this.giveUp);
    this.endFallback();
    for (const session of [this.incoming, this.session]) session?.close(bye);
    this.incoming = null;
    this.session = null;
    this.front = null;
    this.screen.clear();
  }

  modify(change: Modification): boolean {
    return this.front === 'webrtc' && this.session?.sessionId != null && this.session.modify(change);
  }

  async readStats(): Promise<MediaStats | null> {
    if (this.front === 'fmp4') return this.fragments?.feed.readStats() ?? null;
    const session = this.session;
    const stats = (await session?.readStats().catch(() => null)) ?? null;
    return this.session === session ? stats : null;
  }

  private sessionListener(session: MediaSession): SessionListener {
    const mine = (): boolean => session === this.session || session === this.incoming;
    return {
      onMedia: (peer, media) => mine() && this.bring(session, peer, media),
      onPeerClosed: (peer) => this.dropPeer(peer),
      onAnswered: (trust) => {
        if (!mine()) return;
        this.listener.onEvent({ type: 'answered' });
        this.listener.onTrust(trust);
      },
      onRefused: (problem) => mine() && this.listener.onEvent({ type: 'refused', problem }),
      onLost: (problem) => {
        // One that shall take another's place and breaks is only a try that failed; the other's end is no news while that try runs.
        if (session === this.incoming) this.listener.onEvent({ type: 'refused', problem });
        else if (session === this.session && this.incoming === null) this.listener.onEvent({ type: 'lost', via: 'webrtc', problem });
      },
      onConnected: () => mine() && this.listener.onEvent({ type: 'connected' }),
      onShaky: () => session === this.session && this.listener.onShaky(),
      onPath: () => session === this.session && this.listener.onPath(),
      onRelayMoved: (where) => session === this.session && this.relayMoved(session, where),
      onQuality: (reduced) => session === this.session && this.listener.onQuality(reduced),
    };
  }

  /** The media server goes away: fragments come from another from now on, a relayed connection is made anew. */
  private relayMoved(session: MediaSession, where: Partial<Relayed>): void {
    if (this.front === 'webrtc') return this.listener.onRelayMoved();
    const old = this.fragments;
    if (!old || !where.urls?.fmp4 || !where.cu_ticket) return;
    const trace = new ViewerTrace('11.3', old.trace.flowId);
    this.startFragments(session, where.urls.fmp4, where.cu_ticket, trace, undefined);
    old.feed.close();
  }

  private bring(session: MediaSession, peer: Peer, media: MediaStream): void {
    const feed = new StreamFeed(media);
    this.feedOf.set(peer, feed);
    this.screen.bring(feed, (first) => {
      if (first) {
        this.front = 'webrtc';
        session.shown(peer);
        this.promote(session);
        setTimeout(() => session.report(), REPORT_MS);
      } else if (this.incoming && this.rescue && session === this.session) {
        this.incoming.close(true);
        this.incoming = null;
        this.lastFlowId = session.trace.flowId;
      }
      this.listener.onEvent({ type: 'frame', via: 'webrtc' });
      this.listener.onFrame(first);
    });
  }

  private dropPeer(peer: Peer): void {
    const feed = this.feedOf.get(peer);
    this.feedOf.delete(peer);
    if (feed) this.screen.drop(feed);
  }

  /** A session whose picture is in front is the session. */
  private promote(session: MediaSession): void {
    if (session !== this.incoming) return;
    const old = this.session;
    this.session = session;
    this.incoming = null;
    if (this.fragments?.session === old && this.front === 'webrtc') this.endFallback();
    old?.close(true);
  }

  private startFragments(session: MediaSession, url: string, ticket: string, trace: ViewerTrace, cause: string | undefined): void {
    const feed: Fmp4Feed = new Fmp4Feed(url, ticket, {
      onReady: () => {
        if (this.fragments?.feed !== feed) return;
        this.screen.bring(feed, (first) => {
          if (first) {
            this.front = 'fmp4';
            this.promote(session);
            trace.record('R11', 'mtu', 'fmp4 fragments', 'ok', cause);
            setTimeout(() => session.report(trace), REPORT_MS);
          }
          this.listener.onEvent({ type: 'frame', via: 'fmp4' });
          this.listener.onFrame(first);
        });
      },
      onSilent: (note) => {
        this.silent = note;
      },
      onLost: (problem) => {
        if (this.fragments?.feed !== feed) return;
        this.fragments = null;
        this.screen.drop(feed);
        session.report(trace);
        this.listener.onEvent({ type: 'fallback-refused', problem: { ...problem, flow_id: trace.flowId } });
      },
    });
    this.fragments = { session, feed, trace };
  }
}
