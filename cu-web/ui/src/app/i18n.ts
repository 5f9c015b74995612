import { createContext, use } from 'react';
import { en } from './en';

export type Messages = Record<keyof typeof en, string>;
export type MessageKey = keyof Messages;
export type Params = Record<string, string | number>;
export type Translate = (key: MessageKey, params?: Params) => string;

/** A dictionary may be partial: what it lacks is shown in English. */
export type Dictionary = Partial<Record<MessageKey, string>>;

/** Languages that the portal speaks, by BCP 47 tag, each named in itself. */
export const LANGUAGES: Record<string, { name: string; dictionary: Dictionary }> = {
  en: { name: 'English', dictionary: en },
};

export function translator(language: string): Translate {
  const dictionary = LANGUAGES[language]?.dictionary ?? en;
  return (key, params) => fill(dictionary[key] ?? en[key], params);
}

/** Replaces `{name}` by the parameter of that name. */
export function fill(text: string, params: Params = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));
}

export function hasMessage(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

export const TranslateContext = createContext<Translate>(translator('en'));

export function useT(): Translate {
  return use(TranslateContext);
}
