// Records the picture of the README: bind by the label link, live, the flow beside it. Run by ./vedette docs --picture.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { control, demoUser, eventually, launch, openPage, root, signIn, watch } from './lib.mjs';

const dir = mkdtempSync(join(tmpdir(), 'vedette-picture-'));
const me = await demoUser();
await eventually('two cameras online', async () => (await me.get('/cmu/v1/devices')).items.filter((d) => d.status !== 'offline').length >= 2);
const label = (await control('/cameras')).items.find((c) => !c.bound);
const browser = await launch();
const page = await openPage(browser, { width: 1120, height: 700 });
let number = 0;
const film = async (seconds) => {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    await page.screenshot({ path: join(dir, `${String(number++).padStart(4, '0')}.png`) });
    await page.waitForTimeout(150);
  }
};
await signIn(page);
await watch(page, { index: 1, frames: 3 });
await film(2);
await page.goto(label.url);
const add = page.getByRole('button', { name: /add/i }).first();
await add.waitFor();
await film(1);
await add.click();
await watch(page, { frames: 3, ms: 60_000 });
await film(3);
const device = (await me.get('/cmu/v1/devices?query=')).items.find((d) => d.serial === label.serial);
await page.goto(new URL(`/cameras/${device.device_id}`, page.url()).href);
await watch(page, { frames: 3, ms: 60_000 });
await film(1);
await page.getByRole('tab', { name: /details/i }).or(page.getByRole('link', { name: /details/i })).first().click();
await film(0.5);
await page.getByText('What happened').first().evaluate((e) => e.scrollIntoView({ block: 'start' }));
await film(3);
await browser.close();
mkdirSync(join(root, 'docs/images'), { recursive: true });
execFileSync('ffmpeg', ['-v', 'error', '-y', '-framerate', '4', '-i', join(dir, '%04d.png'), '-vf',
  'scale=840:-1:flags=lanczos,split[a][b];[a]palettegen=max_colors=96[p];[b][p]paletteuse=dither=bayer:bayer_scale=4', join(root, 'docs/images/first-light.gif')]);
console.log('docs/images/first-light.gif written');
