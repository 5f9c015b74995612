import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { useT, type MessageKey } from '../../app/i18n';
import type { PlayerView } from '../../player/element';
import { Icon } from '../../ui/Icon';
import { problemWords } from '../../ui/ProblemCard';
import { SupportCode } from '../../ui/SupportCode';

/** A connection this young, in ms, shows nothing: most stand before anybody could read a word. */
const QUIET_MS = 700;

/** What lies over the picture while there is none: connecting, reconnecting, offline, or why it failed and what to do. */
export function PlayerVeil({
  view,
  offlineSince,
  onRetry,
  deviceId,
}: {
  view: PlayerView | null;
  offlineSince: string | null;
  onRetry: () => void;
  deviceId: string;
}) {
  const t = useT();
  const state = view?.state;
  if (state?.kind === 'playing') return null;
  if (offlineSince !== null && state?.kind !== 'connecting' && state?.kind !== 'stalled' && state?.kind !== 'reconnecting') {
    return (
      <div className="vd-veil">
        <div className="vd-veil-card" role="status">
          <Icon name="offline" size={34} />
          <strong>{t('camera.offline-since', { time: offlineSince })}</strong>
          <p>{t('camera.offline-text')}</p>
        </div>
      </div>
    );
  }
  if (state?.kind === 'failed') {
    const words = problemWords(t, state.problem);
    const keyChanged = state.problem.code === 'device-key-changed';
    const action = actionFor(state.problem.code, deviceId);
    return (
      <div className="vd-veil" style={{ background: 'rgb(8 12 12 / 82%)' }}>
        <div className="vd-veil-card" role="alert" data-problem={state.problem.code}>
          <Icon name={keyChanged || state.problem.code === 'proof-invalid' ? 'shield' : 'warn'} size={34} style={{ color: '#f2b04a' }} />
          <strong>{words.title}</strong>
          <p>{words.text}</p>
          {action ? (
            <Button size="sm" variant="white" color="dark" component={Link} to={action.to}>
              {t(action.label)}
            </Button>
          ) : (
            <Button size="sm" variant="white" color="dark" onClick={onRetry} leftSection={<Icon name="retry" size={16} />}>
              {t('retry')}
            </Button>
          )}
          <SupportCode code={view?.flowId} />
        </div>
      </div>
    );
  }
  const held = state?.kind === 'stalled' || state?.kind === 'reconnecting';
  return <Connecting still={view?.hasStill === true || held} stalled={state?.kind === 'stalled'} />;
}

/** The one thing to do about a problem, where it is not to try again. */
function actionFor(code: string, deviceId: string): { to: string; label: MessageKey } | null {
  switch (code) {
    case 'device-key-changed':
      return { to: `/cameras/${deviceId}/details`, label: 'player.key-action' };
    case 'no-path-refused':
    case 'format-refused':
    case 'crowd-refused':
      return { to: `/cameras/${deviceId}/details#delivery`, label: 'player.delivery-action' };
    case 'no-picture':
    case 'connection-lost':
      return { to: '/account/connection', label: 'player.check-action' };
    default:
      return null;
  }
}

function Connecting({ still, stalled }: { still: boolean; stalled: boolean }) {
  const t = useT();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="vd-veil" data-clear={!still}>
      <div className="vd-veil-card" role="status">
        {(slow || still) && <div className="vd-ring" />}
        {(slow || still) && <p>{t(stalled ? 'player.stalled' : still ? 'player.reconnecting' : 'player.connecting')}</p>}
      </div>
    </div>
  );
}
