import type { FlowDetail, FlowEvent } from '../../api/types';

export interface FlowRow {
  step: string;
  from: string;
  to: string;
  message: string;
  status: 'ok' | 'failed' | 'missing';
  code: string | null;
  /** Since the first event, in ms, by the clocks of the services; null where clocks contradict the order. */
  at: number | null;
  /** Since the event that caused it, in ms. */
  took: number | null;
  reportedBy: string | null;
}

export interface FlowPicture {
  lanes: string[];
  rows: FlowRow[];
  totalMs: number | null;
  brokeAt: string | null;
}

const LANE_ORDER = ['cu', 'cmu', 'scu', 'mtu', 'csmu', 'csau', 'mdu', 'csdu', 'pu', 'nvr'];

/** Entities as the flow pages name them. */
export const ENTITY_WORDS: Record<string, string> = {
  cu: 'Viewer',
  cmu: 'Management',
  scu: 'Control',
  pu: 'Camera',
  mtu: 'Relay',
  csmu: 'Storage mgmt',
  csau: 'Storage access',
  mdu: 'Distribution',
};

/** Turns a recorded flow into a sequence diagram: lanes, one row per step in causal order, and a gap for each step that never happened. */
export function flowPicture(detail: Pick<FlowDetail, 'events' | 'expected_steps' | 'broke_at' | 'outcome'>): FlowPicture {
  const events = detail.events;
  const byId = new Map(events.map((event) => [event.event_id, event]));
  const start = events[0] ? time(events[0]) : null;
  const rows: FlowRow[] = [];
  let latest = 0;
  for (const event of events) {
    const cause = event.cause ? byId.get(event.cause) : undefined;
    const at = start === null ? null : time(event) - start;
    const sound = at !== null && at >= latest - CLOCK_SLACK_MS;
    if (sound && at !== null) latest = Math.max(latest, at);
    rows.push({
      step: event.step,
      from: event.from,
      to: event.to,
      message: event.message.replace(/\/(?:internal|cmu|scu)\/v1\//, ''),
      status: event.status === 'ok' ? 'ok' : 'failed',
      code: event.status === 'ok' ? null : event.status,
      at: sound ? Math.max(0, at) : null,
      took: took(event, cause),
      reportedBy: event.reported_by ?? null,
    });
  }
  const seen = new Set(events.map((event) => event.step));
  for (const step of detail.expected_steps ?? []) {
    if (!seen.has(step)) rows.push({ step, from: '', to: '', message: '', status: 'missing', code: null, at: null, took: null, reportedBy: null });
  }
  const used = new Set(events.flatMap((event) => [event.from, event.to]));
  const lanes = [...LANE_ORDER.filter((lane) => used.has(lane)), ...[...used].filter((lane) => !LANE_ORDER.includes(lane))];
  return { lanes, rows, totalMs: events.length > 1 ? latest : null, brokeAt: detail.outcome === 'failed' ? (detail.broke_at ?? null) : null };
}

/** Clocks of services on different hosts differ a little; a step this much before its predecessor is still drawn at its time. */
const CLOCK_SLACK_MS = 50;

function time(event: FlowEvent): number {
  return Date.parse(event.wall_time);
}

function took(event: FlowEvent, cause: FlowEvent | undefined): number | null {
  if (!cause) return null;
  // The same entity's monotonic clock is exact; between two entities only wall clocks can be compared.
  const ms = cause.to === event.to && !event.reported_by && !cause.reported_by ? (event.mono_ns - cause.mono_ns) / 1e6 : time(event) - time(cause);
  return ms < -CLOCK_SLACK_MS ? null : Math.max(0, ms);
}
