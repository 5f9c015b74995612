import { localProblem, ProblemError } from '../api/problem';
import type { ViewerCertificate } from './certificate';
import { ufragOf, withProvenFingerprint } from './sdp';
import { StatsReader, type MediaStats } from './stats';

/** Candidates of the camera that arrive before its answer is applied; more than this is not a camera. */
const WAITING_MAX = 64;

export interface PeerListener {
  onMedia(peer: Peer, media: MediaStream): void;
  /** One line of the browser's own candidates, null after the last. */
  onCandidate(peer: Peer, candidate: string | null): void;
  /** A way to the camera stands (`connected`), may be going (`shaky`) or went (`failed`). */
  onNetwork(peer: Peer, state: 'connected' | 'shaky' | 'failed'): void;
  /** The pair of addresses in use changed. */
  onPath(peer: Peer): void;
  onClosed(peer: Peer): void;
}

/** The part of `RTCPeerConnection` that a try at media needs: one offer, one answer, candidates as they come (RFC 8838). */
export class Peer {
  private readonly connection: RTCPeerConnection;
  private readonly stats = new StatsReader();
  private readonly waiting: RTCIceCandidateInit[] = [];
  private description: RTCSessionDescriptionInit | null = null;
  private applied = false;
  private closed = false;
  private remoteUfrag: string | null = null;

  constructor(
    certificate: ViewerCertificate,
    private readonly listener: PeerListener,
  ) {
    const connection = new RTCPeerConnection({ certificates: [certificate.certificate], bundlePolicy: 'max-bundle' });
    this.connection = connection;
    const media = new MediaStream();
    connection.ontrack = (event) => {
      // The smallest buffer that keeps picture and sound together: this is for watching now.
      if ('jitterBufferTarget' in event.receiver) event.receiver.jitterBufferTarget = 0;
      media.addTrack(event.track);
      const ice = event.receiver.transport?.iceTransport;
      if (ice) ice.onselectedcandidatepairchange = () => !this.closed && this.listener.onPath(this);
      if (event.track.kind === 'video') this.listener.onMedia(this, media);
    };
    connection.onicecandidate = (event) => {
      if (!this.closed) this.listener.onCandidate(this, event.candidate?.candidate || null);
    };
    connection.oniceconnectionstatechange = () => {
      if (!this.closed && connection.iceConnectionState === 'disconnected') this.listener.onNetwork(this, 'shaky');
    };
    connection.onconnectionstatechange = () => {
      const state = connection.connectionState;
      if (!this.closed && (state === 'connected' || state === 'failed')) this.listener.onNetwork(this, state);
    };
  }

  /** Prepares the offer; nothing is gathered yet, so that servers may still be given. */
  async prepare(): Promise<void> {
    const video = this.connection.addTransceiver('video', { direction: 'recvonly' });
    video.setCodecPreferences?.(preferred('video', ['video/H264']));
    const audio = this.connection.addTransceiver('audio', { direction: 'recvonly' });
    audio.setCodecPreferences?.(preferred('audio', ['audio/PCMA', 'audio/PCMU']));
    this.description = await this.connection.createOffer();
  }

  /** Starts gathering with these servers and returns the offer. Candidates follow one by one. */
  async gather(iceServers: RTCIceServer[]): Promise<string> {
    if (!this.description) throw new Error('prepare() comes first');
    if (iceServers.length > 0) {
      // The connection was made before the servers were known (certificate, transceivers and offer cost time); gathering begins below.
      this.connection.setConfiguration({ ...this.connection.getConfiguration(), iceServers });
    }
    await this.connection.setLocalDescription(this.description);
    return this.connection.localDescription?.sdp ?? this.description.sdp ?? '';
  }

  get gathered(): boolean {
    return this.connection.iceGatheringState === 'complete';
  }

  /** Applies the camera's answer with the proven fingerprint in it, then what candidates came before. */
  async accept(sdp: string, provenFingerprint: string): Promise<void> {
    if (this.closed) return;
    this.remoteUfrag = ufragOf(sdp);
    await this.connection.setRemoteDescription({ type: 'answer', sdp: withProvenFingerprint(sdp, provenFingerprint) });
    this.applied = true;
    for (const candidate of this.waiting.splice(0)) await this.add(candidate);
  }

  get agreed(): boolean {
    return this.applied;
  }

  /** Whether a candidate that names this user fragment is for this connection; one that names none may be. */
  owns(ufrag: string | null): boolean {
    return ufrag === null || this.remoteUfrag === null || ufrag === this.remoteUfrag;
  }

  async candidate(line: string): Promise<void> {
    const candidate = { candidate: line.replace(/^a=/, ''), sdpMLineIndex: 0 };
    if (this.applied) await this.add(candidate);
    else if (this.waiting.length < WAITING_MAX) this.waiting.push(candidate);
  }

  async readStats(): Promise<MediaStats | null> {
    if (this.closed) return null;
    return this.stats.read((await this.connection.getStats()) as unknown as Iterable<[string, unknown]>);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.connection.close();
    this.listener.onClosed(this);
  }

  private async add(candidate: RTCIceCandidateInit): Promise<void> {
    try {
      await this.connection.addIceCandidate(candidate);
    } catch {
      // One unusable way to the camera; the others stand.
    }
  }
}

function preferred(kind: 'video' | 'audio', mimeTypes: string[]): RTCRtpCodec[] {
  const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
  const wanted = mimeTypes.flatMap((type) => codecs.filter((codec) => codec.mimeType.toLowerCase() === type.toLowerCase()));
  if (wanted.length === 0) throw new ProblemError(localProblem('browser-unable', `${mimeTypes.join(', ')} missing`));
  return wanted;
}
