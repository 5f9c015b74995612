const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 16;
/** x⁵ + x² + 1, by which the field of 32 elements is made. */
const FIELD_POLYNOMIAL = 0b100101;

/** What the typed code is so far: `group` (0..4) is the group of the label to look at again. */
export type LabelCheck =
  | { kind: 'incomplete'; typed: number }
  | { kind: 'bad-character'; character: string; group: number }
  | { kind: 'too-long' }
  | { kind: 'typo'; groups: number[] }
  | { kind: 'ok'; code17: string };

/** Letters that people read for digits; anything outside the alphabet becomes null. */
function value(character: string): number | null {
  const upper = character.toUpperCase();
  if (upper === 'O') return 0;
  if (upper === 'I' || upper === 'L') return 1;
  const at = ALPHABET.indexOf(upper);
  return at < 0 || upper.length !== 1 ? null : at;
}

export function checkCharacter(code16: string): string {
  let sum = 0;
  for (const character of code16) {
    sum = (sum ^ ALPHABET.indexOf(character)) << 1;
    if (sum >= 32) sum ^= FIELD_POLYNOMIAL;
  }
  return ALPHABET.charAt(sum);
}

/** Checks a label code (16 characters and one check character) as it is typed; hyphens, blanks and case do not matter. */
export function checkLabel(typed: string): LabelCheck {
  let code = '';
  for (const character of typed) {
    if (/[\s-]/.test(character)) continue;
    const digit = value(character);
    if (digit === null) return { kind: 'bad-character', character, group: Math.min(4, Math.floor(code.length / 4)) };
    code += ALPHABET.charAt(digit);
  }
  if (code.length < LENGTH + 1) return { kind: 'incomplete', typed: code.length };
  if (code.length > LENGTH + 1) return { kind: 'too-long' };
  if (checkCharacter(code.slice(0, LENGTH)) !== code.charAt(LENGTH)) return { kind: 'typo', groups: suspects(code) };
  return { kind: 'ok', code17: code };
}

/** Pairs that eyes and fingers confuse on a printed label. */
const CONFUSED = ['0DQ', '8B3', '5S', '2Z7', '6G', '1T', 'VWY', 'MN', 'PR', 'CG', 'EF', 'KX', 'HN', '49'];

/**
 * Groups in which exactly one look-alike mistake explains the wrong check character, most likely first. The check character alone cannot tell where a
 * mistake is; where eyes usually slip can. Empty: no such guess.
 */
function suspects(code: string): number[] {
  const found = new Map<number, number>();
  for (let at = 0; at <= LENGTH; at++) {
    const written = code.charAt(at);
    const likes = CONFUSED.filter((set) => set.includes(written))
      .join('')
      .replaceAll(written, '');
    for (const other of likes) {
      const changed = code.slice(0, at) + other + code.slice(at + 1);
      if (checkCharacter(changed.slice(0, LENGTH)) === changed.charAt(LENGTH)) {
        const group = Math.floor(at / 4);
        found.set(group, (found.get(group) ?? 0) + 1);
      }
    }
  }
  return [...found].sort((a, b) => b[1] - a[1]).map(([group]) => group);
}

/** Groups of four with hyphens, as printed, while typing. */
export function formatLabel(typed: string): string {
  const plain = typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .slice(0, LENGTH + 1);
  return plain.replace(/(.{4})(?=.)/g, '$1-');
}

export interface LabelLink {
  device: string;
  code: string;
  pin: string | null;
}

/** Reads the link of a label's QR code, `…/add#v=1&d=…&c=…&k=…`, or null if it is something else. */
export function parseLabelLink(text: string): LabelLink | null {
  const hash = text.includes('#') ? text.slice(text.indexOf('#') + 1) : '';
  const params = new URLSearchParams(hash);
  const device = params.get('d');
  const code = params.get('c');
  if (params.get('v') !== '1' || !device || !code || device.length > 64) return null;
  const pin = params.get('k');
  return { device, code, pin: pin !== null && /^[A-Za-z0-9_-]{43}$/.test(pin) ? pin : null };
}
