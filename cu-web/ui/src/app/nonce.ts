/** The nonce that the gateway put into this page; style tags made by the component library must carry it. */
export function styleNonce(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  const nonce = meta?.nonce || '';
  // Read by get-nonce, which locks scrolling behind dialogs for the component library.
  (globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = nonce;
  return nonce;
}
