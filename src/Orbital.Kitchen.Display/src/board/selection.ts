import { signal } from '@preact/signals';

/** What this tablet looks at. It lives in the address (`#station=Grill`), so a tablet can be fixed to its station. */
export interface Selection {
  /** Undefined: all stations. */
  readonly station: string | undefined;
  /** What a narrow screen shows; a wide one shows both. */
  readonly view: 'board' | 'orders';
}

export const selection = signal<Selection>(parseSelection(location.hash));

export function select(change: Partial<Selection>): void {
  selection.value = { ...selection.value, ...change };
  history.replaceState(null, '', formatSelection(selection.value) || location.pathname);
}

addEventListener('hashchange', () => (selection.value = parseSelection(location.hash)));

function parseSelection(hash: string): Selection {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  return { station: parts.get('station') ?? undefined, view: parts.get('view') === 'orders' ? 'orders' : 'board' };
}

function formatSelection({ station, view }: Selection): string {
  const parts = new URLSearchParams();
  if (station !== undefined) parts.set('station', station);
  if (view !== 'board') parts.set('view', view);
  return parts.size > 0 ? `#${parts}` : '';
}
