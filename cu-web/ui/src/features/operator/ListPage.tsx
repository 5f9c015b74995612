import { Button, Group, SegmentedControl, Skeleton, Table, TextInput } from '@mantine/core';
import { useDebouncedValue, useDocumentTitle } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { call } from '../../api/http';
import { problemOf } from '../../api/problem';
import type { Page } from '../../api/types';
import { useT, type MessageKey } from '../../app/i18n';
import { Icon } from '../../ui/Icon';
import { ProblemCard } from '../../ui/ProblemCard';

export interface Column<T> {
  label: MessageKey;
  cell: (item: T) => ReactNode;
  wrap?: boolean;
}

const POLL_MS = 5_000;

/** One list of the operator: search and filter in the address, paging on the server, followed while it is open. */
export function ListPage<T>({
  title,
  path,
  columns,
  id,
  statuses,
  filter = 'status',
  head,
  row,
  searchable = true,
}: {
  title: MessageKey;
  path: string;
  columns: Column<T>[];
  id: (item: T) => string;
  statuses?: { value: string; label: string }[];
  /** Name of the query parameter that `statuses` sets. */
  filter?: string;
  head?: ReactNode;
  /** Actions at the end of a row. */
  row?: (item: T) => ReactNode;
  searchable?: boolean;
}) {
  const t = useT();
  useDocumentTitle(`${t(title)} · Vedette`);
  const [params, setParams] = useSearchParams();
  const search = params.get('query') ?? '';
  const status = params.get(filter) ?? '';
  const [query] = useDebouncedValue(search.trim(), 250);
  const list = useInfiniteQuery({
    queryKey: ['operator', path, query, status],
    queryFn: ({ pageParam, signal }) =>
      call<Page<T>>(path, { query: { ...(searchable ? { query } : {}), ...(statuses ? { [filter]: status } : {}), cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });
  const set = (name: string, value: string): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="vd-page-head">
        <h1>{t(title)}</h1>
        {statuses && (
          <SegmentedControl
            size="sm"
            aria-label={t('col.status')}
            value={status}
            onChange={(value) => set(filter, value)}
            data={[{ value: '', label: t('operator.all') }, ...statuses]}
          />
        )}
        {searchable && (
          <TextInput
            size="sm"
            type="search"
            aria-label={t('operator.search')}
            placeholder={t('operator.search')}
            leftSection={<Icon name="search" size={17} />}
            value={search}
            onChange={(event) => set('query', event.currentTarget.value)}
          />
        )}
        {head}
      </div>
      {list.isPending && <Skeleton height={240} radius={14} />}
      {list.isError && items.length === 0 && <ProblemCard problem={problemOf(list.error)} onRetry={() => void list.refetch()} />}
      {list.isSuccess && items.length === 0 && (
        <section className="vd-card" style={{ padding: '44px 20px', textAlign: 'center', color: 'var(--mantine-color-dimmed)' }}>
          {t(query || status ? 'operator.nothing' : 'operator.empty')}
        </section>
      )}
      {items.length > 0 && (
        <section className="vd-card vd-list">
          <Table verticalSpacing="sm" horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                {columns.map((column) => (
                  <Table.Th key={column.label}>{t(column.label)}</Table.Th>
                ))}
                {row && <Table.Th aria-label="…" />}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((item) => (
                <Table.Tr key={id(item)}>
                  {columns.map((column) => (
                    <Table.Td key={column.label} data-label={t(column.label)} className={column.wrap ? 'wrap' : ''}>
                      {column.cell(item) ?? '–'}
                    </Table.Td>
                  ))}
                  {row && (
                    <Table.Td align="right" className="vd-row-end">
                      {row(item)}
                    </Table.Td>
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
      {list.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('more')}
          </Button>
        </Group>
      )}
    </>
  );
}

/** A word with a dot in front. */
export function Status({ tone, children }: { tone: 'ok' | 'off' | 'warn' | 'bad'; children: ReactNode }) {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 8 }}>
      <span className="vd-dot" data-tone={tone} />
      {children}
    </span>
  );
}
