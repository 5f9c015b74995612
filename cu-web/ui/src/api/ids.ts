const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 26;

/** Makes ids as every service makes them: a prefix and 128 random bits in Crockford base32. */
export function nextId(prefix: 'flw' | 'evt' | 'msg' | 'req', bytes: Uint8Array = crypto.getRandomValues(new Uint8Array(16))): string {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  let text = '';
  for (let i = 0; i < LENGTH; i++) {
    text = ALPHABET.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return `${prefix}_${text}`;
}
