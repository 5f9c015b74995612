// Every page a person can open: labels, contrast and names checked by axe, the keyboard by hand, no sideways scrolling.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DESKTOP, PHONE, covers, demoUser, eventually, launch, openPage, shot, signIn } from './lib.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser; let camera;
before(async () => {
  browser = await launch();
  const me = await demoUser();
  camera = (await eventually('a camera online', async () => {
    const list = (await me.get('/cmu/v1/devices')).items.filter((d) => d.status !== 'offline');
    return list.length && list;
  }))[0];
});
after(() => browser?.close());

const OPEN = ['/login', '/signup'];
const USER = () => ['/', `/cameras/${camera.device_id}`, `/cameras/${camera.device_id}/details`, `/cameras/${camera.device_id}/settings`, '/add', '/account', '/account/connection'];
const OPERATOR = ['/operator', '/operator/customers', '/operator/customers?tab=invitations', '/operator/cameras', '/operator/media', '/operator/vendors', '/operator/flows', '/operator/flows?tab=sessions', '/operator/messages', '/operator/audit'];

async function check(page, path, name) {
  await page.goto(new URL(path, process.env.VEDETTE_URL).href);
  await page.waitForLoadState('domcontentloaded');
  await page.locator('h1, [role="heading"]').first().waitFor({ timeout: 15_000 });
  await page.waitForTimeout(600);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const bad = violations.filter((v) => ['serious', 'critical'].includes(v.impact))
    .map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await shot(page, name);
  if (overflow > 0) bad.push(`scrolls sideways by ${overflow} px`);
  return bad.map((b) => `${name}: ${b}`);
}

for (const [size, screen] of [['1440', DESKTOP], ['390', PHONE]]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`pages at ${size} px, ${colorScheme}`, covers("H6264-6.1.3-a", "H6264-7.6-3", "H6264-7.7"), async () => {
      const problems = [];
      for (const [who, paths] of [[null, OPEN], [{}, USER()], [{ operator: true }, OPERATOR]]) {
        const page = await openPage(browser, screen, { colorScheme });
        // The strict policy of the pages forbids injected script; the checker is one.
        await page.context().newCDPSession(page).then((s) => s.send('Page.setBypassCSP', { enabled: true }));
        if (who) await signIn(page, who);
        for (const path of paths) {
          problems.push(...await check(page, path, `${size}-${colorScheme}${path.replace(camera.device_id, 'camera').replaceAll('/', '-')}`));
        }
        await page.context().close();
      }
      assert.deepEqual(problems, []);
    });
  }
}

test('the keyboard reaches sign-in', covers("H6264-7.6-3"), async () => {
  const page = await openPage(browser);
  await page.goto(new URL('/login', process.env.VEDETTE_URL).href);
  const phone = page.getByLabel(/phone/i).first();
  await phone.waitFor();
  const reached = new Set();
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => document.activeElement?.getAttribute('autocomplete') ?? document.activeElement?.textContent ?? ''));
  }
  const all = [...reached].join('|');
  assert.match(all, /tel|username/i);
  assert.match(all, /current-password/i);
  assert.match(all, /sign in|log in/i);
  await page.context().close();
});
