import type { ReactNode } from 'react';
import { useT } from '../../app/i18n';
import { Mark } from '../../ui/Icon';

/** The frame of the pages before sign-in. */
export function Gate({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  const t = useT();
  return (
    <div className="vd-gate">
      <div className="vd-gate-art">
        <svg className="vd-horizon" viewBox="0 0 600 800" preserveAspectRatio="xMidYMax slice" aria-hidden>
          <circle cx="424" cy="300" r="210" fill="#f2b04a" opacity="0.07" />
          <circle cx="424" cy="300" r="120" fill="#f2b04a" opacity="0.1" />
          <circle cx="424" cy="300" r="13" fill="#f2b04a" />
          <path d="M0 560 C120 520 220 590 330 545 S520 500 600 540 V800 H0z" fill="#0e2923" />
          <path d="M0 650 C150 600 260 680 390 630 S540 610 600 640 V800 H0z" fill="#0a1f1a" />
          <path d="M424 313 L424 566" stroke="#0a1f1a" strokeWidth="7" />
          <path d="M424 566 l-16 20 h32z" fill="#0a1f1a" />
        </svg>
        <div className="vd-gate-brand">
          <Mark size={36} /> Vedette
        </div>
        <p>{t('gate.motto')}</p>
      </div>
      <main className="vd-gate-form">
        <div>
          <h1 style={{ margin: '0 0 8px' }}>{title}</h1>
          {text && <p style={{ margin: '0 0 22px', color: 'var(--mantine-color-dimmed)' }}>{text}</p>}
          {children}
        </div>
      </main>
    </div>
  );
}
