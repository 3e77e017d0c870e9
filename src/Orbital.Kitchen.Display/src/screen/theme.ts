import { effect } from '@preact/signals';
import { remembered } from './remembered';

export type Theme = 'auto' | 'light' | 'dark';

/** The colours that were chosen on this screen; `auto` goes by the system. */
export const theme = remembered<Theme>('orbital.theme', 'auto');

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});
