import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { prune, steer } from './edge';
import { Fmp4Feed, type Fmp4Parts } from './fmp4';

describe('the live edge', () => {
  it('is jumped to from further than 1.5 s behind, and from outside of what is buffered', () => {
    expect(steer(0, [{ start: 0, end: 1.6 }], 1)).toEqual({ seekTo: 1.6 - 0.15, rate: 1 });
    expect(steer(0, [{ start: 5_000, end: 5_000.4 }], 1).seekTo).toBeCloseTo(5_000.25);
    expect(
      steer(
        3,
        [
          { start: 0, end: 2 },
          { start: 4, end: 4.5 },
        ],
        1,
      ).seekTo,
    ).toBeCloseTo(4.35);
  });

  it('is caught up with a little faster, and no faster once it is near', () => {
    expect(steer(0, [{ start: 0, end: 1 }], 1)).toEqual({ seekTo: null, rate: 1.05 });
    expect(steer(0.6, [{ start: 0, end: 1 }], 1.05)).toEqual({ seekTo: null, rate: 1.05 });
    expect(steer(0.8, [{ start: 0, end: 1 }], 1.05)).toEqual({ seekTo: null, rate: 1 });
  });

  it('is waited for at the end and without anything', () => {
    expect(steer(2, [{ start: 0, end: 2 }], 1.05)).toEqual({ seekTo: null, rate: 1 });
    expect(steer(2.2, [{ start: 0, end: 2 }], 1)).toEqual({ seekTo: null, rate: 1 });
    expect(steer(0, [], 1.05)).toEqual({ seekTo: null, rate: 1 });
  });

  it('leaves only a few played seconds in memory', () => {
    expect(prune(15, [{ start: 0, end: 16 }])).toBeNull();
    expect(prune(25, [{ start: 0, end: 26 }])).toEqual({ start: 0, end: 17 });
  });
});

class FakeSocket {
  binaryType = '';
  readyState = 1;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.readyState = 3;
  }
  tell(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  give(bytes: number): void {
    this.onmessage?.({ data: new ArrayBuffer(bytes) });
  }
}

class FakeBuffer {
  updating = false;
  appended: number[] = [];
  removed: [number, number][] = [];
  full = false;
  onupdateend: (() => void) | null = null;
  onerror: (() => void) | null = null;
  appendBuffer(data: ArrayBuffer): void {
    if (this.full) throw Object.assign(new Error('full'), { name: 'QuotaExceededError' });
    this.appended.push(data.byteLength);
    this.updating = true;
  }
  remove(start: number, end: number): void {
    this.removed.push([start, end]);
    this.full = false;
    this.updating = true;
  }
  changeType = vi.fn();
  done(): void {
    this.updating = false;
    this.onupdateend?.();
  }
}

function setup(supports = true) {
  const socket = new FakeSocket();
  const buffer = new FakeBuffer();
  const source = { readyState: 'open', onsourceopen: null as (() => void) | null, addSourceBuffer: vi.fn(() => buffer) };
  const seen = { ready: 0, silent: [] as string[], lost: [] as string[] };
  const parts = {
    socket: () => socket,
    source: () => ({ source, supports: () => supports }),
    objectUrl: () => 'blob:x',
    revokeUrl: () => undefined,
  } as unknown as Fmp4Parts;
  const feed = new Fmp4Feed(
    'wss://m/v1/fmp4',
    'ticket-1',
    { onReady: () => seen.ready++, onSilent: (note) => seen.silent.push(note), onLost: (problem) => seen.lost.push(problem.code) },
    parts,
  );
  return { socket, buffer, source, seen, feed };
}

const INIT = { type: 'init', mime: 'video/mp4; codecs="hvc1.1.6.L93.B0"', width: 1280, height: 720 };

describe('fragments over a WebSocket', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('tells the ticket first and appends what comes, one at a time', () => {
    const { socket, buffer, source, seen, feed } = setup();
    socket.onopen?.();
    expect(socket.sent).toEqual(['{"ticket":"ticket-1"}']);
    socket.tell(INIT);
    expect(seen.ready).toBe(1);
    expect(feed.codec).toBe('hvc1.1.6.L93.B0');
    socket.give(700);
    socket.give(9_000);
    expect(buffer.appended).toEqual([]);
    source.onsourceopen?.();
    expect(buffer.appended).toEqual([700]);
    buffer.done();
    expect(buffer.appended).toEqual([700, 9_000]);
    vi.advanceTimersByTime(10_000);
    expect(socket.sent.at(-1)).toBe('{"type":"ping"}');
    feed.close();
  });

  it('says in a code what is wrong', () => {
    const unplayable = setup(false);
    unplayable.socket.tell(INIT);
    expect(unplayable.seen).toMatchObject({ ready: 0, lost: ['format-unplayable'] });

    const ended = setup();
    ended.socket.tell({ type: 'end', reason: 'camera-gone' });
    ended.socket.onclose?.();
    expect(ended.seen.lost).toEqual(['relay-ended']);

    const cut = setup();
    cut.socket.onclose?.();
    expect(cut.seen.lost).toEqual(['relay-lost']);

    const silent = setup();
    silent.socket.tell({ type: 'sound', note: 'PCMA' });
    vi.advanceTimersByTime(8_001);
    expect(silent.seen).toMatchObject({ silent: ['PCMA'], lost: ['relay-silent'] });
  });

  it('does not collect without end when the terminal cannot keep up', () => {
    const { socket, seen } = setup();
    socket.tell(INIT);
    for (let i = 0; i < 9; i++) socket.give(1024 * 1024);
    expect(seen.lost).toEqual(['relay-slow']);
    expect(socket.readyState).toBe(3);
  });

  it('makes room when the buffer is full and goes on', () => {
    vi.stubGlobal('document', { visibilityState: 'visible' });
    const { socket, buffer, source, seen, feed } = setup();
    const video = {
      currentTime: 15,
      buffered: { length: 1, start: () => 0, end: () => 30.5 },
      playbackRate: 1,
      paused: false,
      removeAttribute: () => undefined,
      load: () => undefined,
    } as unknown as HTMLVideoElement;
    socket.tell(INIT);
    feed.attach(video);
    source.onsourceopen?.();
    buffer.full = true;
    socket.give(100);
    expect(buffer.removed).toEqual([[0, 14]]);
    buffer.done();
    expect(buffer.appended).toEqual([100]);
    expect(seen.lost).toEqual([]);
    video.currentTime = 30;
    buffer.done();
    expect(buffer.removed.at(-1)).toEqual([0, 22]);
    feed.detach(video);
    feed.close();
    vi.unstubAllGlobals();
  });
});
