import { nextId } from '../api/ids';
import { localProblem, problemOf, ProblemError, type Problem } from '../api/problem';
import type { PlayGrant } from '../api/types';
import { viewerCertificate, type ViewerCertificate } from './certificate';
import type { PlayerHost } from './host';
import { checkPin, type Trust } from './pins';
import { provenFingerprint, spkiPin } from './proof';
import { ufragOf, withProvenFingerprint } from './sdp';
import { Signalling, type Modification, type PlatformMessage } from './signalling';
import { StatsReader, type MediaStats } from './stats';
import { ViewerTrace } from './trace';

export interface ConnectionRequest {
  deviceId: string;
  channel: number;
  stream: string;
  widthMax: number;
  heightMax: number;
}

export interface ConnectionListener {
  onStream(stream: MediaStream): void;
  onTrusted(trust: Trust): void;
  /** The platform or the camera said no; `problem` says why. */
  onRefused(problem: Problem): void;
  /** The connection broke after it was agreed. */
  onLost(problem: Problem): void;
}

const FPS_MAX = 30;
const KBPS_MAX = 8_000;

/**
 * One try at a live picture by WebRTC with the camera itself: flow 8.4 of H.626.4 as the viewer sees it.
 *
 * The play request, the offer and the signalling socket start at the same moment; the offer leaves when all three are ready.
 */
export class MediaConnection {
  readonly trace = new ViewerTrace('8.4', nextId('flw'));
  private readonly aborter = new AbortController();
  private readonly signalling: Signalling;
  private readonly stats = new StatsReader();
  private peer: RTCPeerConnection | null = null;
  private grant: PlayGrant | null = null;
  private fingerprint = '';
  private offerSent = false;
  private answered = false;
  private remoteSet = false;
  private ended = false;
  private waiting: RTCIceCandidateInit[] = [];

  constructor(
    private readonly host: PlayerHost,
    private readonly request: ConnectionRequest,
    private readonly listener: ConnectionListener,
  ) {
    this.signalling = new Signalling(host.signalUrl('/scu/v1/signal'), {
      onMessage: (message) => void this.receive(message),
      onClosed: () => this.signallingClosed(),
    });
  }

  get sessionId(): string | null {
    return this.grant?.session_id ?? null;
  }

  async start(): Promise<void> {
    try {
      this.signalling.open();
      const certificate = await viewerCertificate();
      this.fingerprint = certificate.fingerprint;
      const [granted] = await Promise.all([this.ask(), this.offer(certificate, [])]);
      if (this.ended) return;
      const cause = this.trace.record('S3', 'cmu', 'play-requests 201', 'ok', granted.flow?.cause);
      this.grant = granted.grant;
      if (granted.grant.ice_servers.length > 0) await this.offer(certificate, granted.grant.ice_servers as unknown as RTCIceServer[]);
      if (this.ended) return;
      this.sendOffer(granted.grant, cause);
    } catch (error) {
      if (this.ended) return;
      const problem = { flow_id: this.trace.flowId, ...problemOf(error) };
      if (this.grant === null && problem.status > 0) this.trace.record('S3', 'cmu', `play-requests ${problem.status}`, problem.code, undefined);
      this.listener.onRefused(problem);
      this.report();
    }
  }

  modify(change: Modification): boolean {
    if (!this.signalling.usable) return false;
    this.signalling.send({ type: 'modify', id: nextId('msg'), ...change });
    if (change.paused === false) this.signalling.send({ type: 'keyframe' });
    return true;
  }

  async readStats(): Promise<MediaStats | null> {
    if (!this.peer || this.ended) return null;
    return this.stats.read((await this.peer.getStats()) as unknown as Iterable<[string, unknown]>);
  }

  /** Sends what this viewer saw of the flow; done after the picture stands, never before it. */
  report(): void {
    const events = this.trace.drain();
    if (events.length > 0) this.host.reportFlow(this.trace.flowId, events);
  }

  close(bye: boolean): void {
    if (this.ended) return;
    this.ended = true;
    this.aborter.abort();
    this.signalling.close(bye);
    this.peer?.close();
    this.report();
  }

  private ask(): ReturnType<PlayerHost['requestPlay']> {
    return this.host.requestPlay(
      {
        device_id: this.request.deviceId,
        channel: this.request.channel,
        stream: this.request.stream as 'main' | 'sub',
        transport: 'webrtc',
        viewer_fingerprint: this.fingerprint,
        capabilities: {
          width_max: this.request.widthMax,
          height_max: this.request.heightMax,
          fps_max: FPS_MAX,
          kbps_max: KBPS_MAX,
          codecs: ['H264'],
          audio_codecs: ['PCMA', 'PCMU'],
        },
      },
      { flow: '8.4', flow_id: this.trace.flowId, step: 'S1' },
      this.aborter.signal,
    );
  }

  private async offer(certificate: ViewerCertificate, iceServers: RTCIceServer[]): Promise<void> {
    this.peer?.close();
    const peer = new RTCPeerConnection({ certificates: [certificate.certificate], bundlePolicy: 'max-bundle', iceServers });
    this.peer = peer;
    const stream = new MediaStream();
    peer.ontrack = (event) => {
      // The smallest buffer that keeps picture and sound together: this is for watching now.
      if ('jitterBufferTarget' in event.receiver) event.receiver.jitterBufferTarget = 0;
      stream.addTrack(event.track);
      if (event.track.kind === 'video') this.listener.onStream(stream);
    };
    peer.onicecandidate = (event) => {
      if (this.peer === peer && this.offerSent) this.signalling.send({ type: 'candidate', candidate: event.candidate?.candidate || null });
    };
    peer.onconnectionstatechange = () => {
      if (this.peer === peer && !this.ended && peer.connectionState === 'failed') this.listener.onLost(this.problem('connection-lost'));
    };
    const video = peer.addTransceiver('video', { direction: 'recvonly' });
    video.setCodecPreferences?.(preferred('video', ['video/H264']));
    const audio = peer.addTransceiver('audio', { direction: 'recvonly' });
    audio.setCodecPreferences?.(preferred('audio', ['audio/PCMA', 'audio/PCMU']));
    await peer.setLocalDescription(await peer.createOffer());
  }

  private sendOffer(grant: PlayGrant, cause: string): void {
    const peer = this.peer;
    if (!peer?.localDescription) throw new ProblemError(this.problem('browser-unable'));
    this.signalling.begin({
      type: 'offer',
      session_id: grant.session_id,
      token: grant.token,
      sdp: peer.localDescription.sdp,
      flow: { flow: '8.4', flow_id: this.trace.flowId, step: 'S4', cause },
    });
    // Candidates found until now are in the description; the later ones follow one by one.
    this.offerSent = true;
    if (peer.iceGatheringState === 'complete') this.signalling.send({ type: 'candidate', candidate: null });
  }

  private async receive(message: PlatformMessage): Promise<void> {
    if (this.ended) return;
    switch (message.type) {
      case 'answer':
        return this.accept(message);
      case 'candidate':
        return this.candidate(message.candidate);
      case 'error': {
        const problem = { flow_id: this.trace.flowId, ...message.problem };
        this.trace.record('S10', 'pu', 'media.answer', problem.code, message.flow?.cause);
        this.listener.onRefused(problem);
        return this.report();
      }
      case 'end':
        return this.listener.onLost(this.problem('session-ended', message.reason));
      default:
        return;
    }
  }

  private async accept(message: Extract<PlatformMessage, { type: 'answer' }>): Promise<void> {
    const grant = this.grant;
    const peer = this.peer;
    if (!grant || !peer || this.answered) return;
    this.answered = true;
    try {
      const [fingerprint, pin] = await Promise.all([
        provenFingerprint(
          {
            sessionId: grant.session_id,
            deviceId: this.request.deviceId,
            viewerFingerprint: this.fingerprint,
            nonce: grant.nonce,
            deviceSpki: grant.device_spki,
          },
          message.proof,
          ufragOf(message.sdp),
        ),
        spkiPin(grant.device_spki),
      ]);
      const trust = checkPin(this.host.pins, this.request.deviceId, pin);
      if (this.ended) return;
      await peer.setRemoteDescription({ type: 'answer', sdp: withProvenFingerprint(message.sdp, fingerprint) });
      this.remoteSet = true;
      this.listener.onTrusted(trust);
      this.trace.record('S10', 'pu', 'media.answer', 'ok', message.flow?.cause);
      for (const candidate of this.waiting.splice(0)) await peer.addIceCandidate(candidate);
    } catch (error) {
      if (this.ended) return;
      const problem = error instanceof ProblemError ? error.problem : localProblem('offer-rejected', String(error));
      this.trace.record('S10', 'pu', 'media.answer', problem.code, message.flow?.cause);
      this.listener.onRefused({ flow_id: this.trace.flowId, ...problem });
      this.report();
    }
  }

  private async candidate(value: string | { candidate?: string } | null): Promise<void> {
    const line = typeof value === 'string' ? value : value?.candidate;
    if (!line) return;
    const candidate = { candidate: line.replace(/^a=/, ''), sdpMLineIndex: 0 };
    if (!this.remoteSet) {
      if (this.waiting.length < 64) this.waiting.push(candidate);
      return;
    }
    try {
      await this.peer?.addIceCandidate(candidate);
    } catch {
      // One unusable way to the camera; the others stand.
    }
  }

  /** Media goes on without signalling: only a session that is not agreed yet is lost with it. */
  private signallingClosed(): void {
    if (!this.ended && !this.remoteSet) this.listener.onLost(this.problem('signalling-lost'));
  }

  private problem(code: string, detail?: string): Problem {
    return localProblem(code, detail, this.trace.flowId);
  }
}

function preferred(kind: 'video' | 'audio', mimeTypes: string[]): RTCRtpCodec[] {
  const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
  const wanted = mimeTypes.flatMap((type) => codecs.filter((codec) => codec.mimeType.toLowerCase() === type.toLowerCase()));
  if (wanted.length === 0) throw new ProblemError(localProblem('browser-unable', `${mimeTypes.join(', ')} missing`));
  return wanted;
}
