import { useSyncExternalStore } from 'react';
import { localProblem, problemOf, ProblemError, readProblem, type Problem } from '../api/problem';
import type { Account } from '../api/types';

/**
 * The sign-in. The access token lives in memory only; the refresh token lives in a cookie that scripts cannot read and that the gateway alone handles.
 */
export type Session =
  { state: 'unknown' } | { state: 'unreachable'; problem: Problem } | { state: 'anonymous' } | { state: 'signed-in'; account: Account };

interface Tokens {
  access_token: string;
  expires_in_ms: number;
  account: Account;
}

const RETRY_MS = 3_000;

let current: Session = { state: 'unknown' };
let token: string | null = null;
let renewal: ReturnType<typeof setTimeout> | undefined;
let refreshing: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

export function accessToken(): string | null {
  return token;
}

export function useSession(): Session {
  return useSyncExternalStore(subscribe, () => current);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function set(next: Session): void {
  current = next;
  for (const listener of listeners) listener();
}

function adopt(tokens: Tokens): void {
  token = tokens.access_token;
  clearTimeout(renewal);
  // Two thirds of the lifetime: a request never meets an expired token while the tab is awake.
  renewal = setTimeout(() => void refreshNow(), Math.min(Math.max(tokens.expires_in_ms * 0.66, 5_000), 2 ** 31 - 1));
  set({ state: 'signed-in', account: tokens.account });
}

function forget(): void {
  token = null;
  clearTimeout(renewal);
  set({ state: 'anonymous' });
}

async function post(path: string, body?: unknown): Promise<Response> {
  try {
    return await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-vedette': '1', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body ?? {}),
      credentials: 'same-origin',
      // The answer carries the next cookie: leaving the page must not lose it.
      keepalive: true,
      signal: AbortSignal.timeout(10_000),
    });
  } catch {
    throw new ProblemError(localProblem('offline'));
  }
}

async function signIn(path: string, body: unknown): Promise<Account> {
  const response = await post(path, body);
  if (!response.ok) throw new ProblemError(await readProblem(response));
  const tokens = (await response.json()) as Tokens;
  adopt(tokens);
  return tokens.account;
}

export function login(phone: string, password: string): Promise<Account> {
  return signIn('/session/login', { phone, password });
}

export function loginByLink(linkToken: string): Promise<Account> {
  return signIn('/session/link', { link_token: linkToken });
}

/** Renews the access token; false if the sign-in is over. Calls at the same time share one request, for a refresh token works once. */
export function refreshNow(): Promise<boolean> {
  refreshing ??= withTabLock(refresh).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/** Tabs share the cookie: two that refresh at once would present one token twice, which ends the sign-in. */
function withTabLock(work: () => Promise<boolean>): Promise<boolean> {
  if (!('locks' in navigator)) return work();
  return navigator.locks.request('vedette-refresh', work) as unknown as Promise<boolean>;
}

async function refresh(): Promise<boolean> {
  let response: Response;
  try {
    response = await post('/session/refresh');
  } catch (error) {
    return later(problemOf(error));
  }
  if (response.status === 200 || response.status === 201) {
    adopt((await response.json()) as Tokens);
    return true;
  }
  // 204: the browser holds no sign-in at all.
  if (response.status === 204 || response.status === 401 || response.status === 403) {
    forget();
    return false;
  }
  return later(await readProblem(response));
}

/** The platform is away, the sign-in may well be valid: keep it and try again soon. */
function later(problem: Problem): false {
  clearTimeout(renewal);
  renewal = setTimeout(() => void refreshNow(), RETRY_MS);
  if (current.state === 'unknown' || current.state === 'unreachable') set({ state: 'unreachable', problem });
  return false;
}

export async function logout(): Promise<void> {
  try {
    await post('/session/logout');
  } finally {
    forget();
  }
}

export function accountChanged(account: Account): void {
  if (current.state === 'signed-in') set({ state: 'signed-in', account });
}
