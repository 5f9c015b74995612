import { Menu, UnstyledButton } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { NavLink, useNavigate } from 'react-router';
import { call } from '../api/http';
import type { Account, Platform } from '../api/types';
import { Icon, Mark, type IconName } from '../ui/Icon';
import { useT, type MessageKey } from './i18n';
import { logout } from './session';

interface Item {
  to: string;
  label: MessageKey;
  icon: IconName;
  end?: boolean;
}

const USER: Item[] = [
  { to: '/cameras', label: 'nav.cameras', icon: 'camera' },
  { to: '/add', label: 'nav.add', icon: 'plus' },
  { to: '/account', label: 'nav.account', icon: 'user' },
];

const OPERATOR: Item[] = [
  { to: '/operator', label: 'nav.overview', icon: 'gauge', end: true },
  { to: '/operator/customers', label: 'nav.customers', icon: 'users' },
  { to: '/operator/cameras', label: 'nav.cameras', icon: 'camera' },
  { to: '/operator/flows', label: 'nav.flows', icon: 'flow' },
  { to: '/operator/media', label: 'nav.media', icon: 'server' },
  { to: '/operator/vendors', label: 'nav.vendors', icon: 'factory' },
  { to: '/operator/messages', label: 'nav.messages', icon: 'message' },
  { to: '/operator/audit', label: 'nav.audit', icon: 'book' },
  { to: '/account', label: 'nav.account', icon: 'user' },
];

/** How many tabs fit a phone's bar; the rest go under "More". */
const BAR_MAX = 5;

/** The frame of every page after sign-in: a side bar on wide screens, a bar at the bottom on phones. */
export function Shell({ account, children }: { account: Account; children: ReactNode }) {
  const t = useT();
  const online = useNetwork().online;
  const staff = account.role !== 'user';
  const platform = useQuery({
    queryKey: ['platform'],
    queryFn: ({ signal }) => call<Platform>('/cmu/v1/platform', { anonymous: true, signal }),
    staleTime: Infinity,
    enabled: staff,
  });
  const items = staff ? OPERATOR.filter((item) => item.to !== '/operator/messages' || platform.data?.sms === 'outbox') : USER;
  return (
    <div className="vd-shell">
      <a className="vd-skip" href="#main">
        {t('nav.skip')}
      </a>
      <aside className="vd-side">
        <NavLink to="/" className="vd-brand">
          <Mark />
          <span>Vedette</span>
        </NavLink>
        {staff && <div className="vd-role">{t('nav.operator')}</div>}
        <nav aria-label={t('nav.main')}>
          {items.map((item) => (
            <Tab key={item.to} item={item} />
          ))}
        </nav>
        <div className="vd-side-end">
          <div className="vd-who">
            <span className="vd-initials" aria-hidden>
              {initials(account.display_name)}
            </span>
            <span className="vd-who-name">{account.display_name}</span>
            <UnstyledButton className="vd-icon-button" aria-label={t('nav.sign-out')} title={t('nav.sign-out')} onClick={() => void logout()}>
              <Icon name="out" />
            </UnstyledButton>
          </div>
        </div>
      </aside>
      <main id="main" className="vd-main" tabIndex={-1}>
        {!online && (
          <div className="vd-strip" role="status">
            <Icon name="offline" size={18} /> {t('nav.offline')}
          </div>
        )}
        {children}
      </main>
      <nav className="vd-bar" aria-label={t('nav.main')}>
        {(items.length > BAR_MAX ? items.slice(0, BAR_MAX - 1) : items).map((item) => (
          <Tab key={item.to} item={item} />
        ))}
        {items.length > BAR_MAX && <More items={items.slice(BAR_MAX - 1)} />}
      </nav>
    </div>
  );
}

function Tab({ item }: { item: Item }) {
  const t = useT();
  return (
    <NavLink to={item.to} end={item.end ?? false} className="vd-tab">
      <Icon name={item.icon} size={21} />
      <span>{t(item.label)}</span>
    </NavLink>
  );
}

function More({ items }: { items: Item[] }) {
  const t = useT();
  const navigate = useNavigate();
  return (
    <Menu position="top-end" width={200}>
      <Menu.Target>
        <UnstyledButton className="vd-tab">
          <Icon name="more" size={21} />
          <span>{t('nav.more')}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map((item) => (
          <Menu.Item key={item.to} leftSection={<Icon name={item.icon} size={18} />} onClick={() => void navigate(item.to)}>
            {t(item.label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
}
