/** How the media travels, in the words of the portal. */
export type MediaPath = 'direct-lan' | 'direct-punched' | 'relayed' | 'distributed';

/** Transport below the media; for a relayed path the one towards the relay. */
export type MediaProtocol = 'udp' | 'tcp' | 'tls';

export interface MediaStats {
  path: MediaPath | null;
  protocol: MediaProtocol | null;
  width: number;
  height: number;
  fps: number;
  kbps: number;
  /** Network (half a round trip), jitter buffer and decoder, in ms; the camera's own share is not in it. */
  delayMs: number | null;
  packetsLost: number;
  packetsReceived: number;
  framesDecoded: number;
  /** How often the picture stood still for want of data. */
  freezes: number;
  audioLevel: number | null;
  codec: string | null;
  /** Since the last packet of picture or sound, in ms; null before the first. */
  lastPacketAgeMs: number | null;
}

interface Counters {
  at: number;
  bytes: number;
  frames: number;
  bufferSeconds: number;
  emitted: number;
  decodeSeconds: number;
}

type Entry = Record<string, unknown>;

const number = (entry: Entry | undefined, name: string): number => (typeof entry?.[name] === 'number' ? entry[name] : 0);
const text = (entry: Entry | undefined, name: string): string | null => (typeof entry?.[name] === 'string' ? entry[name] : null);

/** One end of the pair of addresses in use, as far as the browser shows it. */
export interface PathEnd {
  type: string | null;
  /** Absent where the browser hides it. */
  address: string | null;
}

/**
 * Which path a pair is. A relay at either end decides; an address seen from outside (server-reflexive) means routers in between. A peer-reflexive end
 * proves nothing: it may be of a router, or of this very terminal when the browser hides its addresses (mDNS); there the camera's address decides.
 */
export function pathOf(local: PathEnd, remote: PathEnd): MediaPath {
  if (local.type === 'relay' || remote.type === 'relay') return 'relayed';
  if (local.type === 'srflx' || remote.type === 'srflx') return 'direct-punched';
  return isLocal(remote.address) || samePrefix(local.address, remote.address) ? 'direct-lan' : 'direct-punched';
}

/** Whether two global addresses plainly share a network: the first 24 bits of IPv4, the first 64 of IPv6. */
function samePrefix(a: string | null, b: string | null): boolean {
  if (!a || !b) return false;
  const prefix = (address: string): string =>
    address.includes(':') ? address.split(':').slice(0, 4).join(':') : address.split('.').slice(0, 3).join('.');
  return prefix(a) === prefix(b);
}

/** Whether an address is not routed on the internet: private (RFC 1918), loopback, link-local, unique local (RFC 4193); unknown counts as such. */
function isLocal(address: string | null): boolean {
  if (address === null || address === '' || address.endsWith('.local')) return true;
  return /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|fe[89ab]|f[cd])/i.test(address);
}

/** Turns the counters of `RTCPeerConnection.getStats` into rates since the call before. Owned by one connection. */
export class StatsReader {
  private last: Counters | null = null;

  read(report: Iterable<[string, unknown]>): MediaStats {
    const entries = new Map<string, Entry>();
    for (const [id, entry] of report) entries.set(id, entry as Entry);
    const all = [...entries.values()];
    const video = all.find((entry) => entry['type'] === 'inbound-rtp' && entry['kind'] === 'video');
    const audio = all.find((entry) => entry['type'] === 'inbound-rtp' && entry['kind'] === 'audio');
    const pair = this.pair(all, entries);
    const now: Counters = {
      at: number(video, 'timestamp'),
      bytes: number(video, 'bytesReceived') + number(audio, 'bytesReceived'),
      frames: number(video, 'framesDecoded'),
      bufferSeconds: number(video, 'jitterBufferDelay'),
      emitted: number(video, 'jitterBufferEmittedCount'),
      decodeSeconds: number(video, 'totalDecodeTime'),
    };
    const before = this.last;
    this.last = now;
    const seconds = before === null ? 0 : (now.at - before.at) / 1000;
    const rate = (value: number, since: number): number => (seconds > 0 ? (value - since) / seconds : 0);
    return {
      path: pair === null ? null : pathOf(end(pair.local), end(pair.remote)),
      protocol: protocol(pair?.local),
      width: number(video, 'frameWidth'),
      height: number(video, 'frameHeight'),
      fps: before === null ? number(video, 'framesPerSecond') : rate(now.frames, before.frames),
      kbps: before === null ? 0 : (rate(now.bytes, before.bytes) * 8) / 1000,
      delayMs: delay(now, before, number(pair?.entry, 'currentRoundTripTime')),
      packetsLost: number(video, 'packetsLost'),
      packetsReceived: number(video, 'packetsReceived'),
      framesDecoded: now.frames,
      freezes: number(video, 'freezeCount'),
      audioLevel: audio === undefined ? null : number(audio, 'audioLevel'),
      codec: text(entries.get(text(video, 'codecId') ?? ''), 'mimeType'),
      lastPacketAgeMs: age(video, audio),
    };
  }

  private pair(all: Entry[], entries: Map<string, Entry>): { entry: Entry; local: Entry | undefined; remote: Entry | undefined } | null {
    const transport = all.find((entry) => entry['type'] === 'transport');
    const entry =
      entries.get(text(transport, 'selectedCandidatePairId') ?? '') ??
      all.find((candidate) => candidate['type'] === 'candidate-pair' && candidate['nominated'] === true && candidate['state'] === 'succeeded');
    if (!entry) return null;
    return { entry, local: entries.get(text(entry, 'localCandidateId') ?? ''), remote: entries.get(text(entry, 'remoteCandidateId') ?? '') };
  }
}

function delay(now: Counters, before: Counters | null, roundTripSeconds: number): number | null {
  const emitted = now.emitted - (before?.emitted ?? 0);
  const frames = now.frames - (before?.frames ?? 0);
  if (emitted <= 0 || frames <= 0) return null;
  const buffer = (now.bufferSeconds - (before?.bufferSeconds ?? 0)) / emitted;
  const decode = (now.decodeSeconds - (before?.decodeSeconds ?? 0)) / frames;
  return Math.round((roundTripSeconds / 2 + buffer + decode) * 1000);
}

function end(entry: Entry | undefined): PathEnd {
  return { type: text(entry, 'candidateType'), address: text(entry, 'address') };
}

function protocol(local: Entry | undefined): MediaProtocol | null {
  const value = text(local, 'relayProtocol') ?? text(local, 'protocol');
  return value === 'udp' || value === 'tcp' || value === 'tls' ? value : null;
}

/** How long ago the last packet came; the browser stamps both times alike. */
function age(...streams: (Entry | undefined)[]): number | null {
  const ages = streams
    .filter((entry) => number(entry, 'lastPacketReceivedTimestamp') > 0)
    .map((entry) => number(entry, 'timestamp') - number(entry, 'lastPacketReceivedTimestamp'));
  return ages.length === 0 ? null : Math.max(0, Math.min(...ages));
}
