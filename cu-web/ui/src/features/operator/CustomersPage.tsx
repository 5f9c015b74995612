import { Button, CopyButton, Group, Modal, Tabs, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import qrcode from 'qrcode-generator';
import { useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { call } from '../../api/http';
import { problemOf } from '../../api/problem';
import type { Customer, Invitation } from '../../api/types';
import { dateTime } from '../../app/format';
import { useT } from '../../app/i18n';
import { Icon } from '../../ui/Icon';
import { ProblemNote } from '../../ui/ProblemCard';
import { normalPhone } from '../auth/fields';
import { ListPage, Status } from './ListPage';
import { useAction } from './useAction';

const TONE = { pending: 'warn', active: 'ok', suspended: 'bad' } as const;

export function CustomersPage() {
  const t = useT();
  const { run, confirmed } = useAction();
  const [inviting, setInviting] = useState(false);
  const [params, setParams] = useSearchParams();
  const invitations = params.get('tab') === 'invitations';
  const act = (customer: Customer, verb: string): { path: string } => ({ path: `/cmu/v1/operator/customers/${customer.user_id}:${verb}` });
  const head = (
    <>
      <Button size="sm" leftSection={<Icon name="plus" size={18} />} onClick={() => setInviting(true)}>
        {t('operator.invite')}
      </Button>
      <Tabs value={invitations ? 'invitations' : 'customers'} onChange={(value) => setParams(value === 'invitations' ? { tab: value } : {})} w="100%">
        <Tabs.List>
          <Tabs.Tab value="customers">{t('operator.customers')}</Tabs.Tab>
          <Tabs.Tab value="invitations">{t('invitations.title')}</Tabs.Tab>
        </Tabs.List>
      </Tabs>
    </>
  );
  const modal = (
    <Modal opened={inviting} onClose={() => setInviting(false)} title={t('operator.invite-title')}>
      {inviting && <Invite />}
    </Modal>
  );
  if (invitations) {
    return (
      <>
        <Invitations head={head} />
        {modal}
      </>
    );
  }
  return (
    <>
      <ListPage<Customer>
        key="customers"
        title="nav.customers"
        path="/cmu/v1/operator/customers"
        id={(customer) => customer.user_id}
        statuses={(['pending', 'active', 'suspended'] as const).map((value) => ({ value, label: t(`status.${value}`) }))}
        head={head}
        columns={[
          { label: 'col.name', cell: (c) => c.display_name },
          { label: 'col.phone', cell: (c) => c.phone },
          { label: 'col.status', cell: (c) => <Status tone={TONE[c.status]}>{t(`status.${c.status}`)}</Status> },
          { label: 'col.devices', cell: (c) => c.devices },
          { label: 'col.since', cell: (c) => dateTime(c.created_at) },
          { label: 'col.last-login', cell: (c) => dateTime(c.last_login_at) },
        ]}
        row={(customer) => {
          if (customer.status === 'pending') {
            return (
              <Button size="compact-sm" onClick={() => run(act(customer, 'approve'))}>
                {t('operator.approve')}
              </Button>
            );
          }
          if (customer.status === 'suspended') {
            return (
              <Button size="compact-sm" variant="light" onClick={() => run(act(customer, 'reinstate'))}>
                {t('operator.reinstate')}
              </Button>
            );
          }
          if (customer.role !== 'user') return null;
          return (
            <Button
              size="compact-sm"
              variant="subtle"
              color="clay"
              onClick={() => confirmed(t('operator.suspend'), t('operator.suspend-text'), act(customer, 'suspend'))}
            >
              {t('operator.suspend')}
            </Button>
          );
        }}
      />
      {modal}
    </>
  );
}

const INVITATION_TONE = { open: 'warn', used: 'ok', expired: 'off' } as const;

/** Whom the operator invited, and what became of it. */
function Invitations({ head }: { head: ReactNode }) {
  const t = useT();
  return (
    <ListPage<Invitation>
      key="invitations"
      title="nav.customers"
      path="/cmu/v1/operator/invitations"
      id={(invitation) => invitation.invitation_id}
      searchable={false}
      head={head}
      columns={[
        { label: 'invitations.for', cell: (i) => i.phone ?? t('invitations.anybody') },
        { label: 'operator.invite-note', cell: (i) => i.note, wrap: true },
        { label: 'col.status', cell: (i) => <Status tone={INVITATION_TONE[i.status]}>{t(`invitation.${i.status}`)}</Status> },
        { label: 'invitations.made', cell: (i) => dateTime(i.created_at) },
        { label: 'col.expires', cell: (i) => dateTime(i.expires_at) },
      ]}
    />
  );
}

function Invite() {
  const t = useT();
  const [phone, setPhone] = useState('');
  const [note, setNote] = useState('');
  const invite = useMutation({
    mutationFn: () =>
      call<Invitation>('/cmu/v1/operator/invitations', {
        method: 'POST',
        body: { ...(phone.trim() ? { phone: normalPhone(phone) ?? phone.trim() } : {}), ...(note.trim() ? { note: note.trim() } : {}) },
      }),
  });
  const url = invite.data?.url;
  if (url) {
    return (
      <>
        <QrCode text={url} />
        <p className="vd-mono" style={{ overflowWrap: 'anywhere' }}>
          {url}
        </p>
        <p style={{ color: 'var(--mantine-color-dimmed)' }}>
          {t('operator.invite-once')} {t('col.expires')}: {dateTime(invite.data?.expires_at)}
        </p>
        <CopyButton value={url}>
          {({ copied, copy }) => (
            <Button fullWidth onClick={copy} leftSection={<Icon name={copied ? 'check' : 'copy'} size={18} />}>
              {t(copied ? 'copied' : 'operator.invite-copy')}
            </Button>
          )}
        </CopyButton>
      </>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate();
      }}
    >
      <p style={{ marginTop: 0, color: 'var(--mantine-color-dimmed)' }}>{t('operator.invite-text')}</p>
      <TextInput size="sm" label={t('phone')} type="tel" mb="sm" value={phone} onChange={(event) => setPhone(event.currentTarget.value)} />
      <TextInput
        size="sm"
        label={t('operator.invite-note')}
        maxLength={200}
        mb="md"
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {invite.isError && <ProblemNote problem={problemOf(invite.error)} />}
      <Group justify="flex-end" mt="xs">
        <Button type="submit" loading={invite.isPending}>
          {t('operator.invite-make')}
        </Button>
      </Group>
    </form>
  );
}

function QrCode({ text }: { text: string }) {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  let path = '';
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) if (code.isDark(row, column)) path += `M${column} ${row}h1v1h-1z`;
  return (
    <svg
      viewBox={`-3 -3 ${size + 6} ${size + 6}`}
      width="220"
      style={{ display: 'block', margin: '0 auto', background: '#fff', borderRadius: 10 }}
      role="img"
      aria-label="QR"
    >
      <path d={path} fill="#12211d" />
    </svg>
  );
}
