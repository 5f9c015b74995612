import { Button, CopyButton, Group, Modal, Table, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { call } from '../../api/http';
import { problemOf } from '../../api/problem';
import type { AccessKey, AccessKeyGrant, Device, Page } from '../../api/types';
import { dateTime } from '../../app/format';
import { useT } from '../../app/i18n';
import { Icon } from '../../ui/Icon';
import { ProblemNote, problemWords } from '../../ui/ProblemCard';

const UNDO_MS = 30_000;

export function CameraSettings({ device }: { device: Device }) {
  return (
    <div className="vd-narrow">
      <NameAndGroup device={device} />
      <Keys device={device} />
      <Remove device={device} />
    </div>
  );
}

function NameAndGroup({ device }: { device: Device }) {
  const t = useT();
  const client = useQueryClient();
  const form = useForm({ initialValues: { name: device.name, group: device.group ?? '' } });
  const save = useMutation({
    mutationFn: (body: object) => call<Device>(`/cmu/v1/devices/${device.device_id}`, { method: 'PATCH', body }),
    onSuccess: (saved) => {
      client.setQueryData(['device', device.device_id], saved);
      void client.invalidateQueries({ queryKey: ['devices'] });
      form.resetDirty();
      notifications.show({ message: t('saved'), icon: <Icon name="check" size={18} /> });
    },
  });
  return (
    <section className="vd-card vd-section">
      <h2>{t('settings.name-title')}</h2>
      <form onSubmit={form.onSubmit((values) => save.mutate({ ...values, name: values.name.trim(), group: values.group.trim() }))}>
        <TextInput label={t('settings.name')} required maxLength={80} mb="sm" {...form.getInputProps('name')} />
        <TextInput label={t('settings.group')} description={t('settings.group-text')} maxLength={80} mb="md" {...form.getInputProps('group')} />
        {save.isError && <ProblemNote problem={problemOf(save.error)} />}
        <Button mt="xs" type="submit" loading={save.isPending} disabled={!form.isDirty()}>
          {t('save')}
        </Button>
      </form>
    </section>
  );
}

/** Keys for other software: view-only RTSP credentials, shown once. */
function Keys({ device }: { device: Device }) {
  const t = useT();
  const client = useQueryClient();
  const path = `/cmu/v1/devices/${device.device_id}/access-keys`;
  const [label, setLabel] = useState('');
  const [made, setMade] = useState<AccessKeyGrant | null>(null);
  const keys = useQuery({ queryKey: ['keys', device.device_id], queryFn: ({ signal }) => call<Page<AccessKey>>(path, { signal }) });
  const changed = (): void => void client.invalidateQueries({ queryKey: ['keys', device.device_id] });
  const make = useMutation({
    mutationFn: () => call<AccessKeyGrant>(path, { method: 'POST', body: { label: label.trim() } }),
    onSuccess: (grant) => {
      setMade(grant);
      setLabel('');
      changed();
    },
  });
  const revoke = useMutation({ mutationFn: (id: string) => call(`${path}/${id}`, { method: 'DELETE' }), onSuccess: changed });
  const failed = make.error ?? revoke.error;
  return (
    <section className="vd-card vd-section">
      <h2>{t('keys.title')}</h2>
      <p style={{ margin: '0 0 14px', color: 'var(--mantine-color-dimmed)' }}>{t('keys.text')}</p>
      {keys.data && keys.data.items.length > 0 && (
        <div className="vd-list">
          <Table mb="md">
            <Table.Tbody>
              {keys.data.items.map((key) => (
                <Table.Tr key={key.key_id}>
                  <Table.Td>{key.label}</Table.Td>
                  <Table.Td c="dimmed">{key.last_used_at ? t('keys.used', { time: dateTime(key.last_used_at) }) : t('keys.unused')}</Table.Td>
                  <Table.Td align="right">
                    <Button size="compact-sm" variant="subtle" color="clay" onClick={() => revoke.mutate(key.key_id)}>
                      {t('keys.revoke')}
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {failed && <ProblemNote problem={problemOf(failed)} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Group align="flex-end" mt="xs">
          <TextInput
            size="sm"
            label={t('keys.label')}
            placeholder="Home Assistant"
            maxLength={80}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          <Button
            size="sm"
            type="submit"
            variant="light"
            disabled={!label.trim()}
            loading={make.isPending}
            leftSection={<Icon name="key" size={17} />}
          >
            {t('keys.make')}
          </Button>
        </Group>
      </form>
      <Modal opened={made !== null} onClose={() => setMade(null)} title={t('keys.made')}>
        {made && (
          <>
            <p style={{ marginTop: 0 }}>{t('keys.once')}</p>
            <dl className="vd-facts">
              <dt>{t('keys.url')}</dt>
              <dd className="vd-mono">{made.rtsp_url}</dd>
              <dt>{t('keys.user')}</dt>
              <dd className="vd-mono">{made.key_id}</dd>
              <dt>{t('keys.secret')}</dt>
              <dd className="vd-mono">{made.secret}</dd>
            </dl>
            <CopyButton value={withCredentials(made)}>
              {({ copied, copy }) => (
                <Button mt="md" fullWidth onClick={copy} leftSection={<Icon name={copied ? 'check' : 'copy'} size={18} />}>
                  {t(copied ? 'copied' : 'keys.copy')}
                </Button>
              )}
            </CopyButton>
          </>
        )}
      </Modal>
    </section>
  );
}

function withCredentials(grant: AccessKeyGrant): string {
  return grant.rtsp_url.replace('://', `://${grant.key_id}:${grant.secret}@`);
}

function Remove({ device }: { device: Device }) {
  const t = useT();
  const client = useQueryClient();
  const navigate = useNavigate();
  const restore = async (): Promise<void> => {
    notifications.hide(`removed-${device.device_id}`);
    try {
      await call(`/cmu/v1/devices/${device.device_id}:restore`, { method: 'POST' });
      await client.invalidateQueries({ queryKey: ['devices'] });
      notifications.show({ message: t('remove.back', { name: device.name }), icon: <Icon name="check" size={18} /> });
    } catch (error) {
      notifications.show({ color: 'clay', message: problemWords(t, problemOf(error)).title });
    }
  };
  const remove = useMutation({
    mutationFn: () => call(`/cmu/v1/devices/${device.device_id}`, { method: 'DELETE' }),
    onSuccess: async () => {
      await navigate('/cameras');
      client.removeQueries({ queryKey: ['device', device.device_id] });
      await client.invalidateQueries({ queryKey: ['devices'] });
      notifications.show({
        id: `removed-${device.device_id}`,
        autoClose: UNDO_MS,
        message: (
          <Group justify="space-between" wrap="nowrap">
            <span>{t('remove.done', { name: device.name })}</span>
            <Button size="compact-sm" variant="light" onClick={() => void restore()}>
              {t('undo')}
            </Button>
          </Group>
        ),
      });
    },
  });
  return (
    <section className="vd-card vd-section">
      <h2>{t('remove.title')}</h2>
      <p style={{ margin: '0 0 14px', color: 'var(--mantine-color-dimmed)' }}>{t('remove.text')}</p>
      {remove.isError && <ProblemNote problem={problemOf(remove.error)} />}
      <Button
        variant="light"
        color="clay"
        loading={remove.isPending}
        leftSection={<Icon name="trash" size={17} />}
        onClick={() =>
          modals.openConfirmModal({
            title: t('remove.confirm', { name: device.name }),
            children: t('remove.confirm-text'),
            labels: { confirm: t('remove.action'), cancel: t('cancel') },
            confirmProps: { color: 'clay' },
            onConfirm: () => remove.mutate(),
          })
        }
      >
        {t('remove.action')}
      </Button>
    </section>
  );
}
