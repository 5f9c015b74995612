import type { Device } from '../../api/types';
import { prepareSession } from '../../player/prepare';
import { sizeWanted, streamFor } from '../../player/quality';
import { isOnline, streamsOf } from './devices';
import { playerHost } from './player-host';

/** Width of the side bar and the margins beside the large picture on wide screens, in CSS pixels (app.css). */
const BESIDE = 276;
const PHONE_MAX = 760;

/**
 * Starts the session of a camera whose page is about to open: the page takes it when it is there. What the picture's place will be is guessed; the player puts
 * it right.
 */
export function prepareCamera(deviceId: string, device?: Device): void {
  if (device && !isOnline(device)) return;
  const streams = streamsOf(device);
  const width = (window.innerWidth > PHONE_MAX ? window.innerWidth - BESIDE : window.innerWidth) * (window.devicePixelRatio || 1);
  const size = { width, height: (width * 9) / 16 };
  const stream = streamFor('auto', size, streams, true);
  const wanted = sizeWanted(size, streams, stream);
  prepareSession(playerHost, { deviceId, channel: 1, stream, widthMax: wanted.width, heightMax: wanted.height });
}
