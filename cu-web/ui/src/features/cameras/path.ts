import type { MessageKey, Translate } from '../../app/i18n';
import type { PlayerView } from '../../player/element';
import type { FallbackReason } from '../../player/machine';
import type { MediaPath, MediaProtocol } from '../../player/stats';

/** The words for how media travels; keys are the platform's. */
export const PATH_WORDS: Record<string, MessageKey> & Record<MediaPath, MessageKey> = {
  'direct-lan': 'path.direct-lan',
  'direct-punched': 'path.direct-punched',
  relayed: 'path.relayed',
  distributed: 'path.distributed',
};

export interface PathShown {
  path: MediaPath;
  title: string;
  why: string;
  /** Whether the reason stands beside the path: where something is not as good as it could be. */
  loud: boolean;
}

/** How the picture of this view travels and why so, in words; null while it is not known. */
export function pathShown(t: Translate, view: Pick<PlayerView, 'fallback' | 'codec' | 'stats'>): PathShown | null {
  if (view.fallback !== null) {
    return { path: 'distributed', title: t('path.distributed'), why: whyFragments(t, view.fallback, view.codec), loud: true };
  }
  const path = view.stats?.path;
  if (!path) return null;
  const why = path === 'relayed' ? t(RELAY_WHY[view.stats?.protocol ?? 'udp']) : t(path === 'direct-lan' ? 'path.why-lan' : 'path.why-punched');
  return { path, title: t(PATH_WORDS[path]), why, loud: false };
}

const RELAY_WHY: Record<MediaProtocol, MessageKey> = { udp: 'path.why-relayed', tcp: 'path.why-relayed-tcp', tls: 'path.why-relayed-tls' };

function whyFragments(t: Translate, reason: FallbackReason, codec: string | null): string {
  if (reason === 'no-path') return t('path.why-no-path');
  if (reason === 'crowd') return t('path.why-crowd');
  return t('path.why-format', { format: formatName(codec) });
}

/** A format's name as people know it: `hvc1.1.6.L93` is H.265. What WebRTC cannot carry of H.264 is its B-frames. */
export function formatName(codec: string | null): string {
  if (codec && /^(hvc1|hev1)/.test(codec)) return 'H.265';
  if (codec && /^avc/.test(codec)) return 'H.264 with B-frames';
  if (codec && /^av01/.test(codec)) return 'AV1';
  return 'This format';
}
