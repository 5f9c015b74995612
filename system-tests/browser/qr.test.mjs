// The code that the terminal prints, held before a phone's camera: tilted, blurred and noisy, as in a hand.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { control, covers, dataDir, launch, openPage, PHONE, shot, signIn } from './lib.mjs';

let browser; let folder; let label;
before(async () => {
  label = (await control('/cameras')).items.find((c) => !c.bound);
  assert.ok(label, 'the quickstart leaves one camera to bind');
  folder = mkdtempSync(join(tmpdir(), 'vedette-qr-'));
  writeFileSync(join(folder, 'label.pgm'), picture(readFileSync(join(dataDir, 'logs/console.log'), 'utf8')));
  const film = join(folder, 'label.y4m');
  execFileSync('ffmpeg', ['-v', 'error', '-loop', '1', '-i', join(folder, 'label.pgm'), '-t', '2', '-r', '10',
    '-vf', 'rotate=6*PI/180:fillcolor=gray,gblur=sigma=1.2,noise=alls=14:allf=t,format=yuv420p', film]);
  browser = await launch(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`]);
});
after(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/** The terminal's half blocks as a grey picture of 1280 × 720; each character is two modules, drawn where they are light. */
function picture(console) {
  const rows = console.split('\n').filter((line) => /^ {2}[█▀▄ ]{20,}$/.test(line)).map((line) => [...line.slice(2)]);
  assert.ok(rows.length > 10, 'a QR code in what up printed');
  const [width, height] = [1280, 720];
  const size = Math.floor(560 / Math.max(rows[0].length, rows.length * 2));
  const left = Math.floor((width - rows[0].length * size) / 2);
  const top = Math.floor((height - rows.length * 2 * size) / 2);
  const grey = Buffer.alloc(width * height, 150);
  for (let y = 0; y < rows.length * 2 * size; y++) {
    for (let x = 0; x < rows[0].length * size; x++) {
      const block = rows[Math.floor(y / size / 2)][Math.floor(x / size)];
      const light = block === '█' || block === (Math.floor(y / size) % 2 === 0 ? '▀' : '▄');
      grey[(top + y) * width + left + x] = light ? 225 : 40;
    }
  }
  return Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), grey]);
}

test('the label is read from a camera and its camera is told', covers("H6264-8.2-S1"), async () => {
  const page = await openPage(browser, PHONE, { permissions: ['camera'] });
  await signIn(page);
  await page.goto(new URL('/add', page.url()).href);
  await page.getByRole('button', { name: /scan/i }).click();
  await page.getByText(label.label ?? new URL(label.url).hash.match(/d=([^&]+)/)[1]).waitFor({ timeout: 20_000 });
  await shot(page, 'scanned-390');
  await page.getByRole('button', { name: /^(add|bind)/i }).click();
  // Only the right code tells the two apart: it is bound now, or somebody else has it already.
  await Promise.race([
    page.waitForURL(/\/cameras\/dev_/),
    page.getByText(/another|someone else|somebody else/i).first().waitFor(),
  ]);
  assert.deepEqual(page.problems.filter((p) => !/409/.test(p)), []);
});
