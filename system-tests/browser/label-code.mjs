// The label code's check character, written again from docs/guide/vendor.md so that a mistake in one shows in the other:
// the sum of α^(16-i) · c_i over GF(32) made by x⁵ + x² + 1, here by a table of powers instead of shifts.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const POWER = [1];
for (let i = 1; i < 31; i++) POWER[i] = (POWER[i - 1] * 2) ^ (POWER[i - 1] >= 16 ? 37 : 0);
const LOG = Object.fromEntries(POWER.map((value, exponent) => [value, exponent]));

export function complete(sixteen) {
  let sum = 0;
  [...sixteen].forEach((c, i) => {
    const value = ALPHABET.indexOf(c);
    if (value > 0) sum ^= POWER[(LOG[value] + 16 - i) % 31];
  });
  return sixteen + ALPHABET[sum];
}
