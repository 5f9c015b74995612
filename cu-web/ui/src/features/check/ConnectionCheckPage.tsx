import { Button, CopyButton, Group } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/http';
import type { ConnectionCheck } from '../../api/types';
import { useT, type MessageKey } from '../../app/i18n';
import { Icon } from '../../ui/Icon';
import { playerHost } from '../cameras/player-host';
import { reportText, runCheck, type CheckId, type CheckReport, type CheckResult, type IceServer } from './check';
import { rememberMapping, type Mapping } from './mapping';

const ORDER: CheckId[] = ['gateway', 'websocket', 'stun', 'turn-udp', 'turn-tcp', 'turn-tls'];

const MAPPING_WORDS: Record<Mapping, MessageKey> = {
  none: 'check.mapping-none',
  'endpoint-independent': 'check.mapping-easy',
  'address-and-port-dependent': 'check.mapping-hard',
  'udp-blocked': 'check.mapping-blocked',
  unknown: 'check.mapping-unknown',
};

/** Examines what this browser's network lets through, and says what to open where something is missing. */
export function ConnectionCheckPage() {
  const t = useT();
  useDocumentTitle(`${t('check.title')} · Vedette`);
  const [results, setResults] = useState<CheckResult[]>([]);
  const [report, setReport] = useState<CheckReport | null>(null);
  const run = useRef(0);
  const start = useCallback(() => {
    const mine = ++run.current;
    setResults([]);
    setReport(null);
    void check((result) => mine === run.current && setResults((before) => [...before, result])).then((done) => {
      if (mine !== run.current) return;
      setReport(done);
      rememberMapping(done.mapping);
    });
  }, []);
  useEffect(() => {
    start();
    return () => void run.current++;
  }, [start]);
  const failed = results.filter((result) => result.state === 'failed');
  return (
    <div className="vd-narrow">
      <div className="vd-page-head">
        <Link to="/account" className="vd-icon-button" aria-label={t('nav.account')}>
          <Icon name="back" size={22} />
        </Link>
        <h1>{t('check.title')}</h1>
      </div>
      <section className="vd-card vd-section">
        <p className="vd-check-sum" role="status" data-done={report !== null}>
          {t(report === null ? 'check.running' : failed.length === 0 ? 'check.good' : hasWay(results) ? 'check.partly' : 'check.bad')}
        </p>
        <ul className="vd-checks">
          {ORDER.map((id) => (
            <Line key={id} id={id} result={results.find((result) => result.id === id)} />
          ))}
        </ul>
        {report && (
          <dl className="vd-facts" style={{ marginTop: 18 }}>
            <dt>{t('check.mapping')}</dt>
            <dd data-testid="mapping" data-mapping={report.mapping}>
              {t(MAPPING_WORDS[report.mapping])}
            </dd>
            {report.seenAs.length > 0 && (
              <>
                <dt>{t('check.seen-as')}</dt>
                <dd className="vd-mono">{report.seenAs.join(', ')}</dd>
              </>
            )}
          </dl>
        )}
        <Group mt="lg" gap="sm">
          <Button variant="light" onClick={start} disabled={report === null} leftSection={<Icon name="retry" size={17} />}>
            {t('check.again')}
          </Button>
          {report && (
            <CopyButton value={reportText(report, (id) => t(`check.${id}`), new Date().toISOString(), navigator.userAgent)}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy} leftSection={<Icon name={copied ? 'check' : 'copy'} size={17} />}>
                  {t(copied ? 'copied' : 'check.copy')}
                </Button>
              )}
            </CopyButton>
          )}
        </Group>
      </section>
    </div>
  );
}

function Line({ id, result }: { id: CheckId; result: CheckResult | undefined }) {
  const t = useT();
  const needs = result?.needs;
  return (
    <li data-check={id} data-state={result?.state ?? 'running'}>
      <span className="vd-check-mark" aria-hidden>
        {result === undefined ? <span className="vd-dot" data-tone="off" /> : <Icon name={MARKS[result.state]} size={19} />}
      </span>
      <div style={{ flex: 1, minWidth: 0 }}>
        <strong>{t(`check.${id}`)}</strong>
        <div className="vd-check-text">
          {result?.state === 'failed' && needs
            ? t(id === 'turn-tls' ? 'check.open-tls' : 'check.open', { host: needs.host, port: needs.port, protocol: needs.protocol })
            : t(result?.state === 'absent' ? 'check.absent' : `check.${id}-text`)}
        </div>
      </div>
      <span className="vd-check-end">
        {t(`check.${result?.state ?? 'running-one'}`)}
        {result?.ms != null && `, ${result.ms} ms`}
      </span>
    </li>
  );
}

const MARKS = { ok: 'check', failed: 'x', absent: 'more' } as const;

/** Whether pictures have some way: directly by UDP, or by any relay. */
function hasWay(results: CheckResult[]): boolean {
  const ok = (id: CheckId): boolean => results.some((result) => result.id === id && result.state === 'ok');
  return ok('gateway') && ok('websocket') && (ok('stun') || ok('turn-udp') || ok('turn-tcp') || ok('turn-tls'));
}

function check(onResult: (result: CheckResult) => void): Promise<CheckReport> {
  return runCheck(
    {
      origin: location,
      platform: () => call('/cmu/v1/platform', { anonymous: true }),
      servers: async () => {
        const offered = await call<ConnectionCheck>('/cmu/v1/connection-check');
        return { ice_servers: offered.ice_servers as IceServer[], gateway_ws: offered.gateway_ws };
      },
      socket: (path) => new WebSocket(playerHost.signalUrl(path)),
      connection: (configuration) => new RTCPeerConnection(configuration),
      now: () => performance.now(),
    },
    onResult,
  );
}
