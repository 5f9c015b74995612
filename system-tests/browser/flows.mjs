// Compares a recorded flow with the step list of the register.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { eventually, root } from './lib.mjs';

const lists = JSON.parse(readFileSync(`${root}system-tests/src/main/resources/vedette/register/flows.json`, 'utf8'));

/** Reads the flow until every step of its list has been reported, then asserts each occurs once, between whom, in order. */
export async function assertFlow(person, flowId, flow, { nativeViewer = false, staff = false } = {}) {
  const { steps } = lists[flow];
  // A native RTSP client cannot report what it received: S3 is then known from S4, which cannot be without it.
  const expected = steps.filter((s) => !(nativeViewer && s.step === 'S3'));
  const trace = await eventually(`all steps of ${flow} in ${flowId}`, async () => {
    const t = await person.get(`/cmu/v1/${staff ? 'operator/' : ''}flows/${flowId}`);
    const seen = new Set(t.events.map((e) => e.step));
    const missing = expected.filter((s) => !seen.has(s.step));
    if (missing.length) throw new Error(`missing ${missing.map((s) => s.step)}; have ${[...seen]}`);
    return t;
  });
  const position = new Map();
  for (const step of expected) {
    const events = trace.events.filter((e) => e.step === step.step);
    assert.equal(events.length, 1, `${step.id} occurs once`);
    assert.equal(events[0].from, step.from, `${step.id} from`);
    assert.equal(events[0].to, step.to, `${step.id} to`);
    assert.equal(events[0].status, 'ok', `${step.id} status`);
    position.set(step.step, trace.events.indexOf(events[0]));
  }
  for (const step of expected) {
    for (const before of (step.after ?? []).filter((b) => position.has(b))) {
      assert.ok(position.get(before) < position.get(step.step), `${before} before ${step.step} in ${flow}`);
    }
  }
  return trace;
}
