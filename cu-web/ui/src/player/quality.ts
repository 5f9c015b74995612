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

/**
 * The stream for a picture of this many device pixels. Where the `whole` picture is shown, one of another shape than the camera's largest would stand between
 * bars, however well it fits: it is not taken.
 */
export function streamFor(choice: StreamChoice, size: Size, streams: readonly StreamSize[], whole = false): string {
  if (choice !== 'auto' && streams.some((stream) => stream.stream === choice)) return choice;
  const largest = [...streams].sort((a, b) => b.width - a.width)[0];
  const bySize = streams.filter((stream) => !whole || largest === undefined || sameShape(stream, largest)).sort((a, b) => a.width - b.width);
  const fitting = bySize.find((stream) => stream.width * STRETCH_MAX >= size.width);
  return (fitting ?? bySize.at(-1))?.stream ?? 'main';
}

/** Sizes that cameras commonly encode at, smallest first: those of H.626.4 §6.1.3 and full HD. */
const RUNGS: readonly Size[] = [
  { width: 352, height: 288 },
  { width: 704, height: 576 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
];
/** Shapes that differ by less than this are the same to a camera. */
const SHAPE_TOLERANCE = 0.08;

/**
 * The largest size to ask for. The shape of the picture goes first: of a wide camera a smaller wide picture or the whole one, never a narrow one that happens
 * to fit better. Where nothing is known of the camera there is some room above what the screen shows, in steps, so that a pixel more or less asks for
 * nothing new; the height then leaves the shape to the camera.
 */
export function sizeWanted(size: Size, streams: readonly StreamSize[] = [], stream = ''): Size {
  const source = streams.find((candidate) => candidate.stream === stream && candidate.width > 0 && candidate.height > 0);
  if (source) {
    const rungs = RUNGS.filter((rung) => rung.width < source.width && sameShape(rung, source));
    const fitting = rungs.find((rung) => rung.width * STRETCH_MAX >= size.width) ?? source;
    return { width: fitting.width, height: fitting.height };
  }
  const side = Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, Math.ceil((size.width * STRETCH_MAX) / STEP) * STEP));
  return { width: side, height: side };
}

function sameShape(a: Size, b: Size): boolean {
  return Math.abs((a.width * b.height) / (a.height * b.width) - 1) < SHAPE_TOLERANCE;
}

/** Whether the picture grew or shrank enough to ask the camera for another size. */
export function worthAsking(before: Size, next: Size): boolean {
  const ratio = next.width / Math.max(1, before.width);
  return ratio > 1.15 || ratio < 0.85;
}
