// ffmpeg as a native viewer, and what its pictures say.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import vm from 'node:vm';
import { root } from './lib.mjs';

const run = promisify(execFile);
const readTimecode = vm.runInNewContext(
  readFileSync(`${root}libs/testkit/src/main/resources/vedette/testkit/timecode.js`, 'utf8') + '; readTimecode', { Uint8Array, Math });

/** What a viewer asks for whose pictures {@link decode} expects unless told otherwise: CIF. */
export const CIF = { width_max: 352, height_max: 288, fps_max: 25, kbps_max: 800, codecs: ['H264'], audio_codecs: ['PCMA'] };

/** The URL with credentials; without others, those of the play session. */
export const withCredentials = (session, { url = session.rtsp_url, user = session.session_id, password = session.token } = {}) =>
  url.replace('rtsp://', `rtsp://${user}:${password}@`);

/** Decodes so many pictures of a stream of that size and returns their timecodes; `via` puts another program in front, as ip netns exec. */
export async function decode(url, { transport = 'tcp', frames, via = [], width = CIF.width_max, height = CIF.height_max }) {
  const [program, ...args] = [...via, 'ffmpeg', '-v', 'error', '-rtsp_transport', transport, '-i', url, '-an', '-frames:v', String(frames),
    '-vsync', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'rgba', '-'];
  const { stdout } = await run(program, args, { encoding: 'buffer', maxBuffer: 1 << 30, timeout: 60_000 });
  const size = width * height * 4;
  assert.equal(stdout.length, frames * size, `${frames} pictures of ${width}x${height}`);
  return Array.from({ length: frames }, (_, i) =>
    readTimecode({ width, height, data: stdout.subarray(i * size, (i + 1) * size) }));
}

/** Every picture has a readable timecode, later than the one before. */
export function assertEachRises(codes) {
  assert.ok(codes.every(Boolean), 'every picture has a readable timecode');
  for (let i = 1; i < codes.length; i++) assert.ok(codes[i].frame > codes[i - 1].frame, `frame ${i} rises`);
}
