import { useEffect, type ReactNode } from 'react';
import { LANGUAGES, TranslateContext, translator } from './i18n';
import { useSession } from './session';

/** Speaks the account's language, else the browser's if the portal has it, else English. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const session = useSession();
  const own = session.state === 'signed-in' ? session.account.language : null;
  const language = [own, ...navigator.languages.map((tag) => tag.split('-')[0])].find((tag) => tag && tag in LANGUAGES) ?? 'en';
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <TranslateContext value={translator(language)}>{children}</TranslateContext>;
}
