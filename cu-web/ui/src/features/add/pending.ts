import { parseLabelLink, type LabelLink } from './label';

/**
 * The label link that opened this page. It is read and removed from the address bar before anything else runs, and kept in memory only, so that it
 * outlives a sign-in on the way and nothing else.
 */
let pending: LabelLink | null = null;

/** Reads the link out of the address; called once, before the first page is drawn. */
export function captureLabelLink(): void {
  if (location.pathname !== '/add' || !location.hash) return;
  pending = parseLabelLink(location.hash);
  history.replaceState(history.state, '', '/add');
}

/** The link, left in place: drawing twice must not lose it. It goes when another label takes its place or the page is closed. */
export function takeLabelLink(): LabelLink | null {
  return pending;
}
