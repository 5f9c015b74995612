import { FLOW_HEADER, formatFlow, parseFlow, type FlowRef } from './flow';
import { nextId } from './ids';
import { localProblem, ProblemError, readProblem } from './problem';
import { accessToken, refreshNow } from '../app/session';

const TIMEOUT_MS = 10_000;

export interface CallOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  query?: Record<string, string | number | null | undefined>;
  flow?: FlowRef;
  anonymous?: boolean;
  signal?: AbortSignal;
}

export interface Answer<T> {
  body: T;
  flow: FlowRef | null;
}

/** Calls the public API and returns its answer with its place in the flow; throws {@link ProblemError}. Renews an access token once. */
export async function callFull<T>(path: string, options: CallOptions = {}): Promise<Answer<T>> {
  const method = options.method ?? 'GET';
  // One key for both tries: the platform answers the second alike.
  const idempotencyKey = method === 'POST' ? nextId('req') : null;
  let response = await send(path, method, options, idempotencyKey);
  if (response.status === 401 && !options.anonymous && (await refreshNow())) {
    response = await send(path, method, options, idempotencyKey);
  }
  if (!response.ok) throw new ProblemError(await readProblem(response));
  const flow = parseFlow(response.headers.get(FLOW_HEADER));
  const text = response.status === 204 ? '' : await response.text();
  return { body: (text ? JSON.parse(text) : undefined) as T, flow };
}

export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  return (await callFull<T>(path, options)).body;
}

async function send(path: string, method: string, options: CallOptions, idempotencyKey: string | null): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json' };
  const token = options.anonymous ? null : accessToken();
  if (token) headers['authorization'] = `Bearer ${token}`;
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  if (idempotencyKey) headers['idempotency-key'] = idempotencyKey;
  if (options.flow) headers[FLOW_HEADER] = formatFlow(options.flow);
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(path + queryString(options.query), {
      method,
      headers,
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      credentials: 'same-origin',
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ProblemError(localProblem(timeout.aborted ? 'no-answer' : 'offline'));
  }
}

function queryString(query: CallOptions['query']): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}
