import { computed, effect } from '@preact/signals';
import { remembered } from '../screen/remembered';
import { en, type Messages } from './en';
import { es } from './es';

/** Every language that the page speaks, by its tag; another one is another file and another line here. */
export const languages = { en, es } as const satisfies Record<string, Messages>;

export type LanguageTag = keyof typeof languages;

/** The language that was chosen on this screen; `auto` goes by the browser. */
export const chosenLanguage = remembered<LanguageTag | 'auto'>('orbital.language', 'auto');

export const language = computed<LanguageTag>(() => {
  const wanted = chosenLanguage.value === 'auto' ? navigator.languages : [chosenLanguage.value];
  return wanted.map((tag) => tag.split('-')[0]!).find(isSpoken) ?? 'en';
});

/** What the page says, in the language of now. */
export const words = computed<Messages>(() => languages[language.value]);

effect(() => {
  document.documentElement.lang = language.value;
  document.documentElement.dir = words.value.direction;
});

function isSpoken(tag: string): tag is LanguageTag {
  return tag in languages;
}
