import type { CSSProperties } from 'react';

const PATHS = {
  camera: 'M4 8.5a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM16 11l4.5-2.7v7.4L16 13',
  plus: 'M12 5v14M5 12h14',
  user: 'M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5zM4.8 20c.7-3.6 3.6-5.5 7.2-5.5s6.5 1.900 7.2 5.5',
  users:
    'M9 11a3.200 3.200 0 1 0 0-6.400A3.200 3.200 0 0 0 9 11zM3 19.500c.5-3.200 2.900-5 6-5s5.500 1.800 6 5M15.500 5a3 3 0 0 1 0 5.800M17.500 14.900c2 .6 3.200 2.200 3.500 4.600',
  gauge: 'M4.500 18a9 9 0 1 1 15 0M12 13l4-4.500M12 13.800a.8.8 0 1 0 0-1.600.8.8 0 0 0 0 1.600z',
  factory: 'M4 20V10l5 3v-3l5 3V5h5v15zM8 16.500h.01M12 16.500h.01M16 16.500h.01',
  flow: 'M6 4v16M18 4v16M6 8h9.500M13 5.500 15.800 8 13 10.500M18 16H8.500M11 13.500 8.200 16 11 18.500',
  message:
    'M5 5.500h14a1.500 1.500 0 0 1 1.500 1.500v8.500A1.500 1.500 0 0 1 19 17h-7l-4.500 3.500V17H5a1.500 1.500 0 0 1-1.500-1.500V7A1.500 1.500 0 0 1 5 5.500z',
  book: 'M6 4h11.500v16H7a2 2 0 0 1-2-2V5.500M5 18a2 2 0 0 1 2-2h10.500M9 8h5M9 11.500h5',
  search: 'M10.800 17a6.200 6.200 0 1 0 0-12.400 6.200 6.200 0 0 0 0 12.400zM15.500 15.500 20 20',
  sound: 'M4.500 10v4H8l4.500 3.500v-11L8 10zM16 9.200a4 4 0 0 1 0 5.600M18.500 7a7.200 7.200 0 0 1 0 10',
  mute: 'M4.500 10v4H8l4.500 3.500v-11L8 10zM16.500 9.500l5 5M21.500 9.500l-5 5',
  photo:
    'M4 8.500A1.500 1.500 0 0 1 5.500 7h2.300L9.300 5h5.400l1.500 2h2.300A1.500 1.500 0 0 1 20 8.500v9a1.500 1.500 0 0 1-1.500 1.500h-13A1.500 1.500 0 0 1 4 17.500zM12 16a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400z',
  expand: 'M9 4.500H4.500V9M15 4.500h4.500V9M9 19.500H4.500V15M15 19.500h4.500V15',
  shrink: 'M4.500 9H9V4.500M19.500 9H15V4.500M4.500 15H9v4.500M19.500 15H15v4.500',
  sliders: 'M5 7h7M16 7h3M5 17h3M12 17h7M14 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM10 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  chart: 'M4.500 19.500h15M7 16v-4M11 16V7M15 16v-6M19 16V5',
  shield: 'M12 3.500 5 6.200v5.300c0 4.300 2.800 7.500 7 9 4.200-1.500 7-4.700 7-9V6.200zM9 12l2.200 2.200L15.300 10',
  warn: 'M12 4 3 19.500h18zM12 10v4.500M12 17h.01',
  check: 'M5 12.500 10 17.500 19.500 7',
  x: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h10v11H9zM15 9V4.500H5V16h4',
  back: 'M14.500 5.500 8 12l6.500 6.500',
  next: 'M9.500 5.500 16 12l-6.500 6.500',
  offline: 'M4 4l16 16M8.800 14.800a4.500 4.500 0 0 1 4.700-1M5.500 11.500A9.500 9.500 0 0 1 9.300 9M12.500 8c2.300.1 4.400 1.100 6 2.800M12 19h.01',
  grid1: 'M5 5.500h14v13H5z',
  grid2: 'M4.500 5h6.500v6H4.500zM13 5h6.500v6H13zM4.500 13h6.500v6H4.500zM13 13h6.500v6H13z',
  grid3:
    'M4 5h4.300v4H4zM9.900 5h4.300v4H9.900zM15.800 5H20v4h-4.200zM4 10.500h4.300v4H4zM9.900 10.500h4.300v4H9.900zM15.800 10.500H20v4h-4.200zM4 16h4.300v3.500H4zM9.900 16h4.300v3.500H9.900zM15.800 16H20v3.500h-4.200z',
  qr: 'M4.500 4.500h5.500V10H4.500zM14 4.500h5.500V10H14zM4.500 14H10v5.500H4.500zM14 14h2.500v2.500H14zM19.500 14v2.500M17 19.500h2.500M14 19.500h.5',
  key: 'M8.500 16.500a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12.300 11.500 20 11.500v3.500M16.500 11.500v3',
  out: 'M10 4.500H5.500v15H10M14.500 8l4 4-4 4M18 12H9.500',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  server: 'M4.500 5h15v6h-15zM4.500 13h15v6h-15zM8 8h.01M8 16h.01',
  phone: 'M8 3.500h8a1 1 0 0 1 1 1v15a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1zM11 17.500h2',
  desktop: 'M4 5h16v10.500H4zM9 19.500h6M12 15.500v4',
  retry: 'M19 12a7 7 0 1 1-2.100-5M19 4v4h-4',
  trash: 'M5 7h14M9.500 7V4.500h5V7M7 7l.8 12.500h8.400L17 7M10.500 10.500v5.500M13.500 10.500v5.500',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v2M12 19v2M3 12h2M19 12h2M5.600 5.600 7 7M17 17l1.400 1.400M5.600 18.400 7 17M17 7l1.400-1.400',
} as const;

export type IconName = keyof typeof PATHS;

/** A line icon of the portal's own set; decoration only, the text beside it or the label of its button says what it means. */
export function Icon({ name, size = 20, style }: { name: IconName; size?: number; style?: CSSProperties }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.6 : 1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      style={{ flex: 'none', ...style }}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark: a sentinel's V with its watch light. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden style={{ flex: 'none' }}>
      <rect width="32" height="32" rx="8" fill="#1d5f52" />
      <path d="M6.500 10.500 16 25l9.500-14.500" fill="none" stroke="#f3efe4" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round" />
      <circle cx="16" cy="11" r="3.400" fill="#f2b04a" />
    </svg>
  );
}
