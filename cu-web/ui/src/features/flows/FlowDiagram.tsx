import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/http';
import { problemOf } from '../../api/problem';
import type { FlowDetail } from '../../api/types';
import { dateTime, stepTime } from '../../app/format';
import { useT, type MessageKey } from '../../app/i18n';
import { ProblemCard, problemWords } from '../../ui/ProblemCard';
import { SupportCode } from '../../ui/SupportCode';
import { ENTITY_WORDS, flowPicture, type FlowRow } from './model';

export const FLOW_WORDS: Record<string, MessageKey> = { '8.1': 'flow.registration', '8.2': 'flow.binding', '8.4': 'flow.play' };

const LEFT = 62;
const RIGHT = 128;
const WIDTH = 900;
const HEAD = 46;
const ROW = 42;

export function FlowDiagramById({ flowId, staff = false }: { flowId: string; staff?: boolean }) {
  const flow = useQuery({
    queryKey: ['flow', flowId, staff],
    queryFn: ({ signal }) => call<FlowDetail>(`/cmu/v1/${staff ? 'operator/' : ''}flows/${encodeURIComponent(flowId)}`, { signal }),
    refetchInterval: (query) => (settled(query.state.data) ? false : 1_500),
  });
  if (flow.isPending) return <Skeleton height={220} />;
  if (flow.isError) return <ProblemCard problem={problemOf(flow.error)} onRetry={() => void flow.refetch()} />;
  return <FlowDiagram detail={flow.data} />;
}

/** Reports of viewers and cameras arrive a moment after the step itself. */
const LATE_MS = 30_000;

function settled(detail: FlowDetail | undefined): boolean {
  return detail !== undefined && (detail.outcome === 'ok' || Date.now() - Date.parse(detail.started_at) > LATE_MS);
}

/** A run of a flow as a sequence diagram: who told whom what, how long each step took, where it broke. */
export function FlowDiagram({ detail }: { detail: FlowDetail }) {
  const t = useT();
  const picture = flowPicture(detail);
  const broken = picture.brokeAt !== null;
  const reason = detail.broke_reason ? problemWords(t, { title: detail.broke_reason, status: 0, code: detail.broke_reason }) : null;
  const span = WIDTH - LEFT - RIGHT;
  const x = (lane: string): number => LEFT + 44 + (picture.lanes.indexOf(lane) * (span - 88)) / Math.max(1, picture.lanes.length - 1);
  const height = HEAD + picture.rows.length * ROW + 14;
  return (
    <figure style={{ margin: 0 }} data-flow={detail.flow_id} data-outcome={detail.outcome}>
      <figcaption style={{ marginBottom: 12 }}>
        <strong>{FLOW_WORDS[detail.flow] ? t(FLOW_WORDS[detail.flow]!) : detail.flow}</strong>
        <span style={{ color: 'var(--mantine-color-dimmed)' }}>
          {' '}
          · H.626.4 §{detail.flow} · {dateTime(detail.started_at)}
          {picture.totalMs !== null && <> · {stepTime(picture.totalMs)}</>}
        </span>
        {broken && (
          <div role="status" style={{ marginTop: 8, color: 'var(--vd-bad)' }}>
            {t('flow.broke', { step: picture.brokeAt ?? '' })} {reason?.title}
          </div>
        )}
      </figcaption>
      <div className="vd-flow" tabIndex={0}>
        <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={t('flow.diagram')}>
          {picture.lanes.map((lane) => (
            <g key={lane}>
              <line x1={x(lane)} x2={x(lane)} y1={HEAD - 8} y2={height - 8} stroke="var(--vd-line)" />
              <text x={x(lane)} y={16} textAnchor="middle" fontWeight={620}>
                {ENTITY_WORDS[lane] ?? lane.toUpperCase()}
              </text>
              <text x={x(lane)} y={31} textAnchor="middle" className="dim">
                {lane.toUpperCase()}
              </text>
            </g>
          ))}
          {picture.rows.map((row, i) => (
            <Step key={`${row.step}-${i}`} row={row} broken={broken} y={HEAD + i * ROW + 22} x={x} />
          ))}
        </svg>
      </div>
      <SupportCode code={detail.flow_id} />
    </figure>
  );
}

function Step({ row, broken, y, x }: { row: FlowRow; broken: boolean; y: number; x: (lane: string) => number }) {
  const t = useT();
  const color = row.status === 'ok' ? 'var(--vd-ok)' : 'var(--vd-bad)';
  const label = row.status === 'missing' ? t(broken ? 'flow.missing' : 'flow.unreported') : row.code ? `${row.message}: ${row.code}` : row.message;
  return (
    <g data-step={row.step} data-status={row.status}>
      <text x={8} y={y + 4} fontWeight={600} className={row.status === 'ok' ? '' : broken ? 'bad' : 'dim'}>
        {row.step}
      </text>
      {row.status === 'missing' ? (
        <text x={LEFT + 56} y={y + 4} className="dim">
          {label}
        </text>
      ) : (
        <Arrow from={x(row.from)} to={x(row.to)} y={y} color={color} label={label} bad={row.status !== 'ok'} />
      )}
      {row.took !== null && row.took >= 1 && (
        <text x={WIDTH - 66} y={y + 4} textAnchor="end" className="dim" style={{ fontVariantNumeric: 'tabular-nums' }}>
          +{stepTime(row.took)}
        </text>
      )}
      {row.at !== null && (
        <text x={WIDTH - 4} y={y + 4} textAnchor="end" style={{ fontVariantNumeric: 'tabular-nums' }}>
          {stepTime(row.at)}
        </text>
      )}
    </g>
  );
}

function Arrow({ from, to, y, color, label, bad }: { from: number; to: number; y: number; color: string; label: string; bad: boolean }) {
  if (from === to) {
    return (
      <>
        <circle cx={from} cy={y} r={4.5} fill={color} />
        <text x={from + (from > WIDTH * 0.7 ? -11 : 11)} y={y + 4} textAnchor={from > WIDTH * 0.7 ? 'end' : 'start'} className={bad ? 'bad' : 'dim'}>
          {label}
        </text>
      </>
    );
  }
  const direction = to > from ? 1 : -1;
  return (
    <>
      <line x1={from} x2={to - direction * 7} y1={y} y2={y} stroke={color} strokeWidth={1.7} strokeDasharray={bad ? '4 3' : undefined} />
      <path d={`M${to} ${y} l${-direction * 8} -4.500 v9z`} fill={color} />
      <text x={(from + to) / 2} y={y - 6} textAnchor="middle" className={bad ? 'bad' : 'dim'}>
        {label}
      </text>
    </>
  );
}
