import type { PlayerHost } from './host';
import { MediaSession, type SessionRequest } from './session';

/** A session that nobody took is given up after this, in ms: the press became no click. */
const UNTAKEN_MS = 2_500;

let waiting: { session: MediaSession; timer: ReturnType<typeof setTimeout> } | null = null;

/**
 * Starts a session before the page that will show it exists: at the press of the button that leads there. One waits at a time.
 */
export function prepareSession(host: PlayerHost, request: SessionRequest): void {
  if (waiting?.session.request.deviceId === request.deviceId && !waiting.session.over) return;
  discardPrepared();
  const session = new MediaSession(host, request);
  waiting = { session, timer: setTimeout(discardPrepared, UNTAKEN_MS) };
  void session.start();
}

/** The session that waits for this camera, if one does. */
export function takePrepared(deviceId: string, channel: number): MediaSession | null {
  const session = waiting?.session;
  if (!session || session.over || session.request.deviceId !== deviceId || session.request.channel !== channel) return null;
  clearTimeout(waiting?.timer);
  waiting = null;
  return session;
}

export function discardPrepared(): void {
  clearTimeout(waiting?.timer);
  waiting?.session.close(true);
  waiting = null;
}
