/**
 * Who may decode now, on terminals that decode only a few pictures well. Up to `max` wanting pictures all play; with more, the first `max - 1` play
 * and the rest take turns for one slot, so that each shows a fresh still.
 */
export class DecodeSlots {
  private readonly wanting: string[] = [];
  private turn = 0;
  private granted: ReadonlySet<string> = new Set();
  private readonly listeners = new Map<string, (granted: boolean) => void>();

  constructor(private max: number) {}

  limit(max: number): void {
    this.max = max;
    this.update();
  }

  want(id: string, listener: (granted: boolean) => void): void {
    if (this.listeners.has(id)) return;
    this.wanting.push(id);
    this.listeners.set(id, listener);
    this.update();
  }

  release(id: string): void {
    const at = this.wanting.indexOf(id);
    if (at < 0) return;
    this.wanting.splice(at, 1);
    this.listeners.delete(id);
    this.update();
  }

  /** Gives the shared slot to the next in line; call it every few seconds. */
  rotate(): void {
    this.turn++;
    this.update();
  }

  has(id: string): boolean {
    return this.granted.has(id);
  }

  private update(): void {
    const before = this.granted;
    this.granted = this.pick();
    for (const [id, listener] of [...this.listeners]) {
      if (before.has(id) !== this.granted.has(id)) listener(this.granted.has(id));
    }
  }

  private pick(): Set<string> {
    if (this.wanting.length <= this.max) return new Set(this.wanting);
    const steady = this.wanting.slice(0, this.max - 1);
    const rest = this.wanting.slice(this.max - 1);
    const turn = rest[this.turn % rest.length];
    return new Set(turn === undefined ? steady : [...steady, turn]);
  }
}

const ROTATE_MS = 4_000;
const PHONE_MAX = 4;

/** The slots of this page: {@link PHONE_MAX} on a phone, no limit elsewhere. */
export const pageSlots = new DecodeSlots(Number.MAX_SAFE_INTEGER);

/** Starts following the terminal's width and taking turns; called once by the page. */
export function watchTerminal(): void {
  const phone = window.matchMedia('(max-width: 640px)');
  const apply = (): void => pageSlots.limit(phone.matches ? PHONE_MAX : Number.MAX_SAFE_INTEGER);
  phone.addEventListener('change', apply);
  apply();
  setInterval(() => pageSlots.rotate(), ROTATE_MS);
}
