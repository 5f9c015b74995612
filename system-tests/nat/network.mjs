// The network of this suite: who stands where, and how a test changes it. Commands go to the lab's console (LabConsole of
// libs/testkit), which run-nat.sh started; programs run on a machine by `ip netns exec`.
import { after } from 'node:test';
import { spawn, execFile } from 'node:child_process';
import { openSync, writeSync, writeFileSync, mkdirSync, readFileSync, createWriteStream, constants } from 'node:fs';
import { Socket } from 'node:net';
import https from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { api, dataDir, demoUser, eventually, launch, operator } from '../browser/lib.mjs';

const run = promisify(execFile);
export const folder = process.env.VEDETTE_LAB;
const vedette = join(process.env.VEDETTE_ROOT, 'vedette');
export const SERVER = '203.0.113.10';

// ---- the console -----------------------------------------------------------------------------------------------------

const ask = openSync(join(folder, 'ask'), constants.O_WRONLY);
const answers = new Socket({ fd: openSync(join(folder, 'answer'), constants.O_RDWR | constants.O_NONBLOCK) });
answers.unref();
const waiting = [];
let received = '';
answers.on('data', (data) => {
  received += data;
  for (let end = received.indexOf('\n'); end >= 0; end = received.indexOf('\n')) {
    waiting.shift()?.(received.slice(0, end));
    received = received.slice(end + 1);
  }
});

/** One command to the lab, such as `become nat-a symmetric`. */
export function lab(command) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the lab did not answer: ${command}`)), 20_000);
    waiting.push((line) => {
      clearTimeout(timer);
      if (line.startsWith('ok')) resolve(line); else reject(new Error(`${command}: ${line}`));
    });
    writeSync(ask, `${command}\n`);
  });
}

export const become = (nat, kind) => lab(`become ${nat} ${kind}`);

// ---- machines --------------------------------------------------------------------------------------------------------

/** Runs a program on a machine to its end; `where` undefined is the server. */
export const on = (where, command, args, options = {}) => {
  const [program, ...rest] = where ? ['ip', 'netns', 'exec', where, command, ...args] : [command, ...args];
  return run(program, rest, { maxBuffer: 1 << 30, ...options });
};

const started = [];
after(() => started.forEach((child) => child.kill('SIGKILL')));

/** Starts a program on a machine; it ends with the suite. Its output goes to a file of that name beside the data folder. */
export function start(where, name, command, args) {
  const child = spawn('ip', ['netns', 'exec', where, command, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const log = createWriteStream(join(folder, `${name}.log`));
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  child.said = '';
  child.stdout.on('data', (data) => { child.said += data; });
  started.push(child);
  return child;
}

/** Waits until a started program has printed the words. */
export const said = (child, words) => eventually(`'${words}' by ${child.spawnargs.join(' ')}`, () => {
  if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${child.said}`);
  return child.said.includes(words);
}, 60_000, 50);

/** Chromium on a machine. The CA of the test system is not in its store, hence the flag. */
export function browserOn(where, extra = []) {
  const script = join(folder, `chromium-${where}`);
  writeFileSync(script, `#!/bin/sh\nexec ip netns exec ${where} ${process.env.CHROMIUM ?? '/usr/bin/chromium'} "$@"\n`, { mode: 0o755 });
  return launch(['--ignore-certificate-errors', ...extra], script);
}

// ---- cameras ---------------------------------------------------------------------------------------------------------

const vendorFolder = join(folder, 'vendor');

/** Makes devices as a vendor does, lets the operator trust the vendor and the household bind them. Returns {name: device}. */
export async function cameras(...names) {
  const pu = (...args) => on(undefined, vedette, ['run', 'vedette.pu.PuMain', ...args]);
  await pu('factory', 'init', '--dir', vendorFolder, '--vendor', 'Lab vendor');
  const staff = await operator();
  await staff.post('/cmu/v1/operator/vendors', { name: 'Lab vendor', root_certificate_pem: readFileSync(join(vendorFolder, 'vendor.crt'), 'utf8') });
  const { bootstrap_pin: pin, portal_origin: portal } = await api('GET', '/cmu/v1/platform');
  const owner = await demoUser();
  return Object.fromEntries(await Promise.all(names.map(async (name) => {
    const out = join(folder, name);
    mkdirSync(out);
    await pu('factory', 'issue', '--dir', vendorFolder, '--out', out, '--bootstrap', 'https://203.0.113.11/scu/v1/bootstrap',
      '--pin', pin, '--portal', portal);
    const unit = start(name, `pu-${name}`, vedette, ['run', 'vedette.pu.PuMain', 'run', '--device', join(out, 'device.json'), '--media-address', 'auto']);
    const label = JSON.parse(readFileSync(join(out, 'label.json'), 'utf8'));
    await said(unit, 'READY');
    const bound = await owner.post('/cmu/v1/bindings', { device: label.serial, code: label.code, name, key_pin: label.key_pin ?? label.keyPin });
    return [name, bound.device];
  })));
}

// ---- what the MTU carried --------------------------------------------------------------------------------------------

/** Calls an internal face as another service does. */
export function internal(port, path, as = 'scu') {
  const pem = readFileSync(join(dataDir, `internal-ca/${as}-1.pem`));
  return new Promise((resolve, reject) => {
    https.get({ host: '127.0.0.1', port, path, key: pem, cert: pem, rejectUnauthorized: false, agent: false }, (response) => {
      let text = '';
      response.on('data', (data) => { text += data; });
      response.on('end', () => (response.statusCode === 200 ? resolve(JSON.parse(text)) : reject(new Error(`${path}: ${response.statusCode} ${text}`))));
    }).on('error', reject);
  });
}

/** What the MTU does now and has done since its start. */
export const relayed = async () => (await internal(9103, '/internal/v1/counters')).stats;

/** Bytes of media that the MTU has carried since its start: by TURN, and as distributor. */
export async function carried() {
  const stats = await relayed();
  return { relayed: stats.relayed_media_bytes, distributed: stats.bytes_in + stats.bytes_out };
}

/** Records what passes the server's network until `stop()`, which returns all frames as one buffer. */
export async function capture() {
  const child = spawn('python3', [new URL('capture.py', import.meta.url).pathname, 'pub0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  const parts = [];
  child.stdout.on('data', (data) => parts.push(data));
  await new Promise((resolve) => child.stderr.once('data', resolve));
  return {
    stop: async () => {
      const closed = new Promise((resolve) => child.stdout.once('close', resolve));
      child.kill('SIGTERM');
      await closed;
      return Buffer.concat(parts);
    },
  };
}
