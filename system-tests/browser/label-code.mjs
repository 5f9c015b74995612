// The label code's check character, written again from docs/guide/vendor.md so that a mistake in one shows in the other.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function complete(sixteen) {
  let value = 0n;
  for (const c of sixteen) value = value * 32n + BigInt(ALPHABET.indexOf(c));
  return sixteen + ALPHABET[Number(value % 31n)];
}
