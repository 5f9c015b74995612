import { CopyButton, UnstyledButton } from '@mantine/core';
import { useT } from '../app/i18n';
import { Icon } from './Icon';

/** What a person reads to support: the id of the flow, to be copied. */
export function SupportCode({ code }: { code: string | null | undefined }) {
  const t = useT();
  if (!code) return null;
  return (
    <CopyButton value={code}>
      {({ copied, copy }) => (
        <UnstyledButton
          onClick={copy}
          title={t('support.copy')}
          style={{ display: 'inline-flex', alignItems: 'center', gap: 6, marginTop: 10, fontSize: '0.78rem', opacity: 0.85, maxWidth: '100%' }}
        >
          <span>{t('support.code')}</span>
          <span className="vd-mono" style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
            {code}
          </span>
          <Icon name={copied ? 'check' : 'copy'} size={15} />
        </UnstyledButton>
      )}
    </CopyButton>
  );
}
