import { describe, expect, it, vi } from 'vitest';
import { parseServer, reportText, runCheck, type CheckParts, type CheckResult } from './check';
import { mappingOf } from './mapping';

type Candidate = { type: string; address: string; port: number; relatedAddress?: string; relatedPort?: number };

/** A browser's connection that gathers what the network under test lets it. */
class FakeConnection {
  onicecandidate: ((event: { candidate: (Candidate & { candidate: string }) | null }) => void) | null = null;
  onicecandidateerror: ((event: { url: string; errorCode: number; errorText: string }) => void) | null = null;
  closed = false;
  constructor(private readonly outcome: { candidates: Candidate[]; dead?: string[]; never?: boolean }) {}
  createDataChannel(): void {}
  createOffer(): Promise<object> {
    return Promise.resolve({});
  }
  setLocalDescription(): Promise<void> {
    for (const url of this.outcome.dead ?? []) this.onicecandidateerror?.({ url, errorCode: 701, errorText: 'timed out' });
    for (const candidate of this.outcome.candidates) this.onicecandidate?.({ candidate: { ...candidate, candidate: 'candidate:1' } });
    if (!this.outcome.never) this.onicecandidate?.({ candidate: null });
    return Promise.resolve();
  }
  close(): void {
    this.closed = true;
  }
}

const SERVERS = [
  {
    urls: ['turn:m.example:3478?transport=udp', 'turn:m.example:3478?transport=tcp', 'turns:m.example:5349?transport=tcp'],
    username: 'u',
    credential: 'c',
  },
];
const relayed = { candidates: [{ type: 'relay', address: '203.0.113.1', port: 49_200 }] };

function parts(network: Partial<Record<'stun' | 'udp' | 'tcp' | 'tls', ConstructorParameters<typeof FakeConnection>[0]>>, servers = SERVERS) {
  const made: FakeConnection[] = [];
  const blocked = { candidates: [], dead: ['x'] };
  const value = {
    origin: { hostname: 'p.example', port: '', protocol: 'https:' },
    platform: () => Promise.resolve({}),
    servers: () => Promise.resolve({ ice_servers: servers, gateway_ws: '/scu/v1/signal' }),
    socket: () => {
      const socket = { onopen: null as (() => void) | null, close: () => undefined };
      queueMicrotask(() => socket.onopen?.());
      return socket;
    },
    connection: (configuration: RTCConfiguration) => {
      const url = [configuration.iceServers![0]!.urls].flat()[0]!;
      const kind = url.startsWith('stun:') ? 'stun' : url.startsWith('turns:') ? 'tls' : url.endsWith('tcp') ? 'tcp' : 'udp';
      const connection = new FakeConnection(network[kind] ?? { ...blocked, dead: [url] });
      made.push(connection);
      return connection;
    },
    now: () => 5,
  } as unknown as CheckParts;
  return { value, made };
}

const states = (results: CheckResult[]) => Object.fromEntries(results.map((result) => [result.id, result.state]));

describe('the connection check', () => {
  it('is green where everything is let through, and closes what it opened', async () => {
    const seen: string[] = [];
    const { value, made } = parts({
      stun: { candidates: [{ type: 'srflx', address: '198.51.100.7', port: 4000 }] },
      udp: relayed,
      tcp: relayed,
      tls: relayed,
    });
    const report = await runCheck(value, (result) => seen.push(result.id));
    expect(states(report.results)).toEqual({ gateway: 'ok', websocket: 'ok', stun: 'ok', 'turn-udp': 'ok', 'turn-tcp': 'ok', 'turn-tls': 'ok' });
    expect(report).toMatchObject({ mapping: 'endpoint-independent', seenAs: ['198.51.100.7:4000'] });
    expect(seen[0]).toBe('gateway');
    expect(made.every((connection) => connection.closed)).toBe(true);
  });

  it('says what to open where UDP is blocked', async () => {
    const { value } = parts({ stun: { candidates: [], dead: ['stun:m.example:3478', 'stun:m.example:3479'] }, tcp: relayed, tls: relayed });
    const report = await runCheck(value, () => undefined);
    expect(states(report.results)).toMatchObject({ stun: 'failed', 'turn-udp': 'failed', 'turn-tcp': 'ok', 'turn-tls': 'ok' });
    expect(report.mapping).toBe('udp-blocked');
    expect(report.results.find((result) => result.id === 'turn-udp')!.needs).toEqual({ host: 'm.example', port: 3478, protocol: 'UDP' });
    const text = reportText(report, (id) => id, '2026-11-21', 'Browser 1');
    expect(text).toContain('turn-udp: FAILED (UDP 3478 to m.example) 701 timed out');
    expect(text).toContain('turn-tls: ok, 0 ms (TCP 5349 to m.example)');
    expect(text).not.toContain('credential');
  });

  it('knows a browser without a router by the silence of servers that answered', async () => {
    const { value } = parts({ stun: { candidates: [{ type: 'host', address: '127.0.0.1', port: 1 }] } });
    const report = await runCheck(value, () => undefined);
    expect(states(report.results)).toMatchObject({ stun: 'ok' });
    expect(report.mapping).toBe('none');
  });

  it('says that a platform offers no media servers', async () => {
    const { value } = parts({}, []);
    const report = await runCheck(value, () => undefined);
    expect(states(report.results)).toMatchObject({ gateway: 'ok', stun: 'absent', 'turn-udp': 'absent', 'turn-tls': 'absent' });
    expect(report.mapping).toBe('unknown');
  });

  it('does not wait without end', async () => {
    vi.useFakeTimers();
    const { value } = parts({ stun: { candidates: [], never: true } });
    const running = runCheck(value, () => undefined);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(states((await running).results)).toMatchObject({ stun: 'failed' });
    vi.useRealTimers();
  });
});

it('reads the addresses of servers', () => {
  expect(parseServer('turns:m.example:443?transport=tcp')).toEqual({ scheme: 'turns', host: 'm.example', port: 443, transport: 'tcp' });
  expect(parseServer('stun:[2001:db8::1]')).toEqual({ scheme: 'stun', host: '[2001:db8::1]', port: 3478, transport: 'udp' });
  expect(parseServer('http://m.example')).toBeNull();
});

it('tells the kinds of mapping apart', () => {
  const at = (address: string, port: number, base = address) => ({ server: '', address, port, base });
  expect(mappingOf([at('198.51.100.7', 1)], [], 2)).toBe('endpoint-independent');
  expect(mappingOf([at('198.51.100.7', 1), at('198.51.100.7', 2)], [], 2)).toBe('address-and-port-dependent');
  expect(mappingOf([at('198.51.100.7', 1), at('2001:db8::1', 2)], [], 2)).toBe('endpoint-independent');
  expect(mappingOf([at('198.51.100.7', 1)], [], 1)).toBe('unknown');
  expect(mappingOf([at('198.51.100.7', 1)], ['198.51.100.7'], 2)).toBe('none');
  expect(mappingOf([at('127.0.0.1', 1)], [], 2)).toBe('none');
  expect(mappingOf([], [], 2)).toBe('none');
  expect(mappingOf([], [], 0)).toBe('udp-blocked');
});
