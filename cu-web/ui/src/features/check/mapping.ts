/** How a router maps the addresses of what is behind it (RFC 4787 §4.1), as far as a browser can tell. */
export type Mapping = 'none' | 'endpoint-independent' | 'address-and-port-dependent' | 'udp-blocked' | 'unknown';

/** A finding older than this, in ms, may be of another network. */
const FRESH_MS = 12 * 3_600_000;
const KEY = 'vedette.mapping';

/** One server-reflexive candidate: where a STUN server saw this browser. */
export interface Reflexive {
  server: string;
  address: string;
  port: number;
  /** The base that it belongs to: only those of one base can be compared. */
  base: string;
}

/** The mapping by what two STUN servers (or two ports of one) saw of the same socket. Browsers merge equal answers into one candidate. */
export function mappingOf(seen: readonly Reflexive[], hosts: readonly string[], serversAnswered: number): Mapping {
  if (serversAnswered === 0) return 'udp-blocked';
  if (seen.length === 0) return 'none';
  if (seen.every((one) => hosts.includes(one.address) || /^(127\.|::1$)/.test(one.address))) return 'none';
  if (serversAnswered < 2) return 'unknown';
  const byBase = new Map<string, Set<string>>();
  for (const one of seen) byBase.set(one.base, (byBase.get(one.base) ?? new Set()).add(`${one.address}:${one.port}`));
  return [...byBase.values()].some((ends) => ends.size > 1) ? 'address-and-port-dependent' : 'endpoint-independent';
}

export function rememberMapping(mapping: Mapping, now = Date.now()): void {
  localStorage.setItem(KEY, `${now} ${mapping}`);
}

/** What the last connection check of this browser found, if it is recent. */
export function knownMapping(): Mapping | null {
  const match = /^(\d+) ([a-z-]+)$/.exec(localStorage.getItem(KEY) ?? '');
  return match && Date.now() - Number(match[1]) < FRESH_MS && match[2] !== 'unknown' ? (match[2] as Mapping) : null;
}
