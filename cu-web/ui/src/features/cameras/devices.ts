import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/http';
import type { Device, Page } from '../../api/types';
import type { StreamSize } from '../../player/quality';

/** How often lists of cameras are read again, in ms: offline must show within a heartbeat or two. */
const POLL_MS = 3_000;
const PAGE_SIZE = 60;

export function useDevices(query: string, group: string | null) {
  return useInfiniteQuery({
    queryKey: ['devices', query, group],
    queryFn: ({ pageParam, signal }) =>
      call<Page<Device>>('/cmu/v1/devices', { query: { query, group, cursor: pageParam, limit: PAGE_SIZE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });
}

/** One camera; what a list already knows is shown at once. */
export function useDevice(id: string) {
  const client = useQueryClient();
  const listed = () =>
    client
      .getQueriesData<{ pages: Page<Device>[] }>({ queryKey: ['devices'] })
      .flatMap(([, data]) => data?.pages ?? [])
      .flatMap((page) => page.items)
      .find((device) => device.device_id === id);
  return useQuery<Device>({
    queryKey: ['device', id],
    queryFn: ({ signal }) => call<Device>(`/cmu/v1/devices/${encodeURIComponent(id)}`, { signal }),
    placeholderData: listed,
    refetchInterval: POLL_MS,
  });
}

export function isOnline(device: Device): boolean {
  return device.status === 'online' || device.status === 'active';
}

export function streamsOf(device: Device | undefined): StreamSize[] {
  return device?.channels[0]?.streams.map((s) => ({ stream: s.stream, width: s.width, height: s.height })) ?? [];
}
