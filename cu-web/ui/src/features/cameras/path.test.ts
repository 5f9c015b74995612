import { expect, it } from 'vitest';
import { translator } from '../../app/i18n';
import { problemWords } from '../../ui/ProblemCard';
import type { MediaStats } from '../../player/stats';
import { formatName, pathShown } from './path';

const t = translator('en');
const stats = (path: MediaStats['path'], protocol: MediaStats['protocol'] = 'udp') => ({ path, protocol }) as MediaStats;

it('says which path the picture takes and why', () => {
  const of = (path: MediaStats['path'], protocol?: MediaStats['protocol']) =>
    pathShown(t, { fallback: null, codec: null, stats: stats(path, protocol) });
  expect(of('direct-lan')).toMatchObject({ title: 'Direct (same network)', loud: false });
  expect(of('direct-punched')).toMatchObject({ title: 'Direct (through your routers)' });
  expect(of('relayed')).toMatchObject({ title: 'Through the provider, unreadable' });
  expect(of('relayed', 'tls')!.why).toMatch(/only TLS/);
  expect(of(null)).toBeNull();
});

it('names the format that needs the provider', () => {
  const of = (codec: string) => pathShown(t, { fallback: 'format', codec, stats: null });
  expect(of('hvc1.1.6.L93.B0')).toEqual({
    path: 'distributed',
    title: 'Through the provider, readable',
    why: 'H.265: this browser cannot play it directly',
    loud: true,
  });
  expect(of('avc1.64001f')!.why).toBe('H.264 with B-frames: this browser cannot play it directly');
  expect(formatName(null)).toBe('This format');
});

it.each(['format-unplayable', 'format-refused', 'no-path-refused', 'crowd-refused', 'relay-unavailable'])('has words for %s', (code) => {
  const words = problemWords(t, { title: code, status: 409, code });
  expect(words.title).not.toBe(code);
  expect(words.text.length).toBeGreaterThan(20);
});
