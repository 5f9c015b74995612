import { Button, Skeleton, Table } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/http';
import { problemOf } from '../../api/problem';
import type { MediaServer, Page, PathStatistics } from '../../api/types';
import { bytes, since, stepTime } from '../../app/format';
import { hasMessage, useT, type Translate } from '../../app/i18n';
import { ProblemCard } from '../../ui/ProblemCard';
import { Status } from './ListPage';
import { directShare, median, type Pair } from './paths';
import { useAction } from './useAction';

const POLL_MS = 5_000;

/** The media servers and what passes through them; then how viewers and cameras reach each other. */
export function MediaServersPage() {
  const t = useT();
  useDocumentTitle(`${t('nav.media')} · Vedette`);
  const servers = useQuery({
    queryKey: ['operator', 'media-servers'],
    queryFn: ({ signal }) => call<Page<MediaServer>>('/cmu/v1/operator/media-servers', { signal }),
    refetchInterval: POLL_MS,
  });
  const paths = useQuery({
    queryKey: ['operator', 'paths'],
    queryFn: ({ signal }) => call<PathStatistics>('/cmu/v1/operator/paths', { signal }),
    refetchInterval: 6 * POLL_MS,
  });
  const pairs = paths.data?.pairs ?? [];
  const share = directShare(pairs);
  const first = median(pairs);
  return (
    <>
      <div className="vd-page-head">
        <h1>{t('nav.media')}</h1>
      </div>
      {servers.isPending && <Skeleton height={120} radius={14} />}
      {servers.isError && !servers.data && <ProblemCard problem={problemOf(servers.error)} onRetry={() => void servers.refetch()} />}
      {servers.data && <Servers servers={servers.data.items} />}
      <h2 style={{ margin: '30px 0 4px' }}>{t('media.paths')}</h2>
      <p style={{ margin: '0 0 14px', color: 'var(--mantine-color-dimmed)' }}>{t('media.paths-text')}</p>
      {paths.isError && !paths.data && <ProblemCard problem={problemOf(paths.error)} onRetry={() => void paths.refetch()} />}
      {paths.data && pairs.length === 0 && <Nothing text={t('media.no-paths')} />}
      {pairs.length > 0 && (
        <>
          <div className="vd-figures">
            <Figure value={share === null ? '–' : `${Math.round(share * 100)} %`} label={t('media.direct-share')} />
            <Figure value={first === null ? '–' : stepTime(first)} label={t('media.first-picture')} />
            <Figure value={pairs.reduce((sum, pair) => sum + pair.direct + pair.relayed + pair.distributed, 0)} label={t('media.sessions-counted')} />
          </div>
          <Pairs pairs={pairs} />
        </>
      )}
    </>
  );
}

function Servers({ servers }: { servers: MediaServer[] }) {
  const t = useT();
  const { run, confirmed } = useAction();
  if (servers.length === 0) return <Nothing text={t('media.none')} />;
  return (
    <section className="vd-card vd-list">
      <Table verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            {(['media.server', 'col.status', 'col.load', 'media.relays', 'media.distributed', 'media.passed', 'col.address'] as const).map(
              (label) => (
                <Table.Th key={label}>{t(label)}</Table.Th>
              ),
            )}
            <Table.Th aria-label={t('col.action')} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {servers.map((server) => {
            const path = `/cmu/v1/operator/media-servers/${encodeURIComponent(server.instance)}`;
            return (
              <Table.Tr key={server.instance} data-server={server.instance}>
                <Table.Td data-label={t('media.server')}>
                  <span>
                    <strong>{server.instance}</strong> {server.region}
                  </span>
                </Table.Td>
                <Table.Td data-label={t('col.status')}>
                  {!server.alive ? (
                    <Status tone="bad">{t('media.gone', { time: since(server.last_seen_at) })}</Status>
                  ) : (
                    <Status tone={server.draining ? 'warn' : 'ok'}>{t(server.draining ? 'media.draining' : 'media.up')}</Status>
                  )}
                </Table.Td>
                <Table.Td data-label={t('col.load')}>{server.load == null ? '–' : `${Math.round(server.load * 100)} %`}</Table.Td>
                <Table.Td data-label={t('media.relays')}>{server.stats?.allocations ?? '–'}</Table.Td>
                <Table.Td data-label={t('media.distributed')}>
                  {server.stats ? t('media.viewers-of', { viewers: server.stats.viewers, cameras: server.stats.uplinks }) : '–'}
                </Table.Td>
                <Table.Td data-label={t('media.passed')}>{server.stats ? bytes(server.stats.bytes_out) : '–'}</Table.Td>
                <Table.Td data-label={t('col.address')}>{server.address ? <span className="vd-mono">{server.address}</span> : '–'}</Table.Td>
                <Table.Td align="right" className="vd-row-end">
                  {server.draining ? (
                    <Button size="compact-sm" variant="light" onClick={() => run({ path: `${path}:undrain` })}>
                      {t('media.undrain')}
                    </Button>
                  ) : (
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      color="clay"
                      onClick={() => confirmed(t('media.drain'), t('media.drain-text'), { path: `${path}:drain` })}
                    >
                      {t('media.drain')}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Pairs({ pairs }: { pairs: readonly Pair[] }) {
  const t = useT();
  return (
    <section className="vd-card vd-list">
      <Table verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            {(['media.viewer-nat', 'media.camera-nat', 'media.direct', 'media.relayed', 'media.by-provider', 'media.first-picture'] as const).map(
              (label) => (
                <Table.Th key={label}>{t(label)}</Table.Th>
              ),
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {pairs.map((pair) => {
            const all = pair.direct + pair.relayed + pair.distributed;
            const cell = (count: number): string => (count === 0 ? '–' : `${count} (${Math.round((100 * count) / all)} %)`);
            return (
              <Table.Tr key={`${pair.viewer_mapping} ${pair.device_mapping}`}>
                <Table.Td data-label={t('media.viewer-nat')}>{natWords(t, pair.viewer_mapping)}</Table.Td>
                <Table.Td data-label={t('media.camera-nat')}>{natWords(t, pair.device_mapping)}</Table.Td>
                <Table.Td data-label={t('media.direct')}>{cell(pair.direct)}</Table.Td>
                <Table.Td data-label={t('media.relayed')}>{cell(pair.relayed)}</Table.Td>
                <Table.Td data-label={t('media.by-provider')}>{cell(pair.distributed)}</Table.Td>
                <Table.Td data-label={t('media.first-picture')}>
                  {pair.first_picture_p50_ms == null ? '–' : stepTime(pair.first_picture_p50_ms)}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function natWords(t: Translate, mapping: string): string {
  const key = `nat.${mapping}`;
  return hasMessage(key) ? t(key) : mapping;
}

function Nothing({ text }: { text: string }) {
  return (
    <section className="vd-card" style={{ padding: '44px 20px', textAlign: 'center', color: 'var(--mantine-color-dimmed)' }}>
      {text}
    </section>
  );
}

function Figure({ value, label }: { value: number | string; label: string }) {
  return (
    <div className="vd-figure">
      <b>{value}</b>
      <span>{label}</span>
    </div>
  );
}
