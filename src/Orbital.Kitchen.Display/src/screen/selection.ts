import { signal } from '@preact/signals';

export const views = ['board', 'orders', 'allDay', 'history'] as const;

/** A wide screen shows the all-day totals beside everything, a narrow one alone. */
export type View = (typeof views)[number];

/** What this screen looks at. It lives in the address (`#station=Grill`), so that a tablet can be fixed to its station. */
export interface Selection {
  /** Undefined: all stations. */
  readonly station: string | undefined;
  readonly view: View;
}

export const selection = signal<Selection>(parseSelection(location.hash));

export function select(change: Partial<Selection>): void {
  selection.value = { ...selection.value, ...change };
  showInAddress();
}

/** Makes the address say what is looked at. */
export function showInAddress(): void {
  history.replaceState(null, '', formatSelection(selection.value) || location.pathname);
}

// An address that opens something else (`#displays`) leaves the tablet at its station.
addEventListener('hashchange', () => /^$|=/.test(location.hash) && (selection.value = parseSelection(location.hash)));

function parseSelection(hash: string): Selection {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  return { station: parts.get('station') ?? undefined, view: views.find((view) => view === parts.get('view')) ?? 'board' };
}

function formatSelection({ station, view }: Selection): string {
  const parts = new URLSearchParams();
  if (station !== undefined) parts.set('station', station);
  if (view !== 'board') parts.set('view', view);
  return parts.size > 0 ? `#${parts}` : '';
}
