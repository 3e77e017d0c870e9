import { effect, signal, type Signal } from '@preact/signals';

/** A setting of this screen, kept in the browser; a browser that keeps nothing starts with what is usual. */
export function remembered<T extends string>(name: string, usual: T): Signal<T> {
  const setting = signal((read(name) as T | null) ?? usual);
  effect(() => {
    try {
      localStorage.setItem(name, setting.value);
    } catch {
      // It holds until the page is closed.
    }
  });
  return setting;
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
