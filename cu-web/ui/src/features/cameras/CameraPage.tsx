import { Tabs } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Link, useNavigate, useParams } from 'react-router';
import { problemOf, ProblemError } from '../../api/problem';
import { useT } from '../../app/i18n';
import { Icon } from '../../ui/Icon';
import { ProblemCard } from '../../ui/ProblemCard';
import { StateCard } from '../../ui/StateCard';
import { CameraDetails } from './CameraDetails';
import { CameraSettings } from './CameraSettings';
import { isOnline, useDevice } from './devices';
import { LivePlayer } from './LivePlayer';

export type CameraTab = 'live' | 'details' | 'settings';

/** A camera's page. The picture starts at once; what is known of the camera follows. */
export function CameraPage({ tab }: { tab: CameraTab }) {
  const t = useT();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const query = useDevice(id);
  const device = query.data;
  useDocumentTitle(`${device?.name ?? t('camera.camera')} · Vedette`);
  const gone = query.error instanceof ProblemError && query.error.problem.status === 404;
  if (gone)
    return <StateCard icon="camera" title={t('camera.gone')} text={t('camera.gone-text')} action={{ label: t('camera.back'), to: '/cameras' }} />;
  const manage = device?.rights.includes('manage') ?? true;
  return (
    <>
      <div className="vd-page-head" style={{ marginBottom: 6 }}>
        <Link to="/cameras" className="vd-icon-button" aria-label={t('camera.back')}>
          <Icon name="back" size={22} />
        </Link>
        <h1>{device?.name ?? '\u00a0'}</h1>
        {device && (
          <span style={{ display: 'inline-flex', alignItems: 'center', gap: 8, color: 'var(--mantine-color-dimmed)' }} data-testid="status">
            <span className="vd-dot" data-tone={isOnline(device) ? 'ok' : 'off'} />
            {t(isOnline(device) ? 'camera.online' : 'camera.offline')}
          </span>
        )}
      </div>
      <Tabs value={tab} onChange={(value) => void navigate(`/cameras/${id}${value === 'live' ? '' : `/${value}`}`)} mb="md" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="live">{t('camera.live')}</Tabs.Tab>
          <Tabs.Tab value="details">{t('camera.details')}</Tabs.Tab>
          {manage && <Tabs.Tab value="settings">{t('camera.settings')}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="live">
          <LivePlayer key={id} deviceId={id} device={device} />
        </Tabs.Panel>
        <Tabs.Panel value="details">{device && <CameraDetails device={device} />}</Tabs.Panel>
        <Tabs.Panel value="settings">{device && manage && <CameraSettings device={device} />}</Tabs.Panel>
      </Tabs>
      {query.isError && device === undefined && <ProblemCard problem={problemOf(query.error)} onRetry={() => void query.refetch()} />}
    </>
  );
}
