import { localProblem, ProblemError } from '../api/problem';

/** How sure this browser is of a camera's key: read from its label, or remembered from the first picture. */
export type Trust = 'label' | 'platform';

export interface Pin {
  pin: string;
  trust: Trust;
}

/** The part of `localStorage` that pins need. */
export interface PinStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const key = (deviceId: string): string => `vedette.pin.${deviceId}`;

export function readPin(store: PinStore, deviceId: string): Pin | null {
  const value = store.getItem(key(deviceId));
  const match = value === null ? null : /^(label|platform):([A-Za-z0-9_-]{43})$/.exec(value);
  return match ? { trust: match[1] as Trust, pin: match[2]! } : null;
}

export function writePin(store: PinStore, deviceId: string, pin: Pin): void {
  store.setItem(key(deviceId), `${pin.trust}:${pin.pin}`);
}

export function forgetPin(store: PinStore, deviceId: string): void {
  store.removeItem(key(deviceId));
}

/** Compares a camera's key with what this browser knows of it, remembers it the first time, and throws `device-key-changed` if it differs. */
export function checkPin(store: PinStore, deviceId: string, pin: string): Trust {
  const known = readPin(store, deviceId);
  if (known === null) {
    writePin(store, deviceId, { pin, trust: 'platform' });
    return 'platform';
  }
  if (known.pin !== pin) {
    throw new ProblemError(localProblem('device-key-changed', `expected ${known.pin.slice(0, 12)}…, found ${pin.slice(0, 12)}…`));
  }
  return known.trust;
}
