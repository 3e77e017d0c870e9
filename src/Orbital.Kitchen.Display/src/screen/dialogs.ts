import { signal } from '@preact/signals';

/** The menu, with the settings of this screen and the keys. */
export const menuIsOpen = signal(false);

/** The id of the batch item that is shown with all its details. */
export const detailsOf = signal<string | undefined>(undefined);
