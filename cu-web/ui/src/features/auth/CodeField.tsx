import { TextInput } from '@mantine/core';
import { useT } from '../../app/i18n';

/** The six digits of an SMS; phones offer them above the keyboard. */
export function CodeField({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const t = useT();
  return (
    <TextInput
      label={t('code.label')}
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]{6}"
      maxLength={6}
      required
      autoFocus
      mb="md"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.replace(/\D/g, ''))}
      styles={{ input: { letterSpacing: '0.5em', fontVariantNumeric: 'tabular-nums', fontSize: '1.25rem' } }}
    />
  );
}
