import { call, callFull } from '../../api/http';
import type { PlayGrant } from '../../api/types';
import type { PlayerHost } from '../../player/host';
import { VedettePlayer } from '../../player/element';
import type { Relayed } from '../../player/signalling';
import { watchTerminal } from '../../player/slots';
import { knownMapping } from '../check/mapping';

// A portal on this very machine has no routers on the way to its cameras.
let relayExpected = !/^(localhost|127\.|\[::1\])/.test(location.hostname);

/** The portal's services, as the players of this page use them. */
export const playerHost: PlayerHost = {
  async requestPlay(request, flow, signal) {
    const answer = await callFull<PlayGrant>('/cmu/v1/play-requests', { method: 'POST', body: request, flow, signal });
    return { grant: answer.body, flow: answer.flow };
  },
  requestRelay: (request, flow) => call<Relayed>('/scu/v1/relay-requests', { method: 'POST', body: { ...request, flow }, flow, anonymous: true }),
  reportFlow(flowId, events, firstPictureMs) {
    const body = { flow_id: flowId, events, ...(firstPictureMs === undefined ? {} : { first_picture_ms: firstPictureMs }) };
    // A report that is lost costs a line in a diagram, nothing else.
    void call('/cmu/v1/flow-reports', { method: 'POST', body }).catch(() => undefined);
  },
  signalUrl: (path) => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`,
  relayExpected: (seen) => (relayExpected = seen ?? relayExpected),
  viewerMapping: knownMapping,
  pins: localStorage,
};

/** Gives the players of this page the portal's services. */
export function configurePlayer(): void {
  watchTerminal();
  VedettePlayer.configure(playerHost);
}
