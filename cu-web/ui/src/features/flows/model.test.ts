import { describe, expect, it } from 'vitest';
import { flowDetail } from '../../../dev/mock-data';
import type { FlowDetail, FlowEvent } from '../../api/types';
import { flowPicture } from './model';

const detail = (id: string) => flowDetail(id) as unknown as FlowDetail;

describe('flow diagram', () => {
  it('draws every step of a good run in order, with times', () => {
    const picture = flowPicture(detail('flw_1'));
    expect(picture.lanes).toEqual(['cu', 'cmu', 'scu', 'pu']);
    expect(picture.rows.map((row) => row.step)).toEqual(['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9', 'S10']);
    expect(picture.rows.every((row) => row.status === 'ok')).toBe(true);
    expect(picture.rows[9]).toMatchObject({ at: 61, took: 33, from: 'pu', to: 'cu' });
    expect(picture.totalMs).toBe(61);
    expect(picture.brokeAt).toBeNull();
  });

  it('shows where a run broke and what never happened', () => {
    const picture = flowPicture(detail('flw_2'));
    expect(picture.rows.find((row) => row.step === 'S7')).toMatchObject({ status: 'failed', code: 'token-expired' });
    expect(picture.rows.filter((row) => row.status === 'missing').map((row) => row.step)).toEqual(['S8', 'S9', 'S10']);
    expect(picture.brokeAt).toBe('S7');
  });

  it('gives no time where clocks contradict the order', () => {
    const good = detail('flw_1');
    const events = good.events.map((event, i): FlowEvent =>
      i === 4 ? { ...event, wall_time: new Date(Date.parse(event.wall_time) - 5_000).toISOString() } : event,
    );
    const picture = flowPicture({ ...good, events });
    expect(picture.rows[4]).toMatchObject({ at: null, took: null });
    expect(picture.totalMs).toBe(61);
  });

  it('draws nothing of nothing', () => {
    expect(flowPicture({ events: [], expected_steps: [], broke_at: null } as unknown as FlowDetail)).toMatchObject({
      lanes: [],
      rows: [],
      totalMs: null,
    });
  });
});
