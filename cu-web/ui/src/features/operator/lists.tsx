import { Button, Tabs } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import type { AuditEntry, Camera, FlowSummary, PlaySession, SmsMessage } from '../../api/types';
import { dateTime, since } from '../../app/format';
import { useT } from '../../app/i18n';
import { PATH_WORDS } from '../cameras/path';
import { FLOW_WORDS } from '../flows/FlowDiagram';
import { ListPage, Status } from './ListPage';
import { useAction } from './useAction';

const short = (id: string | null | undefined) => (id ? <span className="vd-mono">{id.length > 16 ? `${id.slice(0, 12)}…` : id}</span> : '–');

export function CamerasPage() {
  const t = useT();
  const { run, confirmed } = useAction();
  return (
    <ListPage<Camera>
      title="nav.cameras"
      path="/cmu/v1/operator/cameras"
      id={(camera) => camera.device_id}
      statuses={(['online', 'offline'] as const).map((value) => ({ value, label: t(`status.${value}`) }))}
      columns={[
        { label: 'col.serial', cell: (c) => <span className="vd-mono">{c.serial}</span> },
        {
          label: 'col.status',
          cell: (c) => (
            <Status tone={c.registration === 'disabled' ? 'bad' : c.status === 'online' ? 'ok' : 'off'}>
              {c.registration === 'disabled' ? t('operator.disable') : t(`status.${c.status}` as 'status.online')} {since(c.status_since)}
            </Status>
          ),
        },
        { label: 'col.model', cell: (c) => `${c.vendor}, ${c.model} ${c.firmware}`, wrap: true },
        { label: 'col.address', cell: (c) => [c.address, c.scu && `SCU ${c.scu}`].filter(Boolean).join(' · ') || '–' },
        { label: 'col.since', cell: (c) => dateTime(c.created_at) },
      ]}
      row={(camera) =>
        camera.registration === 'disabled' ? (
          <Button size="compact-sm" variant="light" onClick={() => run({ path: `/cmu/v1/operator/cameras/${camera.device_id}:enable` })}>
            {t('operator.enable')}
          </Button>
        ) : (
          <Button
            size="compact-sm"
            variant="subtle"
            color="clay"
            onClick={() =>
              confirmed(t('operator.disable'), t('operator.disable-text'), { path: `/cmu/v1/operator/cameras/${camera.device_id}:disable` })
            }
          >
            {t('operator.disable')}
          </Button>
        )
      }
    />
  );
}

export function SessionsAndFlowsPage() {
  const t = useT();
  const [params, setParams] = useSearchParams();
  const tab = params.get('tab') ?? 'flows';
  const head = (
    <Tabs value={tab} onChange={(value) => setParams(value === 'flows' ? {} : { tab: value ?? '' })} w="100%">
      <Tabs.List>
        <Tabs.Tab value="flows">{t('operator.flows')}</Tabs.Tab>
        <Tabs.Tab value="sessions">{t('operator.sessions')}</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  );
  if (tab === 'sessions') return <Sessions head={head} />;
  return (
    <ListPage<FlowSummary>
      title="operator.flows-title"
      path="/cmu/v1/operator/flows"
      id={(flow) => flow.flow_id}
      filter="outcome"
      statuses={(['ok', 'failed', 'incomplete'] as const).map((value) => ({ value, label: t(`outcome.${value}`) }))}
      head={head}
      columns={[
        { label: 'col.flow', cell: (f) => <Link to={`/operator/flows/${f.flow_id}`}>{FLOW_WORDS[f.flow] ? t(FLOW_WORDS[f.flow]!) : f.flow}</Link> },
        {
          label: 'col.outcome',
          cell: (f) => (
            <Status tone={f.outcome === 'failed' ? 'bad' : f.outcome === 'ok' ? 'ok' : 'off'}>
              {f.outcome === 'failed' && f.broke_at ? t('flow.broke', { step: f.broke_at }) : t(`outcome.${f.outcome}` as 'outcome.ok')}
            </Status>
          ),
        },
        { label: 'col.object', cell: (f) => short(f.subject) },
        { label: 'col.started', cell: (f) => dateTime(f.started_at) },
        { label: 'support.code', cell: (f) => <span className="vd-mono">{f.flow_id}</span> },
      ]}
    />
  );
}

function Sessions({ head }: { head: React.ReactNode }) {
  const t = useT();
  return (
    <ListPage<PlaySession>
      title="operator.flows-title"
      path="/cmu/v1/operator/sessions"
      id={(session) => session.session_id}
      head={head}
      columns={[
        { label: 'col.started', cell: (s) => <Link to={`/operator/flows/${s.flow_id}`}>{dateTime(s.created_at)}</Link> },
        { label: 'col.status', cell: (s) => <Status tone={s.ended_at ? 'off' : 'ok'}>{s.end_reason ?? s.state}</Status> },
        { label: 'col.camera', cell: (s) => short(s.device_id) },
        { label: 'col.transport', cell: (s) => `${s.transport} · ${s.stream}` },
        { label: 'col.path', cell: (s) => (s.path ? (PATH_WORDS[s.path.kind] ? t(PATH_WORDS[s.path.kind]!) : s.path.kind) : '–') },
        { label: 'col.reason', cell: (s) => s.path?.reason, wrap: true },
      ]}
    />
  );
}

export function MessagesPage() {
  return (
    <ListPage<SmsMessage>
      title="nav.messages"
      path="/cmu/v1/operator/messages"
      id={(message) => message.message_id}
      columns={[
        { label: 'col.time', cell: (m) => dateTime(m.created_at) },
        { label: 'col.phone', cell: (m) => m.phone },
        { label: 'col.text', cell: (m) => m.text, wrap: true },
        { label: 'col.status', cell: (m) => m.status },
      ]}
    />
  );
}

export function AuditPage() {
  return (
    <ListPage<AuditEntry>
      title="nav.audit"
      path="/cmu/v1/operator/audit"
      id={(entry) => entry.audit_id}
      columns={[
        { label: 'col.time', cell: (e) => dateTime(e.at) },
        { label: 'col.actor', cell: (e) => short(e.actor) },
        { label: 'col.action', cell: (e) => e.action },
        { label: 'col.object', cell: (e) => short(e.object) },
        { label: 'col.result', cell: (e) => <Status tone={e.result === 'ok' ? 'ok' : 'bad'}>{e.result}</Status> },
        { label: 'col.address', cell: (e) => e.address },
      ]}
    />
  );
}
