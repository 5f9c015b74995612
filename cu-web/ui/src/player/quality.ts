/** Which stream the viewer asked for; `auto` follows the size of the picture on the screen. */
export type StreamChoice = 'auto' | (string & {});

export interface Size {
  width: number;
  height: number;
}

export interface StreamSize extends Size {
  stream: string;
}

const STEP = 32;
/** CIF: below it a camera saves next to nothing and the picture turns to mush. */
const WIDTH_MIN = 352;
const WIDTH_MAX = 3840;
/** A small stream stretched by up to this factor still looks fine; beyond it the main stream is asked for. */
const STRETCH_MAX = 1.25;

/** The stream for a picture of this many device pixels. */
export function streamFor(choice: StreamChoice, size: Size, streams: readonly StreamSize[]): string {
  if (choice !== 'auto' && streams.some((stream) => stream.stream === choice)) return choice;
  const bySize = [...streams].sort((a, b) => a.width - b.width);
  const fitting = bySize.find((stream) => stream.width * STRETCH_MAX >= size.width);
  return (fitting ?? bySize.at(-1))?.stream ?? 'main';
}

/**
 * The largest size to ask for. Cameras have a ladder of formats and take the next one below, so there is some room above what the screen shows; the
 * height leaves the shape of the picture to the camera. Rounded up to steps, so that a pixel more or less asks for nothing new.
 */
export function sizeWanted(size: Size): Size {
  const side = Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, Math.ceil((size.width * STRETCH_MAX) / STEP) * STEP));
  return { width: side, height: side };
}

/** Whether the picture grew or shrank enough to ask the camera for another size. */
export function worthAsking(before: Size, next: Size): boolean {
  const ratio = next.width / Math.max(1, before.width);
  return ratio > 1.15 || ratio < 0.85;
}
