import { Button, Group, Switch } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { call } from '../../api/http';
import { problemOf } from '../../api/problem';
import type { Device, FlowSummary, Page, PlaySession } from '../../api/types';
import { dateTime } from '../../app/format';
import { useT } from '../../app/i18n';
import { forgetPin, readPin } from '../../player/pins';
import { Icon } from '../../ui/Icon';
import { ProblemNote } from '../../ui/ProblemCard';
import { FLOW_WORDS, FlowDiagramById } from '../flows/FlowDiagram';
import { PATH_WORDS } from './path';

/** What the camera is, whom this browser trusts it by, how its media came last, and the flow of that. */
export function CameraDetails({ device }: { device: Device }) {
  const t = useT();
  const sessions = useQuery({
    queryKey: ['play-sessions', device.device_id],
    queryFn: ({ signal }) => call<Page<PlaySession>>('/cmu/v1/play-sessions', { query: { device_id: device.device_id, limit: 1 }, signal }),
    refetchInterval: 5_000,
  });
  const flows = useQuery({
    queryKey: ['flows', device.device_id],
    queryFn: ({ signal }) => call<Page<FlowSummary>>('/cmu/v1/flows', { query: { device_id: device.device_id, limit: 8 }, signal }),
    refetchInterval: 5_000,
  });
  const [shown, setShown] = useState<string | null>(null);
  const flowId = shown ?? flows.data?.items.find((flow) => flow.flow === '8.4')?.flow_id ?? flows.data?.items[0]?.flow_id ?? null;
  const path = sessions.data?.items[0]?.path?.kind;
  const streams = device.channels[0]?.streams ?? [];
  return (
    <>
      <section className="vd-card vd-section">
        <h2>{t('details.camera')}</h2>
        <dl className="vd-facts">
          <dt>{t('details.path')}</dt>
          <dd>{path && path in PATH_WORDS ? t(PATH_WORDS[path]!) : t('details.path-none')}</dd>
          <dt>{t('details.model')}</dt>
          <dd>
            {device.vendor} {device.model}
          </dd>
          <dt>{t('details.serial')}</dt>
          <dd className="vd-mono">{device.serial}</dd>
          <dt>{t('details.firmware')}</dt>
          <dd>{device.firmware}</dd>
          <dt>{t('details.streams')}</dt>
          <dd>{streams.map((s) => `${s.width} × ${s.height}, ${s.fps} fps`).join(' · ') || '–'}</dd>
          <dt>{t('details.bound')}</dt>
          <dd>{dateTime(device.bound_at)}</dd>
        </dl>
      </section>
      <Delivery device={device} />
      <Identity device={device} />
      <section className="vd-card vd-section">
        <h2>{t('details.flows')}</h2>
        {flows.data?.items.length === 0 && <p style={{ margin: 0, color: 'var(--mantine-color-dimmed)' }}>{t('details.no-flows')}</p>}
        <Group gap="xs" mb="md">
          {flows.data?.items.map((flow) => (
            <Button
              key={flow.flow_id}
              size="compact-sm"
              variant={flow.flow_id === flowId ? 'light' : 'subtle'}
              color={flow.outcome === 'failed' ? 'clay' : 'pine'}
              onClick={() => setShown(flow.flow_id)}
            >
              {FLOW_WORDS[flow.flow] ? t(FLOW_WORDS[flow.flow]!) : flow.flow} · {dateTime(flow.started_at).split(', ').at(-1)}
            </Button>
          ))}
        </Group>
        {flowId && <FlowDiagramById flowId={flowId} />}
        {flowId && (
          <Button mt="sm" size="compact-sm" variant="subtle" component={Link} to={`/flows/${flowId}`}>
            {t('flow.open')}
          </Button>
        )}
      </section>
    </>
  );
}

/** Whether the provider may pass this camera's picture on, and what that means for who can see it. */
function Delivery({ device }: { device: Device }) {
  const t = useT();
  const client = useQueryClient();
  const { hash } = useLocation();
  const section = useRef<HTMLElement>(null);
  const manage = device.rights.includes('manage');
  useEffect(() => {
    if (hash === '#delivery') section.current?.scrollIntoView({ block: 'center' });
  }, [hash]);
  const save = useMutation({
    mutationFn: (allowed: boolean) =>
      call<Device>(`/cmu/v1/devices/${device.device_id}`, { method: 'PATCH', body: { distribution_allowed: allowed } }),
    onSuccess: (saved) => {
      client.setQueryData(['device', device.device_id], saved);
      void client.invalidateQueries({ queryKey: ['devices'] });
    },
  });
  return (
    <section className="vd-card vd-section" id="delivery" ref={section}>
      <h2>{t('delivery.title')}</h2>
      <Switch
        label={t('settings.distribution')}
        description={t('settings.distribution-text')}
        checked={save.isPending ? save.variables : device.distribution_allowed}
        disabled={!manage}
        onChange={(event) => save.mutate(event.currentTarget.checked)}
      />
      {save.isError && <ProblemNote problem={problemOf(save.error)} />}
    </section>
  );
}

function Identity({ device }: { device: Device }) {
  const t = useT();
  const [pin, setPin] = useState(() => readPin(localStorage, device.device_id));
  const changed = pin !== null && pin.pin !== device.device_spki_sha256;
  const forget = (): void => {
    modals.openConfirmModal({
      title: t('identity.forget'),
      children: t('identity.forget-text'),
      labels: { confirm: t('identity.forget'), cancel: t('cancel') },
      confirmProps: { color: 'clay' },
      onConfirm: () => {
        forgetPin(localStorage, device.device_id);
        setPin(null);
      },
    });
  };
  return (
    <section className="vd-card vd-section">
      <h2>{t('identity.title')}</h2>
      <Group align="flex-start" wrap="nowrap">
        <Icon name={changed ? 'warn' : 'shield'} size={24} style={{ color: changed ? 'var(--vd-bad)' : 'var(--vd-ok)' }} />
        <div style={{ minWidth: 0 }}>
          <p style={{ margin: '0 0 6px' }}>
            {t(changed ? 'identity.changed' : pin === null ? 'identity.none' : pin.trust === 'label' ? 'identity.label' : 'identity.platform')}
          </p>
          <p className="vd-mono" style={{ margin: 0, overflowWrap: 'anywhere', color: 'var(--mantine-color-dimmed)' }}>
            {device.device_spki_sha256}
          </p>
          {pin && (
            <Button mt="sm" ml={-10} size="compact-sm" variant="subtle" color={changed ? 'clay' : 'pine'} onClick={forget}>
              {t('identity.forget')}
            </Button>
          )}
        </div>
      </Group>
    </section>
  );
}
