import { describe, expect, it } from 'vitest';
import { normalPhone } from '../features/auth/fields';
import { en } from './en';
import { bitRate, bytes, dateTime, deviceWords, shortDuration, since, stepTime } from './format';
import { fill, LANGUAGES, translator } from './i18n';

describe('formats', () => {
  it('says durations in their largest unit', () => {
    expect([0, 59_000, 60_000, 3_599_000, 3_600_000, 48 * 3_600_000].map(shortDuration)).toEqual(['0 s', '59 s', '1 min', '59 min', '1 h', '2 d']);
    expect(since('2026-01-01T00:00:00.000Z', Date.parse('2026-01-01T00:05:00.000Z'))).toBe('5 min');
    expect(since(null)).toBe('');
  });

  it('says rates, steps and dates', () => {
    expect([bitRate(999.4), bitRate(1520)]).toEqual(['999 kbit/s', '1.5 Mbit/s']);
    expect([stepTime(4.4), stepTime(1500), stepTime(12_340)]).toEqual(['4 ms', '1.50 s', '12.3 s']);
    expect([dateTime(null), dateTime('nonsense')]).toEqual(['–', '–']);
  });

  it('names browsers', () => {
    expect(deviceWords('Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36')).toBe('Chrome · Android');
    expect(deviceWords('curl/8.1')).toBe('curl/8.1');
    expect(deviceWords(undefined)).toBe('Unknown');
  });

  it('reads phone numbers as people write them', () => {
    expect(normalPhone('+380 (50) 123-45-67')).toBe('+380501234567');
    expect(normalPhone('00380501234567')).toBe('+380501234567');
    expect(['0501234567', '+0123', 'abc', '+1234567890123456'].map(normalPhone)).toEqual([null, null, null, null]);
  });
});

describe('dictionary', () => {
  it('fills parameters and falls back to English', () => {
    expect(fill('{a} of {b}', { a: 1 })).toBe('1 of {b}');
    expect(translator('xx')('save')).toBe('Save');
  });

  it('has the same parameters in every language', () => {
    const params = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();
    for (const { dictionary } of Object.values(LANGUAGES)) {
      for (const [key, text] of Object.entries(dictionary)) expect(params(text), key).toEqual(params(en[key as keyof typeof en]));
    }
  });

  it('counts bytes in thousands', () => {
    expect([0, 999, 1_000, 12_340, 123_400_000, 3_400_000_000, 2e15].map(bytes)).toEqual([
      '0 B',
      '999 B',
      '1 kB',
      '12.3 kB',
      '123 MB',
      '3.4 GB',
      '2000 TB',
    ]);
  });
});
