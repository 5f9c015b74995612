// A real RTSP camera (GStreamer's server, not ours) becomes a camera of the platform, its pictures untouched.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import net from 'node:net';
import { control, covers, demoUser, eventually, launch, newId, openPage, signIn, slices } from './lib.mjs';

const run = promisify(execFile);
const PORT = 9554;
let dir; let camera; let me; let file; let movie;
before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'vedette-bridge-'));
  file = join(dir, 'source.h264');
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25', '-t', '180', '-c:v', 'libx264', '-profile:v', 'high',
    '-bf', '0', '-g', '25', '-x264-params', 'scenecut=0', '-f', 'h264', file]);
  movie = join(dir, 'source.mp4');
  execFileSync('ffmpeg', ['-v', 'error', '-r', '25', '-i', file, '-c', 'copy', movie]);
  camera = await serve(movie, PORT, 'admin', 'secret');
  me = await demoUser();
});
after(() => camera?.kill());

async function serve(path, port, ...credentials) {
  const process = spawn('/usr/bin/python3', [new URL('gst-camera.py', import.meta.url).pathname, path, String(port), ...credentials], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => { process.stdout.once('data', resolve); process.once('exit', (code) => reject(new Error(`camera ended: ${code}`))); });
  return process;
}

test('its access units reach the viewer as they are, High profile included', covers("H6264-6.3.2-1a", "H6264-7.4-5"), async () => {
  await control('/cameras', { name: 'Gate (GStreamer)', source: `rtsp://127.0.0.1:${PORT}/cam`, user: 'admin', password: 'secret' });
  const device = await eventually('the bridged camera online', async () =>
    (await me.get('/cmu/v1/devices?query=Gate')).items.find((d) => d.status !== 'offline'));
  const session = await me.post('/cmu/v1/play-requests', { device_id: device.device_id, channel: 1, stream: 'main', transport: 'rtsp',
    capabilities: { width_max: 1920, height_max: 1080, fps_max: 25, kbps_max: 20_000, codecs: ['H264'], audio_codecs: [] } }, { 'Vedette-Flow': `flow=8.4; id=${newId('flw')}; step=S1` });
  const copy = join(dir, 'copy.h264');
  const url = session.rtsp_url.replace('rtsp://', `rtsp://${session.session_id}:${session.token}@`);
  await run('ffmpeg', ['-v', 'error', '-rtsp_transport', 'tcp', '-i', url, '-an', '-t', '4', '-c', 'copy', '-f', 'h264', copy], { timeout: 60_000 });
  const source = slices(readFileSync(file));
  const got = slices(readFileSync(copy));
  assert.ok(got.length >= 50, `${got.length} slices`);
  const start = source.findIndex((nal) => nal.equals(got[0]));
  assert.ok(start >= 0, 'the first picture is one of the source');
  got.forEach((nal, i) => assert.ok(nal.equals(source[(start + i) % source.length]), `slice ${i} equals the source's`));
});

test('a browser shows it', covers("H6264-6.1.3-b"), async () => {
  const device = (await me.get('/cmu/v1/devices?query=Gate')).items[0];
  const browser = await launch();
  try {
    const page = await openPage(browser);
    await signIn(page);
    await page.goto(new URL(`/cameras/${device.device_id}`, page.url()).href);
    await eventually('pictures of 640x360', () => page.evaluate(() => {
      const v = window.deepVideos()[0]; return v && v.videoWidth === 640 && v.getVideoPlaybackQuality().totalVideoFrames > 50; }), 40_000);
  } finally {
    await browser.close();
  }
});

test('what is wrong with a camera is said in plain words', covers("GAP-09"), async () => {
  const add = (extra) => control('/cameras', { name: `Wrong ${Math.random().toString(36).slice(2, 8)}`, source: `rtsp://127.0.0.1:${PORT}/cam`, user: 'admin', password: 'secret', ...extra });
  await assert.rejects(add({ password: 'not it' }), /wrong password/i);
  await assert.rejects(add({ source: 'rtsp://127.0.0.1:9/cam' }), /refused|not answer|cannot be reached/i);
  const silent = net.createServer(() => {}).listen(9555, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  try {
    await assert.rejects(add({ source: 'rtsp://127.0.0.1:9555/cam' }), /no video in 5 s|not answer/i);
  } finally {
    silent.close();
  }
});

test('it survives a restart of the camera', covers("H6264-6.1.3-b"), async () => {
  camera.kill();
  await new Promise((resolve) => camera.once('exit', resolve));
  camera = await serve(movie, PORT, 'admin', 'secret');
  const device = (await me.get('/cmu/v1/devices?query=Gate')).items[0];
  await eventually('pictures again', async () => {
    const session = await me.post('/cmu/v1/play-requests', { device_id: device.device_id, channel: 1, stream: 'main', transport: 'rtsp',
      capabilities: { width_max: 1920, height_max: 1080, fps_max: 25, kbps_max: 20_000, codecs: ['H264'], audio_codecs: [] } });
    const url = session.rtsp_url.replace('rtsp://', `rtsp://${session.session_id}:${session.token}@`);
    await run('ffmpeg', ['-v', 'error', '-rtsp_transport', 'tcp', '-i', url, '-an', '-frames:v', '20', '-f', 'null', '-'], { timeout: 20_000 });
    return true;
  }, 60_000, 1000);
  await control('/cameras/remove', { name: 'Gate (GStreamer)' });
});
