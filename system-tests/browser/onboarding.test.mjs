// A stranger becomes a customer: signs up, is approved, binds a camera by its label, sees it, and its flow.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { api, control, covers, eventually, launch, newId, openPage, operator, Person, refusal, shot, watch } from './lib.mjs';
import { assertFlow } from './flows.mjs';

const PHONE_NUMBER = '+380501234567';
const PASSWORD = 'a camera over the garden gate';
let browser; let staff; let label; let owner; let page;
before(async () => {
  browser = await launch();
  staff = await operator();
  label = (await control('/cameras')).items.find((c) => !c.bound);
  assert.ok(label, 'the quickstart leaves one camera to bind');
});
after(() => browser?.close());

/** The newest message to a number in the quickstart's outbox, as the operator sees it. */
const lastCode = async (phone) => eventually(`a code for ${phone}`, async () => {
  const message = (await staff.get('/cmu/v1/operator/messages')).items.find((m) => m.phone === phone);
  return message?.text.match(/\b(\d{6})\b/)?.[1];
});

test('sign up with a phone number: a wrong code is refused, the right one leaves the account pending', covers("H6264-6.1.1-a", "H6264-6.2-5"), async () => {
  page = await openPage(browser);
  await page.goto(`${process.env.VEDETTE_URL}/signup`);
  await page.getByLabel(/name/i).first().fill('Olena Marchenko');
  await page.getByLabel(/phone/i).first().fill(PHONE_NUMBER);
  await page.getByLabel(/password/i).first().fill(PASSWORD);
  await page.getByRole('button', { name: /sign up|create|continue|send/i }).first().click();
  const code = await lastCode(PHONE_NUMBER);
  const wrong = code === '000000' ? '000001' : '000000';
  await enterCode(wrong);
  await page.getByText(/wrong|not right|does not match|incorrect/i).first().waitFor();
  await enterCode(code);
  await page.getByText(/approv|waiting|pending/i).first().waitFor();
  await shot(page, 'pending-1440');
  assert.equal((await refusal(() => Person.byPassword(PHONE_NUMBER, PASSWORD))).code, 'account-pending');
});

async function enterCode(code) {
  const boxes = page.locator('input[inputmode="numeric"], input[autocomplete="one-time-code"]');
  await boxes.first().waitFor();
  if ((await boxes.count()) > 1) {
    for (let i = 0; i < 6; i++) await boxes.nth(i).fill(code[i]);
  } else {
    await boxes.first().fill(code);
  }
  const button = page.getByRole('button', { name: /confirm|verify|continue/i }).first();
  if (await button.isVisible() && await button.isEnabled()) await button.click();
}

test('the operator approves; before that there is no list, after it the list is empty', covers("H6264-6.1.1-b", "H6264-6.3.2-2", "H6264-6.3.1-1"), async () => {
  const customer = (await staff.get(`/cmu/v1/operator/customers?query=${encodeURIComponent(PHONE_NUMBER)}`)).items[0];
  assert.equal(customer.status, 'pending');
  await staff.post(`/cmu/v1/operator/customers/${customer.user_id}:approve`);
  assert.equal((await refusal(() => Person.byPassword(PHONE_NUMBER, 'not the password'))).code, 'login-failed');
  owner = await Person.byPassword(PHONE_NUMBER, PASSWORD);
  assert.deepEqual((await owner.get('/cmu/v1/devices')).items, []);
});

test('a neighbour without the code, an unknown serial and a typo: refused, and nothing learnt', covers("H6264-8.2-S2", "H6264-8.2-S4", "AMB-11"), async () => {
  const { serial, code } = label;
  const wrongCode = 'Z'.repeat(16);
  const check = await import('./label-code.mjs');
  const wrong = await refusal(() => owner.post('/cmu/v1/bindings', { device: serial, code: check.complete(wrongCode) }));
  const unknown = await refusal(() => owner.post('/cmu/v1/bindings', { device: 'VDT-ZZZZ-ZZZZ', code }));
  assert.equal(wrong.status, 404);
  assert.equal(wrong.code, 'bind-failed');
  assert.equal(unknown.status, 404);
  for (const field of ['code', 'title', 'detail', 'status', 'type']) assert.equal(wrong.problem[field], unknown.problem[field], field);
  const typo = code.slice(0, -1) + (code.endsWith('0') ? '1' : '0');
  assert.equal((await refusal(() => owner.post('/cmu/v1/bindings', { device: serial, code: typo }))).code, 'code-malformed');
});

test('binding by the label link, then live at once', covers("H6264-8.2-S1", "H6264-8.2-S3", "H6264-8.2-S4", "H6264-6.1.2", "AMB-12"), async () => {
  await page.goto(`${process.env.VEDETTE_URL}/login`);
  await page.getByLabel(/phone/i).first().fill(PHONE_NUMBER);
  await page.getByLabel(/password/i).first().fill(PASSWORD);
  await page.getByRole('button', { name: /sign in|log in/i }).first().click();
  await page.waitForURL((u) => !u.pathname.startsWith('/login'));
  const bound = page.waitForResponse((r) => r.url().endsWith('/cmu/v1/bindings') && r.request().method() === 'POST');
  await page.goto(label.url);
  const add = page.getByRole('button', { name: /add/i }).first();
  await add.waitFor({ timeout: 10_000 });
  await add.click();
  const response = await bound;
  assert.equal(response.status(), 201);
  const body = await response.json();
  assert.ok(!page.url().includes('c='), 'the code left the address bar');
  const codes = await watch(page, { frames: 50, ms: 60_000 });
  assert.ok(codes.every((c, i) => i === 0 || c.frame >= codes[i - 1].frame));
  await shot(page, 'bound-live-1440');
  await assertFlow(owner, body.flow_id, '8.2');
  assert.equal((await owner.get('/cmu/v1/devices')).items.length, 1);
});

test('someone else with the right code learns that it is bound, and gets no picture', covers("H6264-8.2-S4", "H6264-8.4-S1"), async () => {
  const invitation = await staff.post('/cmu/v1/operator/invitations', { note: 'second household' });
  const token = new URL(invitation.url).hash.slice(1).match(/[^=&]+$/)[0];
  const phone = '+380671112233';
  const signup = await api('POST', '/cmu/v1/signups', { phone, password: PASSWORD, display_name: 'Second household', invitation: token });
  const confirmed = await api('POST', `/cmu/v1/signups/${signup.signup_id}:confirm`, { code: await lastCode(phone) });
  assert.equal(confirmed.status, 'active', 'an invitation needs no further approval');
  const second = await Person.byPassword(phone, PASSWORD);
  assert.equal((await refusal(() => second.post('/cmu/v1/bindings', { device: label.serial, code: label.code }))).code, 'bound-to-other');
  const device = (await owner.get('/cmu/v1/devices')).items[0];
  assert.equal((await refusal(() => second.get(`/cmu/v1/devices/${device.device_id}`))).status, 404);
  const play = { device_id: device.device_id, channel: 1, stream: 'main', transport: 'rtsp', capabilities: { width_max: 352, height_max: 288, fps_max: 5, kbps_max: 300, codecs: ['H264'] } };
  assert.equal((await refusal(() => second.post('/cmu/v1/play-requests', play, { 'Vedette-Flow': `flow=8.4; id=${newId('flw')}; step=S1` }))).status, 404);
});

test("the camera's registration is the flow 8.1", covers("H6264-8.1-S1", "H6264-8.1-S2", "H6264-8.1-S3", "H6264-8.1-S4", "CSS-3-Bootstrap"), async () => {
  const flows = (await staff.get('/cmu/v1/operator/flows?query=8.1')).items.filter((f) => f.flow === '8.1');
  assert.ok(flows.length >= 1, 'registrations are recorded');
  await assertFlow(staff, flows[0].flow_id, '8.1', { staff: true });
});

test('a removed camera leaves the list and ends the picture; undo brings it back', covers("H6264-7.1-1"), async () => {
  const device = (await owner.get('/cmu/v1/devices')).items[0];
  await owner.call('DELETE', `/cmu/v1/devices/${device.device_id}`);
  assert.deepEqual((await owner.get('/cmu/v1/devices')).items, []);
  await owner.post(`/cmu/v1/devices/${device.device_id}:restore`);
  assert.equal((await owner.get('/cmu/v1/devices')).items.length, 1);
});
