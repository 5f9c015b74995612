import { Button, Group, PasswordInput, SegmentedControl, Select, TextInput, useMantineColorScheme } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { call } from '../../api/http';
import { problemOf } from '../../api/problem';
import type { Account, LoginSession, Page, SecurityEvent } from '../../api/types';
import { dateTime, deviceWords } from '../../app/format';
import { hasMessage, LANGUAGES, useT } from '../../app/i18n';
import { accountChanged, logout, useSession } from '../../app/session';
import { Icon } from '../../ui/Icon';
import { ProblemCard, ProblemNote } from '../../ui/ProblemCard';
import { PASSWORD_MIN } from '../auth/fields';

/** The own account: who, password, where signed in, what happened, how the portal looks. */
export function AccountPage() {
  const t = useT();
  useDocumentTitle(`${t('nav.account')} · Vedette`);
  const session = useSession();
  if (session.state !== 'signed-in') return null;
  return (
    <div className="vd-narrow">
      <div className="vd-page-head">
        <h1>{t('nav.account')}</h1>
        <Button variant="default" size="sm" leftSection={<Icon name="out" size={18} />} onClick={() => void logout()}>
          {t('nav.sign-out')}
        </Button>
      </div>
      <Profile account={session.account} />
      <Appearance account={session.account} />
      <Connection />
      <Password />
      <SignIns />
      <SecurityLog />
    </div>
  );
}

function done(message: string): void {
  notifications.show({ message, icon: <Icon name="check" size={18} /> });
}

function useProfile() {
  const t = useT();
  return useMutation({
    mutationFn: (body: object) => call<Account>('/cmu/v1/me', { method: 'PATCH', body }),
    onSuccess: (account) => {
      accountChanged(account);
      done(t('saved'));
    },
  });
}

function Profile({ account }: { account: Account }) {
  const t = useT();
  const save = useProfile();
  const form = useForm({ initialValues: { display_name: account.display_name } });
  return (
    <section className="vd-card vd-section">
      <h2>{t('account.profile')}</h2>
      <form onSubmit={form.onSubmit((values) => save.mutate(values, { onSuccess: () => form.resetDirty() }))}>
        <TextInput label={t('signup.name')} autoComplete="name" required maxLength={80} mb="sm" {...form.getInputProps('display_name')} />
        {account.phone && (
          <dl className="vd-facts" style={{ marginBottom: 14 }}>
            <dt>{t('phone')}</dt>
            <dd>{account.phone}</dd>
          </dl>
        )}
        {save.isError && <ProblemNote problem={problemOf(save.error)} />}
        <Button type="submit" disabled={!form.isDirty()} loading={save.isPending}>
          {t('save')}
        </Button>
      </form>
    </section>
  );
}

function Appearance({ account }: { account: Account }) {
  const t = useT();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const save = useProfile();
  const languages = Object.entries(LANGUAGES).map(([value, language]) => ({ value, label: language.name }));
  return (
    <section className="vd-card vd-section">
      <h2>{t('account.appearance')}</h2>
      <SegmentedControl
        aria-label={t('account.theme')}
        value={colorScheme}
        onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
        data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: t(`account.theme-${value}`) }))}
      />
      {languages.length > 1 && (
        <Select
          mt="md"
          maw={260}
          label={t('account.language')}
          data={languages}
          value={account.language ?? 'en'}
          onChange={(language) => language && save.mutate({ language })}
          allowDeselect={false}
        />
      )}
    </section>
  );
}

function Connection() {
  const t = useT();
  return (
    <section className="vd-card vd-section">
      <h2>{t('check.title')}</h2>
      <p style={{ margin: '0 0 14px', color: 'var(--mantine-color-dimmed)' }}>{t('check.intro')}</p>
      <Button component={Link} to="/account/connection" variant="light">
        {t('player.check-action')}
      </Button>
    </section>
  );
}

function Password() {
  const t = useT();
  const form = useForm({
    initialValues: { old_password: '', new_password: '' },
    validate: { new_password: (value) => (value.length >= PASSWORD_MIN ? null : t('password.short', { min: PASSWORD_MIN })) },
  });
  const change = useMutation({
    mutationFn: (body: object) => call('/cmu/v1/me:change-password', { method: 'POST', body }),
    onSuccess: () => {
      form.reset();
      done(t('account.password-changed'));
    },
  });
  return (
    <section className="vd-card vd-section">
      <h2>{t('account.password')}</h2>
      <form onSubmit={form.onSubmit((values) => change.mutate(values))}>
        <PasswordInput label={t('account.password-old')} autoComplete="current-password" required mb="sm" {...form.getInputProps('old_password')} />
        <PasswordInput
          label={t('forgot.new')}
          description={t('password.rule', { min: PASSWORD_MIN })}
          autoComplete="new-password"
          required
          mb="md"
          {...form.getInputProps('new_password')}
        />
        {change.isError && <ProblemNote problem={problemOf(change.error)} />}
        <Button type="submit" mt="xs" variant="light" loading={change.isPending}>
          {t('account.password-action')}
        </Button>
      </form>
    </section>
  );
}

function SignIns() {
  const t = useT();
  const client = useQueryClient();
  const list = useQuery({ queryKey: ['sign-ins'], queryFn: ({ signal }) => call<Page<LoginSession>>('/cmu/v1/me/sessions', { signal }) });
  const end = useMutation({
    mutationFn: (id: string) => call(`/cmu/v1/me/sessions/${id}`, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['sign-ins'] }),
  });
  return (
    <section className="vd-card vd-section">
      <h2>{t('account.sign-ins')}</h2>
      {list.isError && <ProblemCard problem={problemOf(list.error)} onRetry={() => void list.refetch()} />}
      {list.data?.items.map((item) => (
        <Group key={item.session_id} wrap="nowrap" py={9} gap="sm" style={{ borderTop: '1px solid var(--vd-line)' }}>
          <Icon
            name={/Mobile|Android|iPhone/.test(item.user_agent ?? '') ? 'phone' : 'desktop'}
            size={22}
            style={{ color: 'var(--mantine-color-dimmed)' }}
          />
          <div style={{ flex: 1, minWidth: 0 }}>
            <div>
              {deviceWords(item.user_agent)}
              {item.current && <span style={{ color: 'var(--vd-ok)' }}> · {t('account.this-one')}</span>}
            </div>
            <div style={{ fontSize: '0.82rem', color: 'var(--mantine-color-dimmed)' }}>
              {[item.address, dateTime(item.last_used_at)].filter(Boolean).join(' · ')}
            </div>
          </div>
          {!item.current && (
            <Button size="compact-sm" variant="subtle" color="clay" onClick={() => end.mutate(item.session_id)}>
              {t('nav.sign-out')}
            </Button>
          )}
        </Group>
      ))}
    </section>
  );
}

function SecurityLog() {
  const t = useT();
  const log = useInfiniteQuery({
    queryKey: ['security-log'],
    queryFn: ({ pageParam, signal }) => call<Page<SecurityEvent>>('/cmu/v1/me/security-log', { query: { cursor: pageParam, limit: 20 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  const words = (kind: string): string =>
    hasMessage(`security.${kind}`) ? t(`security.${kind}` as 'security.login') : capital(kind.replaceAll('-', ' '));
  return (
    <section className="vd-card vd-section">
      <h2>{t('account.log')}</h2>
      {log.isError && <ProblemCard problem={problemOf(log.error)} onRetry={() => void log.refetch()} />}
      {log.data?.pages
        .flatMap((page) => page.items)
        .map((event, i) => (
          <div key={i} style={{ display: 'flex', flexWrap: 'wrap', gap: '2px 14px', padding: '8px 0', borderTop: '1px solid var(--vd-line)' }}>
            <span style={{ flex: 1, minWidth: 170 }}>
              {words(event.kind)} {event.detail && <span style={{ color: 'var(--mantine-color-dimmed)' }}>{event.detail}</span>}
            </span>
            <span style={{ color: 'var(--mantine-color-dimmed)', fontSize: '0.85rem' }}>
              {[event.address, dateTime(event.at)].filter(Boolean).join(' · ')}
            </span>
          </div>
        ))}
      {log.hasNextPage && (
        <Button mt="sm" variant="subtle" size="sm" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </section>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
