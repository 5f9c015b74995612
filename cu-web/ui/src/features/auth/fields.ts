/** A number as people type it, in E.164: blanks, hyphens and brackets go, a leading 00 becomes +. Null if it cannot be one. */
export function normalPhone(typed: string): string | null {
  const plain = typed.replace(/[\s().\-/]/g, '').replace(/^00/, '+');
  return /^\+[1-9]\d{6,14}$/.test(plain) ? plain : null;
}

export const PASSWORD_MIN = 10;
