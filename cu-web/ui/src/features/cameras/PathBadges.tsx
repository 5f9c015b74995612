import { useEffect, useState } from 'react';
import { useT } from '../../app/i18n';
import type { PlayerView } from '../../player/element';
import { Icon } from '../../ui/Icon';
import { pathShown } from './path';

/** How long a change of the path stays marked, in ms. */
const CHANGED_MS = 5_000;

/** What lies over the picture: how it travels and why, whether it is reduced, and whom the viewer trusts it by. */
export function PathBadges({ view }: { view: PlayerView }) {
  const t = useT();
  const shown = pathShown(t, view);
  const changed = useChanged(shown?.path ?? null);
  return (
    <div className="vd-badges" role="status">
      {shown && (
        <span className="vd-badge" data-testid="path" data-path={shown.path} data-changed={changed} title={shown.why}>
          <span className="vd-dot" data-tone={shown.path === 'distributed' ? 'warn' : 'ok'} /> {changed && t('path.now')} {shown.title}
        </span>
      )}
      {shown?.loud && (
        <span className="vd-badge vd-badge-text" data-testid="path-why">
          {shown.why}
        </span>
      )}
      {view.silent !== null && (
        <span className="vd-badge" title={view.silent}>
          <Icon name="mute" size={15} /> {t('path.silent')}
        </span>
      )}
      {view.reduced && (
        <span className="vd-badge" data-testid="reduced" title={t('player.reduced-why')}>
          <span className="vd-dot" data-tone="warn" /> {t('player.reduced')}
        </span>
      )}
      {view.trust && (
        <span className="vd-badge" data-testid="trust">
          <Icon name="shield" size={15} /> {t(view.trust === 'label' ? 'trust.label' : 'trust.platform')}
        </span>
      )}
    </div>
  );
}

/** True for a while after the value became another one. */
function useChanged(value: string | null): boolean {
  const [seen, setSeen] = useState(value);
  const [changed, setChanged] = useState(false);
  if (value !== null && value !== seen) {
    setSeen(value);
    setChanged(seen !== null);
  }
  useEffect(() => {
    if (!changed) return;
    const timer = setTimeout(() => setChanged(false), CHANGED_MS);
    return () => clearTimeout(timer);
  }, [changed, seen]);
  return changed;
}
