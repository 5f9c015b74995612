// Writes docs/flows/*.md: the diagram of a real run of each flow. Run by ./vedette docs --flows.
import { writeFileSync } from 'node:fs';
import { control, demoUser, eventually, launch, newId, openPage, operator, root, signIn, watch } from './lib.mjs';
import { assertFlow } from './flows.mjs';

const NAMES = { '8.1': 'registration', '8.2': 'binding', '8.4': 'play' };
const TITLES = { '8.1': 'Registration of a camera (H.626.4 §8.1)', '8.2': 'Binding a camera (H.626.4 §8.2)', '8.4': 'Play in a browser (H.626.4 §8.4)' };

function write(flow, trace) {
  const parties = [...new Set(trace.events.flatMap((e) => [e.from, e.to]))];
  const order = ['cu', 'cmu', 'scu', 'pu'].filter((p) => parties.includes(p));
  const start = Date.parse(trace.events[0].wall_time);
  const lines = trace.events.map((e) => {
    const after = Date.parse(e.wall_time) - start;
    const text = `${e.step} ${e.message.replace(/[a-z]{3}_[0-9a-z]{26}/g, '{id}').replace(/[;#]/g, ' ')} (${after} ms)`;
    return e.from === e.to ? `  Note over ${e.to}: ${text}` : `  ${e.from}->>${e.to}: ${text}`;
  });
  writeFileSync(`${root}docs/flows/${NAMES[flow]}.md`, `# ${TITLES[flow]}

Generated from a real run on one machine; do not edit. Times are milliseconds after the first step, each read on the wall
clock of who received it.

\`\`\`mermaid
sequenceDiagram
${order.map((p) => `  participant ${p} as ${p.toUpperCase()}`).join('\n')}
${lines.join('\n')}
\`\`\`
`);
}

const me = await demoUser();
const staff = await operator();
const device = (await eventually('a camera', async () => { const l = (await me.get('/cmu/v1/devices')).items; return l.length && l; }))[0];
const registration = (await staff.get('/cmu/v1/operator/flows?query=8.1')).items.find((f) => f.flow === '8.1');
write('8.1', await assertFlow(staff, registration.flow_id, '8.1', { staff: true }));
const browser = await launch();
const page = await openPage(browser);
await signIn(page);
const label = (await control('/cameras')).items.find((c) => !c.bound);
const bound = page.waitForResponse((r) => r.url().endsWith('/cmu/v1/bindings') && r.status() === 201);
await page.goto(label.url);
await page.getByRole('button', { name: /add/i }).first().click();
write('8.2', await assertFlow(me, (await (await bound).json()).flow_id, '8.2'));
const answer = page.waitForResponse((r) => r.url().endsWith('/cmu/v1/play-requests') && r.status() === 201);
await page.goto(new URL(`/cameras/${device.device_id}`, page.url()).href);
await watch(page, { frames: 5 });
write('8.4', await assertFlow(me, (await (await answer).json()).flow_id, '8.4'));
await browser.close();
console.log('docs/flows written');
