import { mappingOf, type Mapping, type Reflexive } from './mapping';

export type CheckId = 'gateway' | 'websocket' | 'stun' | 'turn-udp' | 'turn-tcp' | 'turn-tls';

/** One line of the connection check. `absent` means that the platform offers no such server. */
export interface CheckResult {
  id: CheckId;
  state: 'ok' | 'failed' | 'absent';
  /** Until the answer, in ms. */
  ms: number | null;
  /** What a firewall has to let out for it: host, port and transport. */
  needs: { host: string; port: number; protocol: 'UDP' | 'TCP' } | null;
  detail?: string;
}

export interface CheckReport {
  results: CheckResult[];
  mapping: Mapping;
  /** Where STUN servers saw this browser. */
  seenAs: string[];
}

/** What the check needs of the browser and the platform; replaced in tests. */
export interface CheckParts {
  origin: { hostname: string; port: string; protocol: string };
  platform(): Promise<unknown>;
  servers(): Promise<{ ice_servers: IceServer[]; gateway_ws: string }>;
  socket(path: string): WebSocket;
  connection(configuration: RTCConfiguration): RTCPeerConnection;
  now(): number;
}

export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/** One server of RFC 7064 / RFC 7065: `turn:host:3478?transport=udp`. */
export interface ServerUrl {
  scheme: 'stun' | 'turn' | 'turns';
  host: string;
  port: number;
  transport: 'udp' | 'tcp';
}

const SOCKET_MS = 5_000;
const GATHER_MS = 7_000;

export function parseServer(url: string): ServerUrl | null {
  const match = /^(stun|turn|turns):(\[[0-9a-f:.]+\]|[^:?[\]]+)(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/i.exec(url);
  if (!match) return null;
  const scheme = match[1]!.toLowerCase() as ServerUrl['scheme'];
  return {
    scheme,
    host: match[2]!,
    port: match[3] ? Number(match[3]) : scheme === 'turns' ? 5349 : 3478,
    transport: (match[4] as 'udp' | 'tcp' | undefined) ?? (scheme === 'turns' ? 'tcp' : 'udp'),
  };
}

/** Runs every check, the ones that do not depend on each other at once; tells each result as it comes. Never throws. */
export async function runCheck(parts: CheckParts, onResult: (result: CheckResult) => void): Promise<CheckReport> {
  const results: CheckResult[] = [];
  const tell = (result: CheckResult): void => {
    results.push(result);
    onResult(result);
  };
  const start = parts.now();
  const page = pageNeeds(parts.origin);
  const [, offered] = await Promise.all([
    parts.platform().then(
      () => tell({ id: 'gateway', state: 'ok', ms: Math.round(parts.now() - start), needs: page }),
      (error) => tell({ id: 'gateway', state: 'failed', ms: null, needs: page, detail: String(error) }),
    ),
    parts.servers().catch(() => null),
  ]);
  const servers = (offered?.ice_servers ?? []).flatMap((server) =>
    server.urls.map((url) => ({ url, parsed: parseServer(url), username: server.username, credential: server.credential })),
  );
  const find = (scheme: ServerUrl['scheme'], transport: ServerUrl['transport']) =>
    servers.find(({ parsed }) => parsed?.scheme === scheme && parsed.transport === transport);
  const udp = find('turn', 'udp') ?? find('stun', 'udp');
  let mapping: Mapping = 'unknown';
  let seenAs: string[] = [];
  const relays = [
    ['turn-udp', find('turn', 'udp')],
    ['turn-tcp', find('turn', 'tcp')],
    ['turn-tls', find('turns', 'tcp')],
  ] as const;
  await Promise.all([
    openSocket(parts, offered?.gateway_ws ?? '/scu/v1/signal', page).then(tell),
    (async () => {
      if (!udp?.parsed) return tell({ id: 'stun', state: 'absent', ms: null, needs: null });
      const found = await stun(parts, udp.parsed);
      mapping = found.mapping;
      seenAs = found.seenAs;
      tell(found.result);
    })(),
    ...relays.map(async ([id, server]) => {
      if (!server?.parsed) return tell({ id, state: 'absent', ms: null, needs: null });
      tell(await relay(parts, id, server.url, server.parsed, server.username, server.credential));
    }),
  ]);
  return { results, mapping, seenAs };
}

function pageNeeds(origin: CheckParts['origin']): CheckResult['needs'] {
  return { host: origin.hostname, port: Number(origin.port) || (origin.protocol === 'https:' ? 443 : 80), protocol: 'TCP' };
}

function needsOf(server: ServerUrl): CheckResult['needs'] {
  return { host: server.host, port: server.port, protocol: server.transport === 'udp' ? 'UDP' : 'TCP' };
}

function openSocket(parts: CheckParts, path: string, needs: CheckResult['needs']): Promise<CheckResult> {
  return new Promise((resolve) => {
    const start = parts.now();
    const socket = parts.socket(path);
    const done = (state: 'ok' | 'failed'): void => {
      clearTimeout(timer);
      socket.onopen = socket.onerror = socket.onclose = null;
      socket.close();
      resolve({ id: 'websocket', state, ms: state === 'ok' ? Math.round(parts.now() - start) : null, needs });
    };
    const timer = setTimeout(() => done('failed'), SOCKET_MS);
    socket.onopen = () => done('ok');
    socket.onerror = socket.onclose = () => done('failed');
  });
}

/** Asks two ports of the STUN server from one socket and compares what they saw. */
async function stun(parts: CheckParts, server: ServerUrl): Promise<{ result: CheckResult; mapping: Mapping; seenAs: string[] }> {
  const urls = [server.port, server.port + 1].map((port) => `stun:${server.host}:${port}`);
  const start = parts.now();
  const seen: Reflexive[] = [];
  const hosts: string[] = [];
  let firstMs: number | null = null;
  const dead = new Set<string>();
  const complete = await gather(
    parts,
    { iceServers: [{ urls }] },
    {
      onCandidate: (candidate) => {
        if (candidate.type === 'host' && candidate.address) hosts.push(candidate.address);
        if (candidate.type !== 'srflx' || !candidate.address || !candidate.port) return;
        firstMs ??= Math.round(parts.now() - start);
        const base = candidate.relatedPort ? `${candidate.relatedAddress}:${candidate.relatedPort}` : candidate.address;
        seen.push({ server: '', address: candidate.address, port: candidate.port, base });
      },
      onDead: (url) => dead.add(url),
    },
  );
  const answered = urls.filter((url) => ![...dead].some((one) => one.startsWith(url))).length;
  // Without a router in between, what the server saw is what the browser has: it is not repeated as a candidate.
  const ok = seen.length > 0 || (complete && !dead.has(urls[0]!) && answered > 0);
  const needs = needsOf({ ...server, transport: 'udp' });
  const seenAs = [...new Set(seen.map((one) => `${one.address}:${one.port}`))];
  return {
    result: { id: 'stun', state: ok ? 'ok' : 'failed', ms: ok ? (firstMs ?? Math.round(parts.now() - start)) : null, needs },
    mapping: ok ? mappingOf(seen, hosts, complete ? answered : 1) : 'udp-blocked',
    seenAs,
  };
}

async function relay(
  parts: CheckParts,
  id: CheckId,
  url: string,
  server: ServerUrl,
  username: string | undefined,
  credential: string | undefined,
): Promise<CheckResult> {
  const start = parts.now();
  let ms: number | null = null;
  let detail: string | undefined;
  const iceServers = [{ urls: [url], username: username ?? '', credential: credential ?? '' }];
  await gather(
    parts,
    { iceServers, iceTransportPolicy: 'relay' },
    {
      onCandidate: (candidate) => {
        if (candidate.type !== 'relay') return false;
        ms = Math.round(parts.now() - start);
        return true;
      },
      onDead: (_, text) => (detail = text),
    },
  );
  const needs = needsOf(server);
  return ms === null ? { id, state: 'failed', ms, needs, ...(detail ? { detail } : {}) } : { id, state: 'ok', ms, needs };
}

/** Gathers candidates until all are there (true), a listener has enough, or time is up. */
function gather(
  parts: CheckParts,
  configuration: RTCConfiguration,
  listener: { onCandidate(candidate: RTCIceCandidate): boolean | void; onDead(url: string, text: string): void },
): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = parts.connection(configuration);
    const done = (complete: boolean): void => {
      clearTimeout(timer);
      connection.onicecandidate = connection.onicecandidateerror = null;
      connection.close();
      resolve(complete);
    };
    const timer = setTimeout(() => done(false), GATHER_MS);
    connection.onicecandidate = ({ candidate }) => {
      if (candidate === null) done(true);
      else if (candidate.candidate !== '' && listener.onCandidate(candidate) === true) done(false);
    };
    connection.onicecandidateerror = (event) => listener.onDead(event.url, `${event.errorCode} ${event.errorText}`);
    connection.createDataChannel('check');
    void connection
      .createOffer()
      .then((offer) => connection.setLocalDescription(offer))
      .catch(() => done(false));
  });
}

/** The report as text for support: what a person copies. */
export function reportText(report: CheckReport, words: (id: CheckId) => string, when: string, agent: string): string {
  const lines = report.results.map((result) => {
    const state = result.state === 'ok' ? `ok, ${result.ms ?? '?'} ms` : result.state === 'absent' ? 'not offered' : 'FAILED';
    const needs = result.needs ? ` (${result.needs.protocol} ${result.needs.port} to ${result.needs.host})` : '';
    return `${words(result.id)}: ${state}${needs}${result.detail ? ` ${result.detail}` : ''}`;
  });
  return [`Vedette connection check, ${when}`, ...lines, `NAT mapping: ${report.mapping}`, `Seen as: ${report.seenAs.join(', ') || '-'}`, agent].join(
    '\n',
  );
}
