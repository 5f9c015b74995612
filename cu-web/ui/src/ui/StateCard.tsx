import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Icon, type IconName } from './Icon';

export type CardAction = { label: string; to: string } | { label: string; onClick: () => void };

/** One state of a page in plain words: what is, what to do, one action. */
export function StateCard({
  icon,
  title,
  text,
  action,
  children,
}: {
  icon: IconName;
  title: string;
  text?: ReactNode;
  action?: CardAction | undefined;
  children?: ReactNode;
}) {
  return (
    <section className="vd-card" style={{ maxWidth: 460, margin: '8vh auto 0', padding: '34px 30px', textAlign: 'center' }}>
      <span
        style={{
          display: 'inline-grid',
          placeItems: 'center',
          width: 54,
          height: 54,
          borderRadius: 16,
          marginBottom: 14,
          color: 'var(--vd-accent)',
          background: 'color-mix(in srgb, var(--vd-accent) 12%, transparent)',
        }}
      >
        <Icon name={icon} size={28} />
      </span>
      <h2 style={{ margin: '0 0 8px' }}>{title}</h2>
      {text && <p style={{ margin: '0 0 20px', color: 'var(--mantine-color-dimmed)' }}>{text}</p>}
      {action &&
        ('to' in action ? (
          <Button component={Link} to={action.to}>
            {action.label}
          </Button>
        ) : (
          <Button onClick={action.onClick}>{action.label}</Button>
        ))}
      {children}
    </section>
  );
}
