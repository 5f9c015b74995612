import { Link } from 'react-router';
import type { Device } from '../../api/types';
import { since } from '../../app/format';
import { useT } from '../../app/i18n';
import { Icon } from '../../ui/Icon';
import { problemWords } from '../../ui/ProblemCard';
import { isOnline } from './devices';
import { prepareCamera } from './prepare';
import { usePlayer } from './usePlayer';

/** One live picture in the grid; the whole tile is the link to the camera. */
export function Tile({ device }: { device: Device }) {
  const t = useT();
  const online = isOnline(device);
  return (
    <article className="vd-tile" data-status={device.status} data-device={device.device_id}>
      {online ? <LiveTile device={device} /> : <OfflineTile />}
      <div className="vd-tile-name">
        <span className="vd-dot" data-tone={online ? 'ok' : 'off'} />
        <span>{device.name}</span>
        {!online && <span className="vd-tile-note">{t('camera.offline-since', { time: since(device.status_since) })}</span>}
      </div>
      <Link
        className="vd-tile-link"
        to={`/cameras/${device.device_id}`}
        // The picture need not wait for the page: a press starts it. A finger may only be scrolling, so there the click does.
        onPointerDown={(event) => event.pointerType === 'mouse' && event.button === 0 && prepareCamera(device.device_id, device)}
        onClick={(event) => !event.ctrlKey && !event.metaKey && !event.shiftKey && prepareCamera(device.device_id, device)}
        aria-label={t('cameras.open', { name: device.name, status: t(online ? 'camera.online' : 'camera.offline') })}
      />
    </article>
  );
}

function OfflineTile() {
  const t = useT();
  return (
    <div className="vd-veil">
      <div className="vd-veil-mini">
        <Icon name="offline" size={26} />
        {t('camera.offline')}
      </div>
    </div>
  );
}

function LiveTile({ device }: { device: Device }) {
  const t = useT();
  const { ref, view } = usePlayer(device.device_id, device);
  const state = view?.state;
  return (
    <>
      <vedette-player ref={ref} />
      {state?.kind === 'failed' && (
        <div className="vd-veil">
          <div className="vd-veil-mini" role="status" data-problem={state.problem.code}>
            <Icon name="warn" size={24} />
            {problemWords(t, state.problem).title}
          </div>
        </div>
      )}
      {(state === undefined || state.kind === 'connecting' || state.kind === 'stalled' || state.kind === 'reconnecting') && (
        <div className="vd-veil" data-clear={view?.hasStill !== true && state?.kind !== 'stalled' && state?.kind !== 'reconnecting'}>
          <div className="vd-ring" role="status" aria-label={t('player.connecting')} />
        </div>
      )}
    </>
  );
}
