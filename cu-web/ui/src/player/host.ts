import type { FlowRef } from '../api/flow';
import type { PlayGrant, PlayRequest } from '../api/types';
import type { PinStore } from './pins';

/** A reception that the viewer reports to the flow trace. */
export interface ViewerFlowEvent {
  event_id: string;
  flow: string;
  flow_id: string;
  step: string;
  from: string;
  to: string;
  message: string;
  status: string;
  cause?: string | undefined;
  message_id: string;
  mono_ns: number;
  wall_time: string;
}

/** What the player needs of the page around it. */
export interface PlayerHost {
  requestPlay(request: PlayRequest, flow: FlowRef, signal: AbortSignal): Promise<{ grant: PlayGrant; flow: FlowRef | null }>;
  reportFlow(flowId: string, events: ViewerFlowEvent[]): void;
  signalUrl(path: string): string;
  pins: PinStore;
}
