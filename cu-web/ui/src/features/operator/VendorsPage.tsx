import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/http';
import { problemOf } from '../../api/problem';
import type { Vendor } from '../../api/types';
import { dateTime } from '../../app/format';
import { useT } from '../../app/i18n';
import { Icon } from '../../ui/Icon';
import { ProblemNote } from '../../ui/ProblemCard';
import { ListPage } from './ListPage';
import { useAction } from './useAction';

export function VendorsPage() {
  const t = useT();
  const { confirmed } = useAction();
  const [adding, setAdding] = useState(false);
  return (
    <>
      <ListPage<Vendor>
        title="nav.vendors"
        path="/cmu/v1/operator/vendors"
        id={(vendor) => vendor.vendor_id}
        searchable={false}
        head={
          <Button size="sm" leftSection={<Icon name="plus" size={18} />} onClick={() => setAdding(true)}>
            {t('operator.vendor-add')}
          </Button>
        }
        columns={[
          { label: 'operator.vendor-name', cell: (v) => v.name },
          { label: 'col.devices', cell: (v) => v.devices },
          {
            label: 'col.root',
            cell: (v) => (
              <>
                {v.root_subject} <span className="vd-mono">{v.root_sha256.slice(0, 12)}</span>
              </>
            ),
            wrap: true,
          },
          { label: 'col.expires', cell: (v) => dateTime(v.root_expires_at) },
        ]}
        row={(vendor) => (
          <Button
            size="compact-sm"
            variant="subtle"
            color="clay"
            onClick={() =>
              confirmed(t('operator.dismiss'), t('operator.dismiss-text'), { path: `/cmu/v1/operator/vendors/${vendor.vendor_id}`, method: 'DELETE' })
            }
          >
            {t('operator.dismiss')}
          </Button>
        )}
      />
      <Modal opened={adding} onClose={() => setAdding(false)} title={t('operator.vendor-add')} size="lg">
        {adding && <AddVendor onDone={() => setAdding(false)} />}
      </Modal>
    </>
  );
}

function AddVendor({ onDone }: { onDone: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const form = useForm({ initialValues: { name: '', root_certificate_pem: '' } });
  const add = useMutation({
    mutationFn: (body: object) => call('/cmu/v1/operator/vendors', { method: 'POST', body }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['operator'] });
      onDone();
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => add.mutate(values))}>
      <p style={{ marginTop: 0, color: 'var(--mantine-color-dimmed)' }}>{t('operator.vendor-text')}</p>
      <TextInput size="sm" label={t('operator.vendor-name')} required maxLength={80} mb="sm" {...form.getInputProps('name')} />
      <Textarea
        size="sm"
        label={t('operator.vendor-pem')}
        required
        rows={9}
        placeholder="-----BEGIN CERTIFICATE-----"
        mb="md"
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        {...form.getInputProps('root_certificate_pem')}
      />
      {add.isError && <ProblemNote problem={problemOf(add.error)} />}
      <Button type="submit" mt="xs" loading={add.isPending}>
        {t('operator.vendor-add')}
      </Button>
    </form>
  );
}
