import { Alert, Button } from '@mantine/core';
import type { Problem } from '../api/problem';
import { hasMessage, useT, type Translate } from '../app/i18n';
import { Icon } from './Icon';
import { SupportCode } from './SupportCode';

/** A problem in plain words: from the dictionary by its code, else as the platform wrote it. */
export function problemWords(t: Translate, problem: Problem): { title: string; text: string } {
  const title = `problem.${problem.code}.title`;
  const text = `problem.${problem.code}.text`;
  const params = { detail: problem.detail ?? '' };
  return {
    title: hasMessage(title) ? t(title, params) : problem.title && problem.title !== problem.code ? problem.title : t('problem.title'),
    text: hasMessage(text) ? t(text, params) : (problem.detail ?? t('problem.text')),
  };
}

/** The one way in which the portal shows a failure on a page: plain words, one action, the support code. */
export function ProblemCard({ problem, onRetry, action }: { problem: Problem; onRetry?: () => void; action?: string }) {
  const t = useT();
  const words = problemWords(t, problem);
  return (
    <section className="vd-card" role="alert" data-problem={problem.code} style={{ maxWidth: 480, margin: '0 auto', padding: '26px 28px' }}>
      <div style={{ display: 'flex', gap: 12, alignItems: 'flex-start' }}>
        <Icon name={problem.code === 'offline' ? 'offline' : 'warn'} size={24} style={{ color: 'var(--vd-warn)', marginTop: 2 }} />
        <div style={{ minWidth: 0 }}>
          <h2 style={{ margin: '0 0 6px' }}>{words.title}</h2>
          <p style={{ margin: 0, color: 'var(--mantine-color-dimmed)' }}>{words.text}</p>
          {onRetry && (
            <Button mt="md" size="sm" variant="light" onClick={onRetry} leftSection={<Icon name="retry" size={17} />}>
              {action ?? t('retry')}
            </Button>
          )}
          <SupportCode code={problem.flow_id ?? problem.trace_id} />
        </div>
      </div>
    </section>
  );
}

/** The same inside a form. */
export function ProblemNote({ problem }: { problem: Problem }) {
  const t = useT();
  const words = problemWords(t, problem);
  return (
    <Alert color="clay" variant="light" icon={<Icon name="warn" size={18} />} title={words.title} role="alert" data-problem={problem.code}>
      {words.text}
      {problem.errors?.map((error) => (
        <div key={error.pointer}>{error.detail}</div>
      ))}
      <SupportCode code={problem.flow_id ?? problem.trace_id} />
    </Alert>
  );
}
