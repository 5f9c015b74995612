// A small RTSP client for what ffmpeg would never send: other versions, wrong credentials, broken requests.
import net from 'node:net';
import { createHash } from 'node:crypto';

export class RtspConnection {
  constructor(url, version = '1.0') {
    this.url = url;
    this.version = version;
    this.cseq = 0;
    this.buffer = Buffer.alloc(0);
    this.mediaBytes = 0;
    this.waiting = [];
  }

  static async open(url, version) {
    const connection = new RtspConnection(url, version);
    const { hostname, port } = new URL(url.replace(/^rtsp/, 'http'));
    connection.socket = net.connect(Number(port), hostname);
    await new Promise((resolve, reject) => connection.socket.once('connect', resolve).once('error', reject));
    connection.socket.on('data', (data) => connection.onData(data));
    connection.socket.on('close', () => { connection.closed = true; connection.waiting.splice(0).forEach((w) => w.reject(new Error('connection closed'))); });
    connection.socket.on('error', () => {});
    return connection;
  }

  onData(data) {
    this.buffer = Buffer.concat([this.buffer, data]);
    for (;;) {
      if (this.buffer.length < 4) return;
      if (this.buffer[0] === 0x24) {
        const length = this.buffer.readUInt16BE(2);
        if (this.buffer.length < 4 + length) return;
        this.mediaBytes += length;
        this.onMedia?.(this.buffer[1], this.buffer.subarray(4, 4 + length));
        this.buffer = this.buffer.subarray(4 + length);
        continue;
      }
      const end = this.buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const [status, ...lines] = this.buffer.subarray(0, end).toString().split('\r\n');
      const headers = {};
      for (const line of lines) {
        const [, name, value] = line.match(/^([^:]+):\s*(.*)$/) ?? [];
        if (name) (headers[name.toLowerCase()] ??= []).push(value);
      }
      const length = Number(headers['content-length']?.[0] ?? 0);
      if (this.buffer.length < end + 4 + length) return;
      const body = this.buffer.subarray(end + 4, end + 4 + length).toString();
      this.buffer = this.buffer.subarray(end + 4 + length);
      const [, version, code] = status.match(/^RTSP\/(\S+) (\d+)/) ?? [];
      this.waiting.shift()?.resolve({ version, code: Number(code), headers, body });
    }
  }

  raw(text) { this.socket.write(text); }

  send(method, url = this.url, headers = {}, body = '') {
    const lines = [`${method} ${url} RTSP/${this.version}`, `CSeq: ${++this.cseq}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      ...(body ? [`Content-Length: ${Buffer.byteLength(body)}`] : [])];
    this.raw(lines.join('\r\n') + '\r\n\r\n' + body);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${method} in 10 s`)), 10_000);
      this.waiting.push({ resolve: (r) => { clearTimeout(timer); resolve(r); }, reject: (e) => { clearTimeout(timer); reject(e); } });
    });
  }

  close() { this.socket.destroy(); }
}

/** The Authorization header of RFC 7616 for a challenge as the server sent it. */
export function digest(challenge, { username, password, method, uri }) {
  const field = (name) => challenge.match(new RegExp(`${name}="?([^",]+)"?`))?.[1];
  const algorithm = field('algorithm') ?? 'MD5';
  const hash = (text) => createHash(algorithm === 'SHA-256' ? 'sha256' : 'md5').update(text).digest('hex');
  const realm = field('realm');
  const nonce = field('nonce');
  const ha1 = hash(`${username}:${realm}:${password}`);
  const ha2 = hash(`${method}:${uri}`);
  const qop = field('qop');
  const response = qop ? hash(`${ha1}:${nonce}:00000001:abcdef:auth:${ha2}`) : hash(`${ha1}:${nonce}:${ha2}`);
  return `Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", algorithm=${algorithm}, response="${response}"`
    + (qop ? ', qop=auth, nc=00000001, cnonce="abcdef"' : '');
}
