import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import { flowDetail, household } from './mock-data.ts';

/** An in-memory stand-in for the platform, for drawing pages under `npm run dev` only. It has no media: pictures stay unreachable. */
export function mockBackend(): Plugin {
  const data = household();
  let signedIn: 'user' | 'operator' | null = null;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://mock');
    const path = url.pathname;
    const body = request.method === 'GET' ? {} : await json(request);
    const send = (status: number, value?: unknown): void => {
      response.statusCode = status;
      response.setHeader('content-type', status >= 400 ? 'application/problem+json' : 'application/json');
      response.end(value === undefined ? '' : JSON.stringify(value));
    };
    const problem = (status: number, code: string, detail?: string): void => send(status, { title: code, status, code, detail });
    const tokens = (role: 'user' | 'operator'): void => {
      signedIn = role;
      send(201, { access_token: 'mock', expires_in_ms: 900_000, account: data.accounts[role] });
    };
    const page = (items: unknown[]): void => send(200, { items, next_cursor: null });

    if (path === '/session/refresh') return signedIn ? tokens(signedIn) : send(204);
    if (path === '/session/login')
      return body['password'] === 'wrong' ? problem(401, 'login-failed') : tokens(String(body['phone']).endsWith('00') ? 'operator' : 'user');
    if (path === '/session/link') return tokens(body['link_token'] === 'operator' ? 'operator' : 'user');
    if (path === '/session/logout') {
      signedIn = null;
      return send(204);
    }
    const api = path.replace(/^\/cmu\/v1/, '');
    const query = (url.searchParams.get('query') ?? '').toLowerCase();
    const match = (value: object): boolean => JSON.stringify(value).toLowerCase().includes(query);
    if (api === '/platform') return send(200, data.platform);
    if (api === '/me') return send(200, data.accounts[signedIn ?? 'user']);
    if (api === '/me/sessions') return page(data.signIns);
    if (api === '/me/security-log') return page(data.securityLog);
    if (api === '/signups') return send(202, { signup_id: 'sgn_1', expires_at: new Date(Date.now() + 600_000).toISOString() });
    if (/^\/signups\/.*:confirm$/.test(api))
      return body['code'] === '111111' ? problem(422, 'code-wrong', '4 tries left') : send(201, { status: 'pending' });
    if (api === '/password-resets') return send(202, { reset_id: 'req_1', expires_at: new Date(Date.now() + 600_000).toISOString() });
    if (api === '/devices')
      return page(data.devices.filter(match).filter((d) => !url.searchParams.get('group') || d.group === url.searchParams.get('group')));
    const device = /^\/devices\/([^/:]+)$/.exec(api);
    if (device) {
      const found = data.devices.find((d) => d.device_id === device[1]);
      if (!found) return problem(404, 'device-not-found');
      if (request.method === 'PATCH') Object.assign(found, body);
      return request.method === 'DELETE' ? send(204) : send(200, found);
    }
    if (/^\/devices\/[^/]+\/access-keys$/.test(api)) return page([]);
    if (api === '/bindings') return problem(404, 'bind-failed');
    if (api === '/play-requests') return problem(409, 'device-offline');
    if (api === '/flow-reports') return send(202);
    if (api === '/flows' || api === '/operator/flows') return page(data.flows.filter(match));
    if (/\/flows\/flw_/.test(api)) return send(200, flowDetail(api.split('/').at(-1) ?? ''));
    if (api === '/connection-check') return send(200, { ice_servers: [], gateway_ws: '/scu/v1/signal' });
    if (api === '/operator/media-servers') return page(data.mediaServers);
    if (api === '/operator/paths') return send(200, { pairs: data.pairs });
    if (api === '/operator/overview') return send(200, data.overview);
    const list = /^\/operator\/(customers|cameras|vendors|sessions|audit|messages|services|invitations)$/.exec(api);
    if (list && request.method === 'GET') return page(data[list[1] as 'customers'].filter(match));
    if (api === '/operator/invitations') return send(201, { ...data.invitations[0], url: 'http://127.0.0.1:8080/signup#invitation=u2hQx0y7' });
    return problem(404, 'not-found', api);
  }

  return {
    name: 'vedette-mock',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (/^\/(cmu|session)\//.test(request.url ?? '')) void handle(request, response);
        else next();
      });
    },
  };
}

async function json(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text ? (JSON.parse(text) as Record<string, unknown>) : {};
}
