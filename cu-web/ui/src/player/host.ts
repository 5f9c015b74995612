import type { FlowRef } from '../api/flow';
import type { PlayGrant, PlayRequest } from '../api/types';
import type { PinStore } from './pins';
import type { Relayed } from './signalling';

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

export type ViewerMapping = NonNullable<NonNullable<PlayRequest['viewer_network']>['mapping']>;

/** What the player needs of the page around it. */
export interface PlayerHost {
  requestPlay(request: PlayRequest, flow: FlowRef, signal: AbortSignal): Promise<{ grant: PlayGrant; flow: FlowRef | null }>;
  /** `firstPictureMs`: from the click to the first presented frame, told once per session for the platform's statistics. */
  reportFlow(flowId: string, events: ViewerFlowEvent[], firstPictureMs?: number): void;
  /** Flow 11.3, R01, for a session whose signalling connection is not there to ask. */
  requestRelay(request: { session_id: string; token: string; reason: string; want: 'fmp4' }, flow: FlowRef): Promise<Relayed>;
  signalUrl(path: string): string;
  /** Whether play requests here are answered with ICE servers; told by each answer, so that the next knows. */
  relayExpected(seen?: boolean): boolean;
  /** How this browser's routers map its addresses (RFC 4787 §4.1), if a connection check found out; it helps the platform's statistics. */
  viewerMapping(): ViewerMapping | null;
  pins: PinStore;
}
