import { Anchor, Button, Group, PasswordInput, TextInput } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link, Navigate, useLocation } from 'react-router';
import { problemOf } from '../../api/problem';
import { useT } from '../../app/i18n';
import { login, loginByLink, useSession } from '../../app/session';
import { ProblemNote } from '../../ui/ProblemCard';
import { normalPhone } from './fields';
import { Gate } from './Gate';

/** Sign-in by number and password, or by a one-time link in the fragment, which never reaches a server or a log. */
export function LoginPage() {
  const t = useT();
  useDocumentTitle(`${t('login.title')} · Vedette`);
  const session = useSession();
  const location = useLocation();
  const from = (location.state as { from?: string } | null)?.from ?? '/';
  const [phone, setPhone] = useState('');
  const [password, setPassword] = useState('');
  const link = useRef(new URLSearchParams(window.location.hash.slice(1)).get('link'));
  const byPassword = useMutation({ mutationFn: () => login(normalPhone(phone) ?? phone.trim(), password) });
  const byLink = useMutation({ mutationFn: loginByLink });
  const useLink = byLink.mutate;

  useEffect(() => {
    const token = link.current;
    if (!token) return;
    link.current = null;
    window.history.replaceState(window.history.state, '', '/login');
    useLink(token);
  }, [useLink]);

  if (session.state === 'signed-in' && !byLink.isPending && link.current === null)
    return <Navigate to={from.startsWith('/login') ? '/' : from} replace />;
  const failed = byPassword.error ?? byLink.error;
  return (
    <Gate title={t('login.title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          byLink.reset();
          byPassword.mutate();
        }}
      >
        <TextInput
          label={t('phone')}
          type="tel"
          inputMode="tel"
          autoComplete="username"
          placeholder="+380 50 123 4567"
          required
          mb="sm"
          value={phone}
          onChange={(event) => setPhone(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('password')}
          autoComplete="current-password"
          required
          mb="lg"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {failed && (
          <div style={{ marginBottom: 16 }}>
            <ProblemNote problem={problemOf(failed)} />
          </div>
        )}
        <Button type="submit" size="md" fullWidth loading={byPassword.isPending || byLink.isPending}>
          {t('login.action')}
        </Button>
        <Group justify="space-between" mt="md">
          <Anchor component={Link} to="/signup" size="sm">
            {t('login.to-signup')}
          </Anchor>
          <Anchor component={Link} to="/forgot" size="sm">
            {t('login.forgot')}
          </Anchor>
        </Group>
      </form>
    </Gate>
  );
}
