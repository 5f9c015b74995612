import type { MessageKey } from '../../app/i18n';

/** The words for how media travels; keys are the platform's. */
export const PATH_WORDS: Record<string, MessageKey> & Record<'direct-lan' | 'direct-punched' | 'relayed' | 'distributed', MessageKey> = {
  'direct-lan': 'path.direct-lan',
  'direct-punched': 'path.direct-punched',
  relayed: 'path.relayed',
  distributed: 'path.distributed',
};
