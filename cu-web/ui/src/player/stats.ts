/** How the media travels, in the words of the portal. */
export type MediaPath = 'direct-lan' | 'direct-punched' | 'relayed';

export interface MediaStats {
  path: MediaPath | null;
  width: number;
  height: number;
  fps: number;
  kbps: number;
  /** Network (half a round trip), jitter buffer and decoder, in ms; the camera's own share is not in it. */
  delayMs: number | null;
  packetsLost: number;
  framesDecoded: number;
  audioLevel: number | null;
  codec: string | null;
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

/** Which path a candidate pair is. mDNS hides host addresses as peer-reflexive ones, which are not a sign of a NAT by themselves. */
export function pathOf(localType: string | null, remoteType: string | null): MediaPath {
  if (localType === 'relay' || remoteType === 'relay') return 'relayed';
  if (localType === 'srflx' || remoteType === 'srflx') return 'direct-punched';
  return 'direct-lan';
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
      path: pair === null ? null : pathOf(text(pair.local, 'candidateType'), text(pair.remote, 'candidateType')),
      width: number(video, 'frameWidth'),
      height: number(video, 'frameHeight'),
      fps: before === null ? number(video, 'framesPerSecond') : rate(now.frames, before.frames),
      kbps: before === null ? 0 : (rate(now.bytes, before.bytes) * 8) / 1000,
      delayMs: delay(now, before, number(pair?.entry, 'currentRoundTripTime')),
      packetsLost: number(video, 'packetsLost'),
      framesDecoded: now.frames,
      audioLevel: audio === undefined ? null : number(audio, 'audioLevel'),
      codec: text(entries.get(text(video, 'codecId') ?? ''), 'mimeType'),
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
