// What the system tests share: the running system, its people, a browser, and readers for what a person sees.
import { readFileSync, mkdirSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

/** The portal's address and the data folder of the system under test, set by run-browser.sh. */
export const base = need('VEDETTE_URL');
export const dataDir = need('VEDETTE_DATA');
export const root = new URL('../../', import.meta.url).pathname;

function need(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start these tests with system-tests/run-browser.sh`);
  return value;
}

/** Marks the requirements that a test asserts; read by the coverage report. Goes where node:test takes its options. */
export const covers = (..._ids) => ({ timeout: 180_000 });

/** One call to the quickstart's control endpoint, as the command line makes it. */
export async function control(path, body) {
  const { url, token } = JSON.parse(readFileSync(join(dataDir, 'control.json'), 'utf8'));
  const response = await fetch(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`control ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';
export function newId(prefix) {
  return `${prefix}_` + [...randomBytes(26)].map((b) => CROCKFORD[b & 31]).join('');
}

/** A person signed in at the portal's API. */
export class Person {
  constructor(token, account, cookie) {
    this.token = token;
    this.account = account;
    this.cookie = cookie;
  }

  static async byLink(loginUrl) {
    const link = new URLSearchParams(new URL(loginUrl).hash.slice(1)).get('link');
    return Person.from(await session('/session/link', { link_token: link }));
  }

  static async byPassword(phone, password) {
    return Person.from(await session('/session/login', { phone, password }));
  }

  static async from(response) {
    const body = await response.json();
    if (!response.ok) throw new Refused(response.status, body);
    return new Person(body.access_token, body.account, response.headers.get('set-cookie'));
  }

  /** Calls the API; returns the body, or throws {@link Refused}. */
  async call(method, path, body, headers = {}) {
    return api(method, path, body, { Authorization: `Bearer ${this.token}`, ...headers });
  }

  get(path) { return this.call('GET', path); }
  post(path, body, headers) { return this.call('POST', path, body ?? {}, headers); }
}

/** An API refusal with its problem body. */
export class Refused extends Error {
  constructor(status, problem) {
    super(`${status} ${problem?.code}: ${problem?.detail}`);
    this.status = status;
    this.problem = problem;
    this.code = problem?.code;
  }
}

export async function api(method, path, body, headers = {}) {
  const response = await fetch(base + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  let parsed;
  try { parsed = text ? JSON.parse(text) : undefined; } catch { parsed = { detail: text.slice(0, 200) }; }
  if (!response.ok) throw new Refused(response.status, parsed);
  return parsed;
}

function session(path, body) {
  return fetch(base + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Vedette': '1', Origin: base },
    body: JSON.stringify(body),
  });
}

export const demoUser = async () => Person.byLink((await control('/login', {})).url);
export const operator = async () => Person.byLink((await control('/login', { operator: true })).url);

/** Waits until `probe` returns something truthy; fails with `what` and the last value after `ms`. */
export async function eventually(what, probe, ms = 20_000, every = 200) {
  const end = Date.now() + ms;
  let last;
  for (;;) {
    try { last = await probe(); } catch (e) { last = e; }
    if (last && !(last instanceof Error)) return last;
    if (Date.now() > end) throw new Error(`${what}: not within ${ms} ms; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`);
    await new Promise((r) => setTimeout(r, every));
  }
}

/** The first refusal of `action`, or an assertion failure when it is let through. */
export async function refusal(action) {
  try { await action(); } catch (e) { if (e instanceof Refused) return e; throw e; }
  throw new Error('expected a refusal, but it was let through');
}

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844, userAgent:
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Mobile Safari/537.36' };
export const TABLET = { width: 820, height: 1180 };

export async function launch(extra = [], executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium') {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required', '--mute-audio', ...extra],
  });
}

const timecodeScript = readFileSync(join(root, 'libs/testkit/src/main/resources/vedette/testkit/timecode.js'), 'utf8');

/** A page of the portal with the timecode reader on it. Console errors are collected in `page.problems`. */
export async function openPage(browser, { width, height, userAgent } = DESKTOP, options = {}) {
  const context = await browser.newContext({ viewport: { width, height }, userAgent, ...options });
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (e) => page.problems.push(String(e)));
  page.on('console', (m) => { if (m.type() === 'error') page.problems.push(m.text()); });
  await page.addInitScript({ content: `${timecodeScript}
    window.readTimecode = readTimecode;
    window.deepVideos = (node = document) => { const found = [];
      for (const el of node.querySelectorAll('*')) { if (el.tagName === 'VIDEO') found.push(el); if (el.shadowRoot) found.push(...window.deepVideos(el.shadowRoot)); }
      return found; };` });
  return page;
}

export async function signIn(page, who = {}) {
  const { url } = await control('/login', who);
  await page.goto(url);
  await page.waitForURL((u) => !u.pathname.startsWith('/login'), { timeout: 20_000 });
}

/**
 * Watches the `index`-th video of the page until `frames` pictures with a readable timecode were presented.
 * Returns [{frame, captureMs, seenMs, width, height}].
 */
export function watch(page, { index = 0, frames = 50, ms = 30_000 } = {}) {
  return page.evaluate(({ index, frames, ms }) => new Promise((resolve, reject) => {
    const seen = [];
    const canvas = document.createElement('canvas');
    const end = performance.now() + ms;
    const give = () => reject(new Error(`only ${seen.length} of ${frames} pictures with a timecode in ${ms} ms; videos on the page: ${window.deepVideos().length}`));
    const timer = setTimeout(give, ms);
    const start = () => {
      const video = window.deepVideos()[index];
      if (!video) { if (performance.now() < end) setTimeout(start, 50); return; }
      // A player that connects anew brings another element to the front: the picture is followed there.
      const replaced = setInterval(() => {
        if (seen.length >= frames || performance.now() > end) clearInterval(replaced);
        else if (!video.isConnected) { clearInterval(replaced); start(); }
      }, 100);
      const onFrame = (now, meta) => {
        const seenMs = Date.now();
        canvas.width = meta.width; canvas.height = meta.height;
        const context = canvas.getContext('2d', { willReadFrequently: true });
        context.drawImage(video, 0, 0, meta.width, meta.height);
        const code = window.readTimecode(context.getImageData(0, 0, meta.width, meta.height));
        if (code) seen.push({ ...code, seenMs, width: meta.width, height: meta.height });
        if (seen.length >= frames) { clearTimeout(timer); resolve(seen); } else video.requestVideoFrameCallback(onFrame);
      };
      video.requestVideoFrameCallback(onFrame);
    };
    start();
  }), { index, frames, ms });
}

/** Frames per second that the browser presented over `seconds`. */
export async function frameRate(page, seconds, index = 0) {
  return page.evaluate(({ seconds, index }) => new Promise((resolve) => {
    const video = window.deepVideos()[index];
    let first; let last; let count = -1;
    const onFrame = (now, meta) => {
      if (first === undefined) first = meta.mediaTime;
      last = meta.mediaTime; count++;
      if (last - first >= seconds) resolve(count / (last - first)); else video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
  }), { seconds, index });
}

export async function shot(page, name) {
  const dir = process.env.VEDETTE_SHOTS;
  if (!dir) return;
  mkdirSync(dir, { recursive: true });
  await page.screenshot({ path: join(dir, `${name}.png`) });
}

export function percentile(values, p) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)];
}

/** The coded slices (types 1 and 5) of an Annex B stream. */
export function slices(bytes) {
  const nals = [];
  let start = -1;
  for (let i = 0; i + 3 <= bytes.length; i++) {
    if (bytes[i] === 0 && bytes[i + 1] === 0 && bytes[i + 2] === 1) {
      if (start >= 0) nals.push(bytes.subarray(start, bytes[i - 1] === 0 ? i - 1 : i));
      start = i + 3; i += 2;
    }
  }
  if (start >= 0) nals.push(bytes.subarray(start));
  return nals.filter((n) => [1, 5].includes(n[0] & 31));
}
