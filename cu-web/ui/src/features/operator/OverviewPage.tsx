import { Skeleton, Table } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { call } from '../../api/http';
import { problemOf } from '../../api/problem';
import type { Overview, Page, ServiceStatus } from '../../api/types';
import { since } from '../../app/format';
import { useT } from '../../app/i18n';
import { Icon } from '../../ui/Icon';
import { ProblemCard } from '../../ui/ProblemCard';
import { Status } from './ListPage';

const POLL_MS = 5_000;

/** What needs attention first, then how things stand. */
export function OverviewPage() {
  const t = useT();
  useDocumentTitle(`${t('nav.overview')} · Vedette`);
  const overview = useQuery({
    queryKey: ['operator', 'overview'],
    queryFn: ({ signal }) => call<Overview>('/cmu/v1/operator/overview', { signal }),
    refetchInterval: POLL_MS,
  });
  const services = useQuery({
    queryKey: ['operator', 'services'],
    queryFn: ({ signal }) => call<Page<ServiceStatus>>('/cmu/v1/operator/services', { signal }),
    refetchInterval: POLL_MS,
  });
  const data = overview.data;
  return (
    <>
      <div className="vd-page-head">
        <h1>{t('nav.overview')}</h1>
      </div>
      {overview.isPending && <Skeleton height={120} radius={14} />}
      {overview.isError && !data && <ProblemCard problem={problemOf(overview.error)} onRetry={() => void overview.refetch()} />}
      {data && (
        <>
          <section className="vd-card vd-section">
            <h2>{t(data.attention.length > 0 ? 'overview.attention' : 'overview.calm')}</h2>
            {data.attention.length === 0 && <p style={{ margin: 0, color: 'var(--mantine-color-dimmed)' }}>{t('overview.calm-text')}</p>}
            {data.attention.map((item) => (
              <Link
                key={item.kind + item.link}
                to={item.link}
                style={{
                  display: 'flex',
                  alignItems: 'center',
                  gap: 12,
                  padding: '10px 0',
                  borderTop: '1px solid var(--vd-line)',
                  color: 'inherit',
                  textDecoration: 'none',
                }}
              >
                <Icon
                  name="warn"
                  size={21}
                  style={{ color: item.kind === 'serial-has-other-key' || item.kind === 'service-lost' ? 'var(--vd-bad)' : 'var(--vd-warn)' }}
                />
                <span style={{ flex: 1 }}>{item.detail}</span>
                <Icon name="next" size={18} style={{ color: 'var(--mantine-color-dimmed)' }} />
              </Link>
            ))}
          </section>
          <div className="vd-figures">
            <Figure value={data.sessions_playing} label={t('overview.playing')} />
            <Figure value={data.cameras.online} label={t('overview.online')} />
            <Figure value={data.cameras.offline} label={t('overview.offline')} />
            <Figure value={data.customers.active} label={t('overview.active')} />
            <Figure value={data.customers.pending} label={t('overview.pending')} />
            <Figure value={data.flows_failed_today} label={t('overview.failed')} />
          </div>
        </>
      )}
      {services.data && services.data.items.length > 0 && (
        <section className="vd-card vd-list">
          <Table verticalSpacing="sm" horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('col.service')}</Table.Th>
                <Table.Th>{t('col.status')}</Table.Th>
                <Table.Th>{t('col.load')}</Table.Th>
                <Table.Th>{t('col.since')}</Table.Th>
                <Table.Th>{t('col.seen')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {services.data.items.map((service) => (
                <Table.Tr key={service.entity + service.instance}>
                  <Table.Td>
                    <strong>{service.entity.toUpperCase()}</strong> {service.instance}
                  </Table.Td>
                  <Table.Td data-label={t('col.status')}>
                    <Status tone={/^(up|ok|healthy)$/i.test(service.health) ? 'ok' : 'bad'}>{service.health}</Status>
                  </Table.Td>
                  <Table.Td data-label={t('col.load')}>{service.load == null ? '–' : `${Math.round(service.load * 100)} %`}</Table.Td>
                  <Table.Td data-label={t('col.since')}>{since(service.started_at)}</Table.Td>
                  <Table.Td data-label={t('col.seen')}>{since(service.last_seen_at)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
    </>
  );
}

function Figure({ value, label }: { value: number; label: string }) {
  return (
    <div className="vd-figure">
      <b>{value}</b>
      <span>{label}</span>
    </div>
  );
}
