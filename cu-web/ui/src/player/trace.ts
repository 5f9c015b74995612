import { nextId } from '../api/ids';
import type { ViewerFlowEvent } from './host';

/** Collects what this viewer received in one flow, to be reported in one go once the picture stands (or broke). */
export class ViewerTrace {
  private events: ViewerFlowEvent[] = [];

  constructor(
    readonly flow: string,
    readonly flowId: string,
  ) {}

  /** Records a reception now and returns its id, the cause of what this viewer sends next. */
  record(step: string, from: string, message: string, status: string, cause: string | undefined): string {
    const eventId = nextId('evt');
    this.events.push({
      event_id: eventId,
      flow: this.flow,
      flow_id: this.flowId,
      step,
      from,
      to: 'cu',
      message,
      status,
      cause,
      message_id: nextId('msg'),
      mono_ns: Math.round(performance.now() * 1e6),
      wall_time: new Date().toISOString(),
    });
    return eventId;
  }

  drain(): ViewerFlowEvent[] {
    const events = this.events;
    this.events = [];
    return events;
  }
}
