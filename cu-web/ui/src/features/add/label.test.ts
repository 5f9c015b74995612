import { describe, expect, it } from 'vitest';
import { checkCharacter, checkLabel, formatLabel, parseLabelLink } from './label';

const CODE16 = 'K7Q2M9XD4T8RBV3A';
const CODE17 = CODE16 + checkCharacter(CODE16);

describe('label code', () => {
  it('takes the code as printed, as typed, and with letters read for digits', () => {
    expect(checkLabel(formatLabel(CODE17))).toEqual({ kind: 'ok', code17: CODE17 });
    expect(checkLabel(CODE17.toLowerCase().replace(/(.{3})/g, '$1 '))).toEqual({ kind: 'ok', code17: CODE17 });
    const zeros = '0'.repeat(16);
    expect(checkLabel('O'.repeat(16) + checkCharacter(zeros))).toEqual({ kind: 'ok', code17: zeros + '0' });
  });

  it('has the check character that the vendor guide describes', () => {
    expect(checkCharacter('0'.repeat(16))).toBe('0');
    expect(checkCharacter('0123456789ABCDEF')).toBe('P');
    expect(checkCharacter('Z'.repeat(16))).toBe('M');
  });

  it('catches every single wrong character and every two swapped ones', () => {
    for (let at = 0; at < CODE17.length; at++) {
      for (const other of '0123456789ABCDEFGHJKMNPQRSTVWXYZ') {
        if (other === CODE17.charAt(at)) continue;
        expect(checkLabel(CODE17.slice(0, at) + other + CODE17.slice(at + 1)).kind).toBe('typo');
      }
      for (let second = at + 1; second < CODE17.length; second++) {
        if (CODE17.charAt(at) === CODE17.charAt(second)) continue;
        const swapped = [...CODE17];
        [swapped[at], swapped[second]] = [CODE17.charAt(second), CODE17.charAt(at)];
        expect(checkLabel(swapped.join('')).kind).toBe('typo');
      }
    }
  });

  it('points at the group of a look-alike', () => {
    const wrong = CODE17.slice(0, 12) + '8' + CODE17.slice(13);
    const check = checkLabel(wrong);
    expect(check).toMatchObject({ kind: 'typo' });
    expect(check.kind === 'typo' && check.groups).toContain(3);
  });

  it('says what is wrong while typing', () => {
    expect(checkLabel('K7Q2-M9')).toEqual({ kind: 'incomplete', typed: 6 });
    expect(checkLabel('K7Q2-U9')).toEqual({ kind: 'bad-character', character: 'U', group: 1 });
    expect(checkLabel(CODE17 + '0')).toEqual({ kind: 'too-long' });
    expect(checkLabel('')).toEqual({ kind: 'incomplete', typed: 0 });
  });

  it('groups while typing and stops at the end', () => {
    expect(formatLabel('k7q2m')).toBe('K7Q2-M');
    expect(formatLabel('k7q2')).toBe('K7Q2');
    expect(formatLabel(`${CODE17}XYZ`)).toBe('K7Q2-M9XD-4T8R-BV3A-' + CODE17.charAt(16));
  });
});

describe('label link', () => {
  it('reads the QR code of a label', () => {
    expect(parseLabelLink(`https://p.example/add#v=1&d=VDT-1&c=${CODE17}&k=${'A'.repeat(43)}`)).toEqual({
      device: 'VDT-1',
      code: CODE17,
      pin: 'A'.repeat(43),
    });
    expect(parseLabelLink('#v=1&d=VDT-1&c=X')).toEqual({ device: 'VDT-1', code: 'X', pin: null });
  });

  it.each(['https://example.org', '#v=2&d=a&c=b', '#v=1&d=a', `#v=1&c=b&d=${'x'.repeat(65)}`, 'WIFI:S:x;;'])('is not %s', (text) => {
    expect(parseLabelLink(text)).toBeNull();
  });

  it('drops a pin that cannot be one', () => {
    expect(parseLabelLink('#v=1&d=a&c=b&k=short')?.pin).toBeNull();
  });
});
