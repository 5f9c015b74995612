import { describe, expect, it } from 'vitest';
import { formatFlow, parseFlow } from '../api/flow';
import { nextId } from '../api/ids';
import { sizeWanted, streamFor, worthAsking } from './quality';
import { DecodeSlots } from './slots';
import { pathOf, StatsReader } from './stats';

const STREAMS = [
  { stream: 'main', width: 1280, height: 720 },
  { stream: 'sub', width: 640, height: 360 },
];

describe('quality', () => {
  it('takes the smallest stream that fills the picture', () => {
    expect(streamFor('auto', { width: 340, height: 191 }, STREAMS)).toBe('sub');
    expect(streamFor('auto', { width: 800, height: 450 }, STREAMS)).toBe('sub');
    expect(streamFor('auto', { width: 801, height: 451 }, STREAMS)).toBe('main');
    expect(streamFor('auto', { width: 4000, height: 2250 }, STREAMS)).toBe('main');
    expect(streamFor('sub', { width: 4000, height: 2250 }, STREAMS)).toBe('sub');
    expect(streamFor('gone', { width: 4000, height: 2250 }, STREAMS)).toBe('main');
    expect(streamFor('auto', { width: 100, height: 50 }, [])).toBe('main');
  });

  it('keeps the shape of the camera’s picture before it saves pixels', () => {
    const wide = [
      { stream: 'main', width: 1280, height: 720 },
      { stream: 'sub', width: 352, height: 288 },
    ];
    expect(sizeWanted({ width: 700, height: 394 }, wide, 'main')).toEqual({ width: 1280, height: 720 });
    expect(sizeWanted({ width: 300, height: 169 }, wide, 'sub')).toEqual({ width: 352, height: 288 });
    expect(streamFor('auto', { width: 390, height: 219 }, wide)).toBe('sub');
    expect(streamFor('auto', { width: 390, height: 219 }, wide, true)).toBe('main');
    const large = [{ stream: 'main', width: 3840, height: 2160 }];
    expect(sizeWanted({ width: 900, height: 506 }, large, 'main')).toEqual({ width: 1280, height: 720 });
    expect(sizeWanted({ width: 1900, height: 1069 }, large, 'main')).toEqual({ width: 1920, height: 1080 });
    expect(sizeWanted({ width: 3000, height: 1688 }, large, 'main')).toEqual({ width: 3840, height: 2160 });
    expect(sizeWanted({ width: 400, height: 327 }, [{ stream: 'main', width: 704, height: 576 }], 'main')).toEqual({ width: 352, height: 288 });
  });

  it('asks in steps, and not for a few pixels', () => {
    expect(sizeWanted({ width: 341, height: 192 })).toEqual({ width: 448, height: 448 });
    expect(sizeWanted({ width: 0, height: 0 })).toEqual({ width: 352, height: 352 });
    expect(sizeWanted({ width: 99_999, height: 99_999 })).toEqual({ width: 3840, height: 3840 });
    expect(worthAsking({ width: 352, height: 192 }, { width: 384, height: 224 })).toBe(false);
    expect(worthAsking({ width: 352, height: 192 }, { width: 1280, height: 720 })).toBe(true);
  });
});

describe('decode slots', () => {
  it('never grants more than the terminal decodes, and gives the rest turns', () => {
    const slots = new DecodeSlots(4);
    const granted = new Set<string>();
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const id of ids) {
      slots.want(id, (on) => (on ? granted.add(id) : granted.delete(id)));
      if (slots.has(id)) granted.add(id);
    }
    const turns = new Set<string>();
    for (let i = 0; i < 6; i++) {
      slots.rotate();
      expect([...granted].sort()).toEqual(ids.filter((id) => slots.has(id)));
      expect(granted.size).toBe(4);
      for (const id of granted) turns.add(id);
    }
    expect(turns.size).toBe(6);
    slots.release('a');
    slots.release('b');
    expect(ids.filter((id) => slots.has(id))).toEqual(['c', 'd', 'e', 'f']);
    slots.limit(100);
    slots.want('g', () => undefined);
    expect(slots.has('g')).toBe(true);
  });
});

describe('statistics', () => {
  const report = (at: number, bytes: number, frames: number): [string, unknown][] => [
    [
      'v',
      {
        type: 'inbound-rtp',
        kind: 'video',
        timestamp: at,
        bytesReceived: bytes,
        framesDecoded: frames,
        frameWidth: 640,
        frameHeight: 360,
        jitterBufferDelay: frames * 0.02,
        jitterBufferEmittedCount: frames,
        totalDecodeTime: frames * 0.004,
        packetsLost: 1,
        codecId: 'c',
      },
    ],
    ['c', { type: 'codec', mimeType: 'video/H264' }],
    ['t', { type: 'transport', selectedCandidatePairId: 'p' }],
    ['p', { type: 'candidate-pair', currentRoundTripTime: 0.012, localCandidateId: 'l', remoteCandidateId: 'r' }],
    ['l', { type: 'local-candidate', candidateType: 'prflx' }],
    ['r', { type: 'remote-candidate', candidateType: 'host' }],
  ];

  it('turns counters into rates and a delay', () => {
    const reader = new StatsReader();
    reader.read(report(1000, 0, 0));
    expect(reader.read(report(3000, 250_000, 50))).toMatchObject({
      fps: 25,
      kbps: 1000,
      delayMs: 30,
      path: 'direct-lan',
      width: 640,
      codec: 'video/H264',
    });
  });

  it('survives a report without anything', () => {
    expect(new StatsReader().read([])).toMatchObject({ fps: 0, kbps: 0, delayMs: null, path: null });
  });

  it('names the path', () => {
    const end = (type: string, address: string | null = null) => ({ type, address });
    expect(pathOf(end('prflx'), end('host', '127.0.0.1'))).toBe('direct-lan');
    expect(pathOf(end('prflx'), end('host', '192.168.1.20'))).toBe('direct-lan');
    expect(pathOf(end('host'), end('host', 'fd00::1'))).toBe('direct-lan');
    expect(pathOf(end('host', '198.51.100.7'), end('host', '198.51.100.9'))).toBe('direct-lan');
    expect(pathOf(end('host'), end('host', '198.51.100.9'))).toBe('direct-punched');
    expect(pathOf(end('prflx'), end('prflx', '203.0.113.4'))).toBe('direct-punched');
    expect(pathOf(end('host'), end('srflx', '10.0.0.4'))).toBe('direct-punched');
    expect(pathOf(end('relay'), end('host'))).toBe('relayed');
    expect(pathOf(end('host'), end('relay'))).toBe('relayed');
  });
});

describe('ids and flow header', () => {
  it('writes 128 bits in Crockford base32, the most significant first', () => {
    expect(nextId('flw', new Uint8Array(16))).toBe(`flw_${'0'.repeat(26)}`);
    expect(nextId('evt', new Uint8Array(16).fill(255))).toBe(`evt_7${'z'.repeat(25)}`);
    expect(nextId('msg')).toMatch(/^msg_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
  });

  it('reads what it writes', () => {
    const ref = { flow: '8.4', flow_id: nextId('flw'), step: 'S3', cause: nextId('evt') };
    expect(parseFlow(formatFlow(ref))).toEqual(ref);
    expect(parseFlow('flow=8.4')).toBeNull();
    expect(parseFlow(null)).toBeNull();
    expect(parseFlow('x'.repeat(300))).toBeNull();
  });
});
