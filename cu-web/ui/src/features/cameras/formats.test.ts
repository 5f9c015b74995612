import { describe, expect, it } from 'vitest';
import type { Device } from '../../api/types';
import { AUTO, formatsOf, ratesOf, requestOf, wordOf } from './formats';

type Channel = Device['channels'][number];
const covers = (..._ids: string[]) => '';

const synthetic = {
  channel: 1,
  streams: [
    { stream: 'main', width: 1280, height: 720, fps: 25, kbps: 2000 },
    { stream: 'sub', width: 352, height: 288, fps: 15, kbps: 256 },
  ],
  audio: 'PCMA',
  adaptable: true,
  reorders_frames: false,
} as Channel;

describe('quality menu' + covers('H6264-6.1.3-c', 'H6264-6.1.3-d'), () => {
  it('offers CIF, D1 and 720P and 1 to 25 frames a second', () => {
    expect(formatsOf(synthetic).map((f) => f.name)).toEqual(['720P', 'D1', 'CIF']);
    expect(ratesOf(synthetic)).toEqual([25, 15, 5, 1]);
  });

  it('offers nothing above what the camera has', () => {
    const small = { ...synthetic, streams: [{ stream: 'main', width: 704, height: 576, fps: 15, kbps: 800 }] } as Channel;
    expect(formatsOf(small).map((f) => f.name)).toEqual(['D1', 'CIF']);
    expect(ratesOf(small)).toEqual([15, 5, 1]);
  });

  it('offers its own streams where the camera cannot adapt', () => {
    expect(formatsOf({ ...synthetic, adaptable: false }).map((f) => [f.name, f.stream])).toEqual([
      ['720p', 'main'],
      ['288p', 'sub'],
    ]);
  });

  it('asks for format and rate, and for nothing when both are automatic', () => {
    const cif = formatsOf(synthetic)[2]!;
    expect(requestOf(AUTO, synthetic)).toBeNull();
    expect(requestOf({ format: cif, fps: null }, synthetic)).toEqual({ width_max: 352, height_max: 288, fps_max: 25 });
    expect(requestOf({ format: null, fps: 5 }, synthetic)).toEqual({ width_max: 1280, height_max: 720, fps_max: 5 });
    expect(wordOf({ format: cif, fps: 5 })).toBe('CIF 5 fps');
    expect(wordOf(AUTO)).toBeNull();
  });
});
