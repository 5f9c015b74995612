import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/http';
import { problemOf } from '../../api/problem';
import type { Platform, SignUpStarted } from '../../api/types';
import { useT } from '../../app/i18n';
import { Icon } from '../../ui/Icon';
import { ProblemNote } from '../../ui/ProblemCard';
import { CodeField } from './CodeField';
import { normalPhone, PASSWORD_MIN } from './fields';
import { Gate } from './Gate';

/** Sign-up: number, password and name; the code from the SMS; then in, or waiting for approval. */
export function SignUpPage() {
  const t = useT();
  useDocumentTitle(`${t('signup.title')} · Vedette`);
  const [invitation] = useState(readInvitation);
  const [started, setStarted] = useState<(SignUpStarted & { phone: string }) | null>(null);
  const [status, setStatus] = useState<string | null>(null);
  const platform = useQuery({
    queryKey: ['platform'],
    queryFn: ({ signal }) => call<Platform>('/cmu/v1/platform', { anonymous: true, signal }),
    staleTime: Infinity,
  });

  useEffect(() => {
    if (window.location.hash) window.history.replaceState(window.history.state, '', '/signup');
  }, []);

  if (status !== null) return <Done active={status === 'active'} />;
  if (started) return <Confirm started={started} onDone={setStatus} onBack={() => setStarted(null)} />;
  return <Start invitation={invitation} approval={platform.data?.approval} onStarted={setStarted} onDone={setStatus} />;
}

function readInvitation(): string | null {
  const params = new URLSearchParams(window.location.hash.slice(1));
  return params.get('invitation') ?? params.get('i') ?? params.get('token');
}

function confirmCode(signupId: string, code: string): Promise<{ status: string }> {
  return call<{ status: string }>(`/cmu/v1/signups/${signupId}:confirm`, { method: 'POST', body: { code }, anonymous: true });
}

interface StartProps {
  invitation: string | null;
  approval: string | undefined;
  onStarted: (started: SignUpStarted & { phone: string }) => void;
  onDone: (status: string) => void;
}

function Start({ invitation, approval, onStarted, onDone }: StartProps) {
  const t = useT();
  const form = useForm({
    initialValues: { name: '', phone: '', password: '' },
    validate: {
      name: (value) => (value.trim() ? null : t('signup.name-missing')),
      phone: (value) => (normalPhone(value) ? null : t('phone.malformed')),
      password: (value) => (value.length >= PASSWORD_MIN ? null : t('password.short', { min: PASSWORD_MIN })),
    },
  });
  const start = useMutation({
    mutationFn: async (values: typeof form.values) => {
      const phone = normalPhone(values.phone) ?? values.phone;
      const body = { phone, password: values.password, display_name: values.name.trim(), ...(invitation ? { invitation } : {}) };
      const started = await call<SignUpStarted>('/cmu/v1/signups', { method: 'POST', body, anonymous: true });
      // A platform without SMS sends no code: the invitation is the proof, and the empty code confirms.
      const confirmed = started.code_needed === false ? await confirmCode(started.signup_id, '') : null;
      return { ...started, phone, confirmed };
    },
    onSuccess: (started) => (started.confirmed ? onDone(started.confirmed.status) : onStarted(started)),
  });
  return (
    <Gate title={t('signup.title')} text={t(invitation ? 'signup.invited' : approval === 'invitation' ? 'signup.by-invitation' : 'signup.text')}>
      <form noValidate onSubmit={form.onSubmit((values) => start.mutate(values))}>
        <TextInput label={t('signup.name')} autoComplete="name" required maxLength={80} mb="sm" {...form.getInputProps('name')} />
        <TextInput
          label={t('phone')}
          description={t('signup.phone-text')}
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          placeholder="+380 50 123 4567"
          required
          mb="sm"
          {...form.getInputProps('phone')}
        />
        <PasswordInput
          label={t('password')}
          description={t('password.rule', { min: PASSWORD_MIN })}
          autoComplete="new-password"
          required
          mb="lg"
          {...form.getInputProps('password')}
        />
        {start.isError && (
          <div style={{ marginBottom: 16 }}>
            <ProblemNote problem={problemOf(start.error)} />
          </div>
        )}
        <Button type="submit" size="md" fullWidth loading={start.isPending}>
          {t('signup.action')}
        </Button>
        <p style={{ textAlign: 'center' }}>
          <Anchor component={Link} to="/login" size="sm">
            {t('signup.to-login')}
          </Anchor>
        </p>
      </form>
    </Gate>
  );
}

function Confirm({ started, onDone, onBack }: { started: SignUpStarted & { phone: string }; onDone: (status: string) => void; onBack: () => void }) {
  const t = useT();
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () => confirmCode(started.signup_id, code),
    onSuccess: (result) => onDone(result.status),
  });
  return (
    <Gate title={t('code.title')} text={t('code.sent', { phone: started.phone })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate();
        }}
      >
        <CodeField value={code} onChange={setCode} />
        {confirm.isError && (
          <div style={{ marginBottom: 16 }}>
            <ProblemNote problem={problemOf(confirm.error)} />
          </div>
        )}
        <Button type="submit" size="md" fullWidth disabled={code.length !== 6} loading={confirm.isPending}>
          {t('code.confirm')}
        </Button>
        <Button variant="subtle" size="sm" fullWidth mt="sm" onClick={onBack}>
          {t('code.other-number')}
        </Button>
      </form>
    </Gate>
  );
}

function Done({ active }: { active: boolean }) {
  const t = useT();
  return (
    <Gate title={t(active ? 'signup.done' : 'pending.title')} text={t(active ? 'signup.done-text' : 'pending.text')}>
      <Button
        component={Link}
        to="/login"
        size="md"
        fullWidth
        variant={active ? 'filled' : 'light'}
        leftSection={<Icon name={active ? 'check' : 'user'} size={19} />}
      >
        {t('signup.to-login')}
      </Button>
    </Gate>
  );
}
