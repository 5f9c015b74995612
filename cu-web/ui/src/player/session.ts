import { nextId } from '../api/ids';
import { localProblem, problemOf, ProblemError, type Problem } from '../api/problem';
import type { PlayGrant } from '../api/types';
import { viewerCertificate, type ViewerCertificate } from './certificate';
import type { PlayerHost } from './host';
import { Peer, type PeerListener } from './peer';
import { checkPin, type Trust } from './pins';
import { provenFingerprint, spkiPin } from './proof';
import { ufragOf } from './sdp';
import { Signalling, type Modification, type PlatformMessage, type Relayed } from './signalling';
import type { MediaStats } from './stats';
import { ViewerTrace } from './trace';

export interface SessionRequest {
  deviceId: string;
  channel: number;
  stream: string;
  widthMax: number;
  heightMax: number;
}

export interface SessionListener {
  onMedia(peer: Peer, media: MediaStream): void;
  onPeerClosed(peer: Peer): void;
  /** The camera agreed and proved who it is. */
  onAnswered(trust: Trust): void;
  /** The platform or the camera said no; `problem` says why. */
  onRefused(problem: Problem): void;
  /** The connection broke after it was agreed. */
  onLost(problem: Problem): void;
  /** The network under the connection may be going. */
  /** A way to the camera stands; its picture is on the way. */
  onConnected(): void;
  onShaky(): void;
  onPath(): void;
  /** The relay in use goes away soon. */
  onRelayMoved(where: Partial<Relayed>): void;
  onQuality(reduced: boolean): void;
}

const FPS_MAX = 30;
const KBPS_MAX = 8_000;
const RELAY_MS = 6_000;

type Event = { [K in keyof SessionListener]: { name: K; args: Parameters<SessionListener[K]> } }[keyof SessionListener];

/**
 * One play session: flow 8.4 of H.626.4 as the viewer sees it, by WebRTC with the camera itself. Over its life it may use several connections ({@link Peer})
 * one after the other; the signalling socket stays.
 *
 * The play request, the offer and the signalling socket start at the same moment; the offer leaves when all three are ready. It may start before anybody
 * listens: what happens until {@link adopt} is told then.
 */
export class MediaSession {
  readonly trace = new ViewerTrace('8.4', nextId('flw'));
  readonly startedAt = performance.now();
  private readonly aborter = new AbortController();
  private readonly signalling: Signalling;
  private readonly relays = new Map<string, { resolve: (relayed: Relayed) => void; reject: (error: unknown) => void }>();
  private listener: SessionListener | null = null;
  private unheard: Event[] = [];
  /** The connection whose picture is shown. */
  private peer: Peer | null = null;
  /** The newest connection, until its first frame makes it {@link peer}. */
  private pending: Peer | null = null;
  private sentOf: Peer | null = null;
  private directOnly = false;
  private certificate: ViewerCertificate | null = null;
  private grant: PlayGrant | null = null;
  private iceServers: RTCIceServer[] = [];
  private ended = false;
  private firstPictureMs: number | undefined;

  constructor(
    private readonly host: PlayerHost,
    readonly request: SessionRequest,
  ) {
    this.signalling = new Signalling(host.signalUrl('/scu/v1/signal'), {
      onMessage: (message) => void this.receive(message),
      onClosed: () => this.signallingClosed(),
    });
  }

  adopt(listener: SessionListener): void {
    this.listener = listener;
    for (const event of this.unheard.splice(0)) this.tell(event.name, ...event.args);
  }

  get sessionId(): string | null {
    return this.grant?.session_id ?? null;
  }

  get over(): boolean {
    return this.ended;
  }

  async start(): Promise<void> {
    try {
      this.signalling.open();
      const certificate = await viewerCertificate();
      this.certificate = certificate;
      const peer = this.newPeer(certificate);
      const granting = this.ask(certificate.fingerprint);
      granting.catch(() => undefined);
      await peer.prepare();
      // Where no servers are expected, gathering need not wait for the platform's answer.
      let early = this.host.relayExpected() ? null : await peer.gather([]);
      const granted = await granting;
      if (this.ended) return;
      const cause = this.trace.record('S3', 'cmu', 'play-requests 201', 'ok', granted.flow?.cause);
      this.grant = granted.grant;
      this.iceServers = granted.grant.ice_servers as unknown as RTCIceServer[];
      let ready = peer;
      if (early !== null && this.iceServers.length > 0) {
        peer.close();
        ready = this.newPeer(certificate);
        await ready.prepare();
        early = null;
      }
      this.host.relayExpected(this.iceServers.length > 0);
      this.sendOffer(ready, early ?? (await ready.gather(this.iceServers)), granted.grant, cause);
    } catch (error) {
      if (this.ended) return;
      const problem = { flow_id: this.trace.flowId, ...problemOf(error) };
      if (this.grant === null && problem.status > 0) this.trace.record('S3', 'cmu', `play-requests ${problem.status}`, problem.code, undefined);
      this.tell('onRefused', problem);
      this.report();
    }
  }

  /**
   * Makes a second connection under this session, for a changed network or a better path. `directOnly` leaves the relays out: such a try either finds
   * something better or changes nothing. False if the session's signalling is gone.
   */
  replace(directOnly: boolean): boolean {
    if (!this.signalling.usable || !this.grant || !this.certificate || (!this.peer && !this.pending)) return false;
    // A connection that never showed anything is given up; one that does goes on until the next shows its first frame.
    this.pending?.close();
    this.pending = null;
    void this.offerAgain(this.grant, this.certificate, directOnly);
    return true;
  }

  /** Whether a connection is on its way beside the one that is shown. */
  get replacing(): boolean {
    return this.pending !== null && this.peer !== null;
  }

  /** The first frame of a connection was presented: the older one has done its work. */
  shown(peer: Peer): void {
    if (this.peer === peer) return;
    this.firstPictureMs ??= Math.round(performance.now() - this.startedAt);
    this.peer?.close();
    this.peer = peer;
    if (this.pending === peer) this.pending = null;
  }

  /** Ends a quiet try that did not get anywhere. */
  giveUpReplacing(): void {
    if (!this.peer) return;
    this.pending?.close();
    this.pending = null;
  }

  modify(change: Modification): boolean {
    if (!this.signalling.usable) return false;
    this.signalling.send({ type: 'modify', id: nextId('msg'), ...change });
    if (change.paused === false) this.signalling.send({ type: 'keyframe' });
    return true;
  }

  /** Asks the provider to distribute this picture as fragments (flow 11.3); throws what it answers. */
  async relay(reason: string): Promise<{ relayed: Relayed; trace: ViewerTrace; cause: string }> {
    const grant = this.grant;
    if (!grant) throw new ProblemError(localProblem('relay-refused'));
    const trace = new ViewerTrace('11.3', nextId('flw'));
    const flow = { flow: '11.3', flow_id: trace.flowId, step: 'R01' };
    const bySocket = this.signalling.usable ? await this.relayBySocket(reason, flow) : null;
    const relayed = bySocket ?? (await this.host.requestRelay({ session_id: grant.session_id, token: grant.token, reason, want: 'fmp4' }, flow));
    return { relayed, trace, cause: trace.record('R06', 'scu', 'relayed', 'ok', relayed.flow?.cause) };
  }

  async readStats(): Promise<MediaStats | null> {
    return this.ended ? null : ((await (this.peer ?? this.pending)?.readStats()) ?? null);
  }

  /** Sends what this viewer saw of the flow; done after the picture stands, never before it. */
  report(trace: ViewerTrace = this.trace): void {
    const events = trace.drain();
    if (events.length > 0) this.host.reportFlow(trace.flowId, events, trace === this.trace ? this.firstPictureMs : undefined);
  }

  close(bye: boolean): void {
    if (this.ended) return;
    this.ended = true;
    this.aborter.abort();
    this.signalling.close(bye);
    this.pending?.close();
    this.peer?.close();
    for (const relay of this.relays.values()) relay.reject(new ProblemError(localProblem('relay-refused')));
    this.relays.clear();
    this.report();
  }

  private newPeer(certificate: ViewerCertificate): Peer {
    const peer = new Peer(certificate, this.peerListener);
    this.pending = peer;
    return peer;
  }

  private readonly peerListener: PeerListener = {
    onMedia: (peer, media) => this.tell('onMedia', peer, media),
    onCandidate: (peer, candidate) => {
      // Before the offer has left, candidates are in its description or come with the end of it.
      if (this.sentOf === peer) this.signalling.send({ type: 'candidate', candidate });
    },
    onNetwork: (peer, state) => {
      if (this.ended) return;
      if (this.replacing && peer === this.pending) return state === 'failed' ? this.giveUpReplacing() : undefined;
      if (state === 'connected') this.tell('onConnected');
      else if (state === 'shaky') this.tell('onShaky');
      else this.tell('onLost', this.problem('connection-lost'));
    },
    onClosed: (peer) => this.tell('onPeerClosed', peer),
    onPath: (peer) => peer === this.peer && this.tell('onPath'),
  };

  private ask(fingerprint: string): ReturnType<PlayerHost['requestPlay']> {
    const mapping = this.host.viewerMapping();
    return this.host.requestPlay(
      {
        device_id: this.request.deviceId,
        channel: this.request.channel,
        stream: this.request.stream as 'main' | 'sub',
        transport: 'webrtc',
        viewer_fingerprint: fingerprint,
        capabilities: {
          width_max: this.request.widthMax,
          height_max: this.request.heightMax,
          fps_max: FPS_MAX,
          kbps_max: KBPS_MAX,
          codecs: ['H264'],
          audio_codecs: ['PCMA', 'PCMU'],
        },
        ...(mapping === null ? {} : { viewer_network: { mapping } }),
      },
      { flow: '8.4', flow_id: this.trace.flowId, step: 'S1' },
      this.aborter.signal,
    );
  }

  private sendOffer(peer: Peer, sdp: string, grant: PlayGrant, cause: string): void {
    if (this.ended) return;
    const flow = { flow: '8.4', flow_id: this.trace.flowId, step: 'S4', cause };
    this.signalling.begin({ type: 'offer', session_id: grant.session_id, token: grant.token, sdp, flow });
    this.trickleFrom(peer);
  }

  private async offerAgain(grant: PlayGrant, certificate: ViewerCertificate, directOnly: boolean): Promise<void> {
    const peer = this.newPeer(certificate);
    try {
      await peer.prepare();
      const sdp = await peer.gather(directOnly ? withoutRelays(this.iceServers) : this.iceServers);
      if (this.ended || this.pending !== peer) return;
      const flow = { flow: '8.4', flow_id: this.trace.flowId, step: 'S4' };
      this.signalling.send({ type: 'offer', session_id: grant.session_id, replaces: true, sdp, flow });
      this.directOnly = directOnly;
      this.trickleFrom(peer);
    } catch {
      this.giveUpReplacing();
    }
  }

  private trickleFrom(peer: Peer): void {
    // Candidates found until now are in the description; the later ones follow one by one.
    this.sentOf = peer;
    if (peer.gathered) this.signalling.send({ type: 'candidate', candidate: null });
  }

  private async relayBySocket(reason: string, flow: { flow: string; flow_id: string; step: string }): Promise<Relayed | null> {
    const id = nextId('msg');
    const answer = new Promise<Relayed>((resolve, reject) => this.relays.set(id, { resolve, reject }));
    this.signalling.send({ type: 'relay', id, reason, want: 'fmp4', flow });
    const timeout = setTimeout(() => this.relays.get(id)?.reject(new ProblemError(localProblem('relay-refused'))), RELAY_MS);
    try {
      return await answer;
    } catch (error) {
      // A connection that the camera refused may not count as bound: the same question by HTTP carries the token.
      if (['session-not-playing', 'message-unknown', 'signalling-lost'].includes(problemOf(error).code)) return null;
      throw error;
    } finally {
      clearTimeout(timeout);
      this.relays.delete(id);
    }
  }

  private async receive(message: PlatformMessage): Promise<void> {
    if (this.ended) return;
    switch (message.type) {
      case 'answer':
        return this.accept(message);
      case 'candidate':
        return this.candidate(message.candidate);
      case 'error':
        return this.refused(message);
      case 'relayed':
        return void this.relays.get(message.id ?? [...this.relays.keys()][0] ?? '')?.resolve(message);
      case 'end':
        return this.tell('onLost', this.problem('session-ended', message.reason));
      case 'ice-servers':
        this.iceServers = message.ice_servers;
        return;
      case 'relay-moved':
        return this.tell('onRelayMoved', message);
      case 'quality':
        return this.tell('onQuality', message.reduced ?? true);
      default:
        return;
    }
  }

  private refused(message: Extract<PlatformMessage, { type: 'error' }>): void {
    if (message.id !== undefined) {
      // A change that was not carried out: what plays goes on.
      this.relays.get(message.id)?.reject(new ProblemError(message.problem));
      return;
    }
    if (this.replacing) return this.giveUpReplacing();
    if (this.pending?.agreed || this.peer) return;
    const problem = { flow_id: this.trace.flowId, ...message.problem };
    this.trace.record('S10', 'pu', 'media.answer', problem.code, message.flow?.cause);
    this.tell('onRefused', problem);
    this.report();
  }

  private async accept(message: Extract<PlatformMessage, { type: 'answer' }>): Promise<void> {
    const { grant, certificate, pending: peer } = this;
    if (!grant || !certificate || !peer || peer.agreed) return;
    const first = this.peer === null;
    try {
      const proof = {
        sessionId: grant.session_id,
        deviceId: this.request.deviceId,
        viewerFingerprint: certificate.fingerprint,
        nonce: grant.nonce,
        deviceSpki: grant.device_spki,
      };
      const [fingerprint, pin] = await Promise.all([provenFingerprint(proof, message.proof, ufragOf(message.sdp)), spkiPin(grant.device_spki)]);
      const trust = checkPin(this.host.pins, this.request.deviceId, pin);
      if (this.ended) return;
      await peer.accept(this.directOnly && !first ? withoutRelayLines(message.sdp) : message.sdp, fingerprint);
      if (first) this.trace.record('S10', 'pu', 'media.answer', 'ok', message.flow?.cause);
      this.tell('onAnswered', trust);
    } catch (error) {
      if (this.ended) return;
      const problem = error instanceof ProblemError ? error.problem : localProblem('offer-rejected', String(error));
      if (first) this.trace.record('S10', 'pu', 'media.answer', problem.code, message.flow?.cause);
      this.tell('onRefused', { flow_id: this.trace.flowId, ...problem });
      this.report();
    }
  }

  private async candidate(value: string | { candidate?: string } | null): Promise<void> {
    const line = typeof value === 'string' ? value : value?.candidate;
    if (!line || line.length > 1_024) return;
    const ufrag = / ufrag (\S+)/.exec(line)?.[1] ?? null;
    const peer = this.pending ?? this.peer;
    if (!peer?.owns(ufrag) || (this.directOnly && this.replacing && / typ relay/.test(line))) return;
    await peer.candidate(line);
  }

  /** Media goes on without signalling: only a session that is not agreed yet is lost with it. */
  private signallingClosed(): void {
    if (this.ended) return;
    for (const relay of this.relays.values()) relay.reject(new ProblemError(this.problem('signalling-lost')));
    if (this.replacing) this.giveUpReplacing();
    else if (!this.peer && !this.pending?.agreed) this.tell('onLost', this.problem('signalling-lost'));
  }

  private tell<K extends keyof SessionListener>(name: K, ...args: Parameters<SessionListener[K]>): void {
    if (this.listener) (this.listener[name] as (...values: Parameters<SessionListener[K]>) => void)(...args);
    else this.unheard.push({ name, args } as Event);
  }

  private problem(code: string, detail?: string): Problem {
    return localProblem(code, detail, this.trace.flowId);
  }
}

/** The servers without relays: STUN only. A TURN server answers STUN on the same port (RFC 8656 §3). */
export function withoutRelays(servers: RTCIceServer[]): RTCIceServer[] {
  const stun = servers
    .flatMap((server) => server.urls)
    .filter((url) => url.startsWith('stun:') || (url.startsWith('turn:') && !url.endsWith('transport=tcp')))
    .map((url) => url.replace(/^turn:/, 'stun:').replace(/\?.*$/, ''));
  return stun.length === 0 ? [] : [{ urls: [...new Set(stun)] }];
}

function withoutRelayLines(sdp: string): string {
  return sdp
    .split(/\r?\n/)
    .filter((line) => !/^a=candidate:.* typ relay/.test(line))
    .join('\r\n');
}
