import { ActionIcon, Button, Group, SegmentedControl, Select, Skeleton, TextInput, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue, useDocumentTitle, useLocalStorage } from '@mantine/hooks';
import type { CSSProperties } from 'react';
import { Link, useSearchParams } from 'react-router';
import { problemOf } from '../../api/problem';
import type { Device } from '../../api/types';
import { useT } from '../../app/i18n';
import { Icon } from '../../ui/Icon';
import { ProblemCard } from '../../ui/ProblemCard';
import { StateCard } from '../../ui/StateCard';
import { useDevices } from './devices';
import { Tile } from './Tile';

const TILE_PX: Record<string, number> = { large: 560, medium: 340, small: 230 };

/** The grid of the own cameras, live. */
export function CamerasPage() {
  const t = useT();
  useDocumentTitle(`${t('cameras.title')} · Vedette`);
  const [params, setParams] = useSearchParams();
  const search = params.get('q') ?? '';
  const group = params.get('group');
  const [query] = useDebouncedValue(search.trim(), 250);
  const [size, setSize] = useLocalStorage({ key: 'vedette.tile', defaultValue: 'medium' });
  const devices = useDevices(query, group);
  const all = devices.data?.pages.flatMap((page) => page.items) ?? [];
  const groups = [...new Set(all.map((device) => device.group).filter((name): name is string => !!name))].sort();
  const set = (name: string, value: string | null): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );

  if (devices.isPending) return <Loading size={size} />;
  if (devices.isError && all.length === 0) return <ProblemCard problem={problemOf(devices.error)} onRetry={() => void devices.refetch()} />;
  if (all.length === 0 && !query && !group) {
    return (
      <StateCard icon="camera" title={t('cameras.empty')} text={t('cameras.empty-text')} action={{ label: t('cameras.add-first'), to: '/add' }} />
    );
  }
  return (
    <>
      <div className="vd-page-head">
        <h1>{t('cameras.title')}</h1>
        <Group gap="xs" className="vd-tools" wrap="nowrap">
          <TextInput
            size="sm"
            type="search"
            aria-label={t('cameras.search')}
            placeholder={t('cameras.search')}
            leftSection={<Icon name="search" size={17} />}
            value={search}
            onChange={(event) => set('q', event.currentTarget.value)}
            maw={220}
          />
          {(groups.length > 1 || group) && (
            <Select
              size="sm"
              w={132}
              aria-label={t('cameras.group')}
              placeholder={t('cameras.all-groups')}
              data={group && !groups.includes(group) ? [...groups, group] : groups}
              value={group}
              onChange={(value) => set('group', value)}
              clearable
            />
          )}
          <SegmentedControl
            size="sm"
            aria-label={t('cameras.size')}
            value={size}
            onChange={setSize}
            data={(['large', 'medium', 'small'] as const).map((value, i) => ({
              value,
              label: (
                <span style={{ display: 'grid', placeItems: 'center', height: 20 }}>
                  <Icon name={(['grid1', 'grid2', 'grid3'] as const)[i]!} size={18} />
                  <VisuallyHidden>{t(`cameras.size-${value}`)}</VisuallyHidden>
                </span>
              ),
            }))}
          />
          <ActionIcon className="vd-wide-only" size={36} component={Link} to="/add" aria-label={t('nav.add')} title={t('nav.add')} variant="filled">
            <Icon name="plus" />
          </ActionIcon>
        </Group>
      </div>
      {all.length === 0 ? (
        <StateCard
          icon="search"
          title={t('cameras.none')}
          text={t('cameras.none-text', { query })}
          action={{ label: t('cameras.clear'), onClick: () => setParams({}, { replace: true }) }}
        />
      ) : (
        <Tiles devices={all} size={size} grouped={groups.length > 0 && !query} />
      )}
      {devices.hasNextPage && (
        <Group justify="center" mt="lg">
          <Button variant="default" loading={devices.isFetchingNextPage} onClick={() => void devices.fetchNextPage()}>
            {t('more')}
          </Button>
        </Group>
      )}
    </>
  );
}

function gridStyle(size: string): CSSProperties {
  return { '--vd-tile': `${TILE_PX[size] ?? 340}px`, '--vd-tile-phone': size === 'small' ? '150px' : '100%' } as CSSProperties;
}

function Tiles({ devices, size, grouped }: { devices: Device[]; size: string; grouped: boolean }) {
  const t = useT();
  if (!grouped) {
    return (
      <div className="vd-grid" style={gridStyle(size)}>
        {devices.map((device) => (
          <Tile key={device.device_id} device={device} />
        ))}
      </div>
    );
  }
  const names = [...new Set(devices.map((device) => device.group ?? ''))].sort((a, b) => (a === '' ? 1 : b === '' ? -1 : a.localeCompare(b)));
  return names.map((name) => (
    <section key={name}>
      <h2 className="vd-group-name">{name || t('cameras.ungrouped')}</h2>
      <div className="vd-grid" style={gridStyle(size)}>
        {devices
          .filter((device) => (device.group ?? '') === name)
          .map((device) => (
            <Tile key={device.device_id} device={device} />
          ))}
      </div>
    </section>
  ));
}

function Loading({ size }: { size: string }) {
  const t = useT();
  return (
    <>
      <div className="vd-page-head">
        <h1>{t('cameras.title')}</h1>
      </div>
      <div className="vd-grid" style={gridStyle(size)} aria-busy>
        {[0, 1, 2].map((n) => (
          <Skeleton key={n} radius={12} style={{ aspectRatio: '16 / 9' }} />
        ))}
      </div>
    </>
  );
}
