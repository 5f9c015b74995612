import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Problem } from '../api/problem';
import type { PlayGrant } from '../api/types';
import type { PlayerHost } from './host';
import { MediaSession, withoutRelays, type SessionListener } from './session';

vi.mock('./certificate', () => ({ viewerCertificate: () => Promise.resolve({ certificate: {}, fingerprint: 'AA' }) }));
vi.mock('./proof', () => ({ provenFingerprint: () => Promise.resolve(`${'AB:'.repeat(31)}AB`), spkiPin: () => Promise.resolve('p'.repeat(43)) }));

/** What happened, in order: the point of these tests. */
let log: string[] = [];

class FakeSocket {
  static readonly OPEN = 1;
  static last: FakeSocket;
  readyState = 1;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  constructor() {
    FakeSocket.last = this;
    queueMicrotask(() => this.onopen?.());
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {
    this.readyState = 3;
    this.onclose?.();
  }
  tell(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  of(type: string): Record<string, unknown>[] {
    return this.sent.filter((message) => message['type'] === type);
  }
}

class FakePeer {
  static made: FakePeer[] = [];
  configuration: RTCConfiguration;
  localDescription: { sdp: string } | null = null;
  iceGatheringState = 'gathering';
  iceConnectionState = 'new';
  connectionState = 'new';
  remote = '';
  candidates: string[] = [];
  ontrack = null;
  onicecandidate: ((event: { candidate: { candidate: string } | null }) => void) | null = null;
  oniceconnectionstatechange = null;
  onconnectionstatechange = null;
  constructor(configuration: RTCConfiguration) {
    this.configuration = configuration;
    FakePeer.made.push(this);
  }
  addTransceiver = () => ({});
  createOffer = () => Promise.resolve({ type: 'offer', sdp: `v=0 offer ${FakePeer.made.length}` });
  getConfiguration = () => this.configuration;
  setConfiguration(configuration: RTCConfiguration): void {
    log.push('setConfiguration');
    this.configuration = configuration;
  }
  setLocalDescription(description: { sdp: string }): Promise<void> {
    log.push('setLocalDescription');
    this.localDescription = description;
    return Promise.resolve();
  }
  setRemoteDescription(description: { sdp: string }): Promise<void> {
    this.remote = description.sdp;
    return Promise.resolve();
  }
  addIceCandidate(candidate: { candidate: string }): Promise<void> {
    this.candidates.push(candidate.candidate);
    return Promise.resolve();
  }
  close(): void {
    this.connectionState = 'closed';
  }
}

const TURN = [{ urls: ['turn:m.example:3478?transport=udp', 'turns:m.example:5349?transport=tcp'], username: 'u', credential: 'c' }];

function start(iceServers: object[], relayExpected: boolean) {
  const grant = { session_id: 'ses_1', token: 'tok', nonce: 'n', device_spki: 'k', ice_servers: iceServers } as unknown as PlayGrant;
  const seen: { refused: Problem[]; answered: number; lost: Problem[]; closed: number } = { refused: [], answered: 0, lost: [], closed: 0 };
  const store = new Map<string, string>();
  const host: PlayerHost = {
    requestPlay: () => {
      log.push('requestPlay');
      return Promise.resolve({ grant, flow: null });
    },
    requestRelay: () => Promise.resolve({ urls: { fmp4: 'by-http' } }),
    reportFlow: () => undefined,
    signalUrl: (path) => path,
    relayExpected: (now) => (relayExpected = now ?? relayExpected),
    viewerMapping: () => null,
    pins: {
      getItem: (key) => store.get(key) ?? null,
      setItem: (key, value) => void store.set(key, value),
      removeItem: (key) => void store.delete(key),
    },
  };
  const session = new MediaSession(host, { deviceId: 'dev_1', channel: 1, stream: 'main', widthMax: 1280, heightMax: 720 });
  const listener: SessionListener = {
    onMedia: () => undefined,
    onPeerClosed: () => seen.closed++,
    onAnswered: () => seen.answered++,
    onRefused: (problem) => seen.refused.push(problem),
    onLost: (problem) => seen.lost.push(problem),
    onConnected: () => undefined,
    onShaky: () => undefined,
    onPath: () => undefined,
    onRelayMoved: () => undefined,
    onQuality: () => undefined,
  };
  session.adopt(listener);
  return { session, seen };
}

const settle = async (): Promise<void> => {
  for (let i = 0; i < 40; i++) await Promise.resolve();
};

const ANSWER = { type: 'answer', sdp: 'v=0\r\na=ice-ufrag:dev1\r\na=candidate:1 1 udp 1 203.0.113.1 49200 typ relay\r\nm=video 9\r\n', proof: {} };

describe('a play session', () => {
  beforeEach(() => {
    log = [];
    FakePeer.made = [];
    vi.stubGlobal('WebSocket', FakeSocket);
    vi.stubGlobal('RTCPeerConnection', FakePeer);
    vi.stubGlobal('MediaStream', class {});
    vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => ({ codecs: ['video/H264', 'audio/PCMA'].map((mimeType) => ({ mimeType })) }) });
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('gathers before the answer of the platform where no relay is expected', async () => {
    const { session } = start([], false);
    await session.start();
    expect(log.slice(0, 2).sort()).toEqual(['requestPlay', 'setLocalDescription']);
    expect(FakePeer.made).toHaveLength(1);
    expect(FakeSocket.last.of('offer')[0]).toMatchObject({ session_id: 'ses_1', token: 'tok', sdp: 'v=0 offer 1' });
  });

  it('gives the prepared connection its servers before it gathers', async () => {
    const { session } = start(TURN, true);
    await session.start();
    expect(log).toEqual(['requestPlay', 'setConfiguration', 'setLocalDescription']);
    expect(FakePeer.made).toHaveLength(1);
    expect(FakePeer.made[0]!.configuration.iceServers).toEqual(TURN);
    FakePeer.made[0]!.onicecandidate?.({ candidate: { candidate: 'candidate:9 typ relay' } });
    expect(FakeSocket.last.of('candidate')).toEqual([{ type: 'candidate', candidate: 'candidate:9 typ relay' }]);
  });

  it('makes the connection anew where servers come unexpectedly', async () => {
    const { session } = start(TURN, false);
    await session.start();
    expect(FakePeer.made).toHaveLength(2);
    expect(FakePeer.made[0]!.connectionState).toBe('closed');
    expect(FakePeer.made[1]!.configuration.iceServers).toEqual(TURN);
    expect(FakeSocket.last.of('offer')).toHaveLength(1);
  });

  it('makes a second connection on the same signalling, without relays where a better path is looked for', async () => {
    const { session, seen } = start(TURN, true);
    await session.start();
    FakeSocket.last.tell(ANSWER);
    await settle();
    expect(seen.answered).toBe(1);
    expect(FakePeer.made[0]!.remote).toMatch(/typ relay/);
    expect(session.replace(true)).toBe(true);
    await settle();
    // The first connection never showed a picture: it is given up at once.
    expect(seen.closed).toBe(1);
    const second = FakeSocket.last.of('offer')[1]!;
    expect(second).toMatchObject({ session_id: 'ses_1', replaces: true });
    expect(second).not.toHaveProperty('token');
    expect(FakePeer.made[1]!.configuration.iceServers).toEqual([{ urls: ['stun:m.example:3478'] }]);
  });

  it('goes on when a change was not carried out or a second offer is refused', async () => {
    const { session, seen } = start([], false);
    await session.start();
    FakeSocket.last.tell(ANSWER);
    await settle();
    FakeSocket.last.tell({ type: 'error', id: 'msg_1', problem: { title: 'x', status: 409, code: 'device-error' } });
    FakeSocket.last.tell({ type: 'error', problem: { title: 'x', status: 409, code: 'offer-repeated' } });
    await settle();
    expect(seen).toMatchObject({ refused: [], lost: [] });
  });

  it('says which problem the camera has with the offer', async () => {
    const { session, seen } = start([], false);
    await session.start();
    FakeSocket.last.tell({ type: 'error', problem: { title: 'x', status: 409, code: 'format-unplayable' } });
    await settle();
    expect(seen.refused.map((problem) => problem.code)).toEqual(['format-unplayable']);
  });

  it('asks for fragments by the socket, and by HTTP where that one does not know the session', async () => {
    const { session } = start([], false);
    await session.start();
    const asked = session.relay('format');
    await settle();
    const question = FakeSocket.last.of('relay')[0]!;
    expect(question).toMatchObject({ reason: 'format', want: 'fmp4' });
    FakeSocket.last.tell({ type: 'relayed', id: question['id'], urls: { fmp4: 'by-socket' }, cu_ticket: 't' });
    expect((await asked).relayed.urls.fmp4).toBe('by-socket');

    const again = session.relay('format');
    await settle();
    const other = FakeSocket.last.of('relay')[1]!;
    FakeSocket.last.tell({ type: 'error', id: other['id'], problem: { title: 'x', status: 409, code: 'session-not-playing' } });
    expect((await again).relayed.urls.fmp4).toBe('by-http');
  });
});

it('finds the STUN of a TURN server', () => {
  expect(withoutRelays([{ urls: 'stun:a:3478' }, { urls: ['turn:a:3478?transport=udp', 'turn:a:3478?transport=tcp', 'turns:a:443'] }])).toEqual([
    { urls: ['stun:a:3478'] },
  ]);
  expect(withoutRelays([{ urls: 'turns:a:443' }])).toEqual([]);
});
