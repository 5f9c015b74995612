// Every service restarted in turn while a picture plays: the direct picture never stops, the list is right again.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { control, covers, demoUser, eventually, launch, openPage, signIn, watch } from './lib.mjs';

const HEARTBEAT_MS = 5000;
let browser; let me; let cameras;
before(async () => {
  browser = await launch();
  me = await demoUser();
  cameras = await eventually('two cameras online', async () => {
    const list = (await me.get('/cmu/v1/devices')).items.filter((d) => d.status !== 'offline');
    return list.length >= 2 && list;
  });
});
after(() => browser?.close());

for (const service of ['cmu', 'scu', 'cu-web', 'mtu', 'csmu', 'csau', 'mdu']) {
  test(`${service} restarted: the picture goes on, the list is right`, covers("H6264-1", "H6264-3.2.4", "H6264-7.1-4b", "GAP-01"), async () => {
    const page = await openPage(browser);
    await signIn(page);
    await page.goto(new URL(`/cameras/${cameras[0].device_id}`, page.url()).href);
    await watch(page, { frames: 10 });
    const watching = watch(page, { frames: 200, ms: 90_000 });
    await control('/restart', { service });
    const codes = await watching;
    const gaps = codes.slice(1).map((c, i) => c.seenMs - codes[i].seenMs);
    assert.ok(Math.max(...gaps) < 1500, `longest pause ${Math.max(...gaps)} ms`);
    for (let i = 1; i < codes.length; i++) assert.ok(codes[i].frame >= codes[i - 1].frame, 'timecodes rise');
    const again = await demoUser();
    await eventually('every camera shown online', async () => {
      const list = (await again.get('/cmu/v1/devices')).items;
      return cameras.every((c) => ['online', 'active'].includes(list.find((d) => d.device_id === c.device_id)?.status));
    }, 3 * HEARTBEAT_MS);
    await page.context().close();
  });
}
