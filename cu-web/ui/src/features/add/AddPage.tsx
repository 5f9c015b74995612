import { Button, TextInput } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { call, callFull } from '../../api/http';
import { nextId } from '../../api/ids';
import { problemOf, ProblemError } from '../../api/problem';
import type { BindResult } from '../../api/types';
import { useT } from '../../app/i18n';
import { writePin } from '../../player/pins';
import { ViewerTrace } from '../../player/trace';
import { Icon } from '../../ui/Icon';
import { ProblemNote } from '../../ui/ProblemCard';
import { checkLabel, formatLabel, parseLabelLink, type LabelLink } from './label';
import { takeLabelLink } from './pending';

// The QR decoder is large and few visits need it.
const Scanner = lazy(() => import('./Scanner').then((module) => ({ default: module.Scanner })));

interface Request {
  device: string;
  code: string;
  name: string;
  pin: string | null;
}

/** Binds a camera by its label: from the link of its QR code, by scanning, or by typing. */
export function AddPage() {
  const t = useT();
  useDocumentTitle(`${t('add.title')} · Vedette`);
  const [link, setLink] = useState<LabelLink | null>(takeLabelLink);
  const [scanning, setScanning] = useState(false);
  if (scanning) {
    return (
      <Scanner
        onCancel={() => setScanning(false)}
        onText={(text) => {
          const found = parseLabelLink(text);
          if (!found) return false;
          setLink(found);
          setScanning(false);
          return true;
        }}
      />
    );
  }
  return <AddForm key={link?.code ?? 'typed'} link={link} onScan={() => setScanning(true)} onType={() => setLink(null)} />;
}

function AddForm({ link, onScan, onType }: { link: LabelLink | null; onScan: () => void; onType: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [device, setDevice] = useState(link?.device ?? '');
  const [code, setCode] = useState(link ? formatLabel(link.code) : '');
  const [name, setName] = useState('');
  const check = checkLabel(code);
  const bind = useMutation({
    mutationFn: bindCamera,
    onSuccess: async (result, request) => {
      if (request.pin) writePin(localStorage, result.device.device_id, { pin: request.pin, trust: 'label' });
      client.setQueryData(['device', result.device.device_id], result.device);
      await navigate(`/cameras/${result.device.device_id}`);
      void client.invalidateQueries({ queryKey: ['devices'] });
    },
  });
  const ready = device.trim() !== '' && check.kind === 'ok';
  return (
    <div className="vd-narrow" style={{ maxWidth: 500 }}>
      <div className="vd-page-head">
        <h1>{t('add.title')}</h1>
      </div>
      <section className="vd-card vd-section">
        {link ? (
          <div style={{ display: 'flex', gap: 12, marginBottom: 18 }}>
            <Icon name="check" size={24} style={{ color: 'var(--vd-ok)' }} />
            <div>
              <strong>{t('add.label-read')}</strong>
              <div className="vd-mono">{link.device}</div>
            </div>
          </div>
        ) : (
          <>
            <p style={{ margin: '0 0 14px', color: 'var(--mantine-color-dimmed)' }}>{t('add.text')}</p>
            <Button variant="light" size="md" fullWidth mb="lg" leftSection={<Icon name="qr" />} onClick={onScan}>
              {t('add.scan')}
            </Button>
          </>
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (check.kind === 'ok')
              bind.mutate({
                device: device.trim().toUpperCase().startsWith('DEV_') ? device.trim() : device.trim().toUpperCase(),
                code: check.code17,
                name: name.trim(),
                pin: link?.pin ?? null,
              });
          }}
        >
          {!link && (
            <>
              <TextInput
                label={t('add.serial')}
                placeholder="VDT-XXXX-XXXX"
                required
                maxLength={64}
                autoCapitalize="characters"
                autoComplete="off"
                mb="sm"
                value={device}
                onChange={(event) => setDevice(event.currentTarget.value)}
                styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
              />
              <TextInput
                label={t('add.code')}
                description={t('add.code-text')}
                placeholder="XXXX-XXXX-XXXX-XXXX-X"
                required
                autoCapitalize="characters"
                autoComplete="off"
                spellCheck={false}
                mb="sm"
                value={code}
                onChange={(event) => setCode(formatLabel(event.currentTarget.value))}
                error={codeError(check, t)}
                rightSection={check.kind === 'ok' ? <Icon name="check" style={{ color: 'var(--vd-ok)' }} /> : null}
                styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', letterSpacing: '0.03em' } }}
              />
            </>
          )}
          {link && check.kind !== 'ok' && <p style={{ color: 'var(--vd-bad)' }}>{t('add.label-damaged')}</p>}
          <TextInput
            label={t('add.name')}
            placeholder={t('add.name-example')}
            maxLength={80}
            mb="lg"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {bind.isError && (
            <div style={{ marginBottom: 16 }}>
              <ProblemNote problem={problemOf(bind.error)} />
            </div>
          )}
          <Button type="submit" size="md" fullWidth disabled={!ready} loading={bind.isPending}>
            {t('add.action')}
          </Button>
          {link && (
            <Button variant="subtle" size="sm" fullWidth mt="sm" onClick={onType}>
              {t('add.type')}
            </Button>
          )}
        </form>
      </section>
    </div>
  );
}

function codeError(check: ReturnType<typeof checkLabel>, t: ReturnType<typeof useT>): ReactNode {
  switch (check.kind) {
    case 'typo':
      return check.groups.length > 0 ? t('add.typo-group', { group: check.groups[0]! + 1 }) : t('add.typo');
    case 'bad-character':
      return t('add.bad-character', { character: check.character, group: check.group + 1 });
    case 'too-long':
      return t('add.too-long');
    default:
      return null;
  }
}

/** Flow 8.2 as the viewer sees it: asks (S1), and reports the one answer that carries S3 and S4. */
async function bindCamera(request: Request): Promise<BindResult> {
  const trace = new ViewerTrace('8.2', nextId('flw'));
  const report = (): void => {
    void call('/cmu/v1/flow-reports', { method: 'POST', body: { flow_id: trace.flowId, events: trace.drain() } }).catch(() => undefined);
  };
  const received = (status: number, outcome: string, cause: string | undefined): void => {
    const carrier = trace.record('S3', 'cmu', `bindings ${status}`, outcome, cause);
    trace.record('S4', 'cmu', `bindings ${status}`, outcome, carrier);
    report();
  };
  try {
    const answer = await callFull<BindResult>('/cmu/v1/bindings', {
      method: 'POST',
      body: {
        device: request.device,
        code: request.code,
        ...(request.name ? { name: request.name } : {}),
        ...(request.pin ? { key_pin: request.pin } : {}),
      },
      flow: { flow: '8.2', flow_id: trace.flowId, step: 'S1' },
    });
    received(201, 'ok', answer.flow?.cause);
    return answer.body;
  } catch (error) {
    const problem = problemOf(error);
    if (problem.status > 0) received(problem.status, problem.code, undefined);
    throw new ProblemError({ flow_id: trace.flowId, ...problem });
  }
}
