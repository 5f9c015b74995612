import type { Device } from '../../api/types';

type Channel = Device['channels'][number];

/** A picture format as the menu names it; `stream` only where a camera cannot adapt and streams are all there is. */
export interface Format {
  name: string;
  width: number;
  height: number;
  stream: string;
}

/** What a viewer asked for; null leaves it to the size of the picture on the screen. */
export interface Choice {
  format: Format | null;
  fps: number | null;
}

export const AUTO: Choice = { format: null, fps: null };

/** The formats of H.626.4 §6.1.3, largest first. */
const STANDARD = [
  { name: '720P', width: 1280, height: 720 },
  { name: 'D1', width: 704, height: 576 },
  { name: 'CIF', width: 352, height: 288 },
];
const RATES = [25, 15, 5, 1];

function main(channel: Channel): Channel['streams'][number] | undefined {
  return [...channel.streams].sort((a, b) => b.width - a.width)[0];
}

/** The formats to choose from: the standard's up to the camera's own size, or the streams of a camera that cannot adapt. */
export function formatsOf(channel: Channel): Format[] {
  const largest = main(channel)?.width ?? 0;
  if (!channel.adaptable) return channel.streams.map((s) => ({ name: `${s.height}p`, width: s.width, height: s.height, stream: s.stream }));
  return STANDARD.filter((f) => f.width <= largest).map((f) => ({ ...f, stream: 'main' }));
}

/** Frame rates to choose from, none above the camera's own. */
export function ratesOf(channel: Channel): number[] {
  return RATES.filter((fps) => fps <= (main(channel)?.fps ?? 0));
}

/** What to ask an adapting camera for; null when nothing is fixed and the screen decides. */
export function requestOf(choice: Choice, channel: Channel): { width_max: number; height_max: number; fps_max?: number } | null {
  if (choice.format === null && choice.fps === null) return null;
  const size = choice.format ?? main(channel);
  return {
    width_max: size?.width ?? 1280,
    height_max: size?.height ?? 720,
    ...(choice.fps === null ? { fps_max: main(channel)?.fps ?? 25 } : { fps_max: choice.fps }),
  };
}

/** Short form for the button; null for automatic. */
export function wordOf(choice: Choice): string | null {
  const parts = [choice.format?.name, choice.fps === null ? null : `${choice.fps} fps`].filter(Boolean);
  return parts.length > 0 ? parts.join(' ') : null;
}
