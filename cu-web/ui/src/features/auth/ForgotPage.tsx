import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/http';
import { problemOf } from '../../api/problem';
import { useT } from '../../app/i18n';
import { ProblemNote } from '../../ui/ProblemCard';
import { CodeField } from './CodeField';
import { normalPhone, PASSWORD_MIN } from './fields';
import { Gate } from './Gate';

/** A new password by a code: ends all sign-ins, and the owner is told. */
export function ForgotPage() {
  const t = useT();
  useDocumentTitle(`${t('forgot.title')} · Vedette`);
  const [phone, setPhone] = useState('');
  const [resetId, setResetId] = useState<string | null>(null);
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const ask = useMutation({
    mutationFn: () =>
      call<{ reset_id: string }>('/cmu/v1/password-resets', { method: 'POST', body: { phone: normalPhone(phone) ?? phone }, anonymous: true }),
    onSuccess: (answer) => setResetId(answer.reset_id),
  });
  const confirm = useMutation({
    mutationFn: () => call(`/cmu/v1/password-resets/${resetId}:confirm`, { method: 'POST', body: { code, new_password: password }, anonymous: true }),
  });
  if (confirm.isSuccess) {
    return (
      <Gate title={t('forgot.done')} text={t('forgot.done-text')}>
        <Button component={Link} to="/login" size="md" fullWidth>
          {t('signup.to-login')}
        </Button>
      </Gate>
    );
  }
  const failed = resetId === null ? ask.error : confirm.error;
  return (
    <Gate title={t('forgot.title')} text={resetId === null ? t('forgot.text') : t('forgot.sent', { phone })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (resetId === null) ask.mutate();
          else confirm.mutate();
        }}
      >
        {resetId === null ? (
          <TextInput
            label={t('phone')}
            type="tel"
            inputMode="tel"
            autoComplete="username"
            required
            mb="lg"
            value={phone}
            error={phone && !normalPhone(phone) && phone.length > 14 ? t('phone.malformed') : null}
            onChange={(event) => setPhone(event.currentTarget.value)}
          />
        ) : (
          <>
            <CodeField value={code} onChange={setCode} />
            <PasswordInput
              label={t('forgot.new')}
              description={t('password.rule', { min: PASSWORD_MIN })}
              autoComplete="new-password"
              required
              minLength={PASSWORD_MIN}
              mb="lg"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          </>
        )}
        {failed && (
          <div style={{ marginBottom: 16 }}>
            <ProblemNote problem={problemOf(failed)} />
          </div>
        )}
        <Button type="submit" size="md" fullWidth loading={ask.isPending || confirm.isPending}>
          {t(resetId === null ? 'forgot.action' : 'forgot.set')}
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
