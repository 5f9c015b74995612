import { call, callFull } from '../../api/http';
import type { PlayGrant } from '../../api/types';
import { VedettePlayer } from '../../player/element';
import { watchTerminal } from '../../player/slots';

/** Gives the players of this page the portal's services. */
export function configurePlayer(): void {
  watchTerminal();
  VedettePlayer.configure({
    async requestPlay(request, flow, signal) {
      const answer = await callFull<PlayGrant>('/cmu/v1/play-requests', { method: 'POST', body: request, flow, signal });
      return { grant: answer.body, flow: answer.flow };
    },
    reportFlow(flowId, events) {
      // A report that is lost costs a line in a diagram, nothing else.
      void call('/cmu/v1/flow-reports', { method: 'POST', body: { flow_id: flowId, events } }).catch(() => undefined);
    },
    signalUrl: (path) => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`,
    pins: localStorage,
  });
}
