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
const WIDTH_MIN = 160;
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

/** The size to ask for: rounded up to steps, so that a pixel more or less asks for nothing new. */
export function sizeWanted(size: Size): Size {
  const up = (value: number, min: number): number => Math.min(WIDTH_MAX, Math.max(min, Math.ceil(value / STEP) * STEP));
  return { width: up(size.width, WIDTH_MIN), height: up(size.height, WIDTH_MIN / 2) };
}

/** Whether the picture grew or shrank enough to ask the camera for another size. */
export function worthAsking(before: Size, next: Size): boolean {
  const ratio = next.width / Math.max(1, before.width);
  return ratio > 1.15 || ratio < 0.85;
}
