import { expect, it } from 'vitest';
import { directShare, median, type Pair } from './paths';

const pair = (direct: number, relayed: number, distributed: number, ms: number | null): Pair => ({
  viewer_mapping: 'none',
  device_mapping: 'none',
  direct,
  relayed,
  distributed,
  first_picture_p50_ms: ms,
});

it('counts what went direct of all', () => {
  expect(directShare([pair(6, 2, 0, 100), pair(0, 1, 1, null)])).toBe(0.6);
  expect(directShare([])).toBeNull();
  expect(directShare([pair(0, 0, 0, null)])).toBeNull();
});

it('weighs the medians by their sessions', () => {
  expect(median([pair(1, 0, 0, 900), pair(9, 0, 0, 120)])).toBe(120);
  expect(median([pair(1, 0, 0, 120), pair(0, 9, 0, 900), pair(5, 0, 0, null)])).toBe(900);
  expect(median([])).toBeNull();
});
