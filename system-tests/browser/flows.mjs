// Compares a recorded flow with the step list of the register.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { eventually, root } from './lib.mjs';

const lists = JSON.parse(readFileSync(`${root}system-tests/src/main/resources/vedette/register/flows.json`, 'utf8'));

/**
 * Reads the flow until every step of its list has been reported, then asserts each occurs once, between whom, in order. A step
 * that both sides take is two entries of the list, told apart by who took it.
 */
export async function assertFlow(person, flowId, flow, { nativeViewer = false, staff = false } = {}) {
  const { steps } = lists[flow];
  // A native RTSP client cannot report what it received: that is then known from the next step, which cannot be without it.
  const expected = steps.filter((s) => !(nativeViewer && s.recorded_by === 'cu' && s.step !== 'S10' && s.step !== 'R11'));
  const of = (step, events) => events.filter((e) => e.step === step.step && (e.from === step.from || steps.filter((s) => s.step === step.step).length === 1));
  const trace = await eventually(`all steps of ${flow} in ${flowId}`, async () => {
    const t = await person.get(`/cmu/v1/${staff ? 'operator/' : ''}flows/${flowId}`);
    const missing = expected.filter((s) => of(s, t.events).length === 0);
    if (missing.length) throw new Error(`missing ${missing.map((s) => `${s.step} from ${s.from}`)}; have ${t.events.map((e) => `${e.step} ${e.from}-${e.to}`)}`);
    return t;
  });
  const position = new Map();
  for (const step of expected) {
    const events = of(step, trace.events);
    assert.equal(events.length, 1, `${flow} ${step.step} occurs once`);
    assert.equal(events[0].from, step.from, `${flow} ${step.step} from`);
    assert.equal(events[0].to, step.to, `${flow} ${step.step} to`);
    assert.equal(events[0].status, 'ok', `${flow} ${step.step} status`);
    position.set(step.step, trace.events.indexOf(events[0]));
  }
  for (const step of expected) {
    for (const before of (step.after ?? []).filter((b) => position.has(b))) {
      assert.ok(position.get(before) < position.get(step.step), `${before} before ${step.step} in ${flow}`);
    }
  }
  return trace;
}
