import { effect, signal } from '@preact/signals';
import { changesBetween, type CancelledUnits, type Changes } from '../board/changes';
import type { Board } from '../board/board';
import { words } from '../i18n/language';
import { feed } from '../kitchen';
import { selection } from './selection';
import { play } from './sound';

/** A screen reader is told what happened at most so often. */
const summaryEveryMs = 5_000;

/** How long the page says that units were cancelled. */
const cancelledShownMs = 15_000;

/** For those who cannot see the board: what happened since the last time, in one sentence. */
export const summary = signal('');

/** Cancelled units that somebody should read about: a card that was still waiting has just gone. */
export const cancelledNews = signal<ReadonlyArray<CancelledUnits & { readonly key: number }>>([]);

export function dismissNews(key: number): void {
  cancelledNews.value = cancelledNews.value.filter((news) => news.key !== key);
}

let sum: Changes = { added: 0, rushed: 0, cancelled: [] };
let nextSummary: ReturnType<typeof setTimeout> | undefined;
let lastSummaryAt = -Infinity;
let newsCount = 0;

/** Tells what changes on the board from now on: by sound, in words, and what was cancelled in sight. */
export function tellNews(): void {
  let before: Board | undefined;
  effect(() => {
    const after = feed.board;
    if (before && after && before !== after) tell(changesBetween(before, after, selection.peek().station));
    before = after;
  });
}

function tell({ added, rushed, cancelled }: Changes): void {
  if (added + rushed + cancelled.length === 0) return;
  if (cancelled.length > 0) play('cancelled');
  else play(rushed > 0 ? 'rushed' : 'added');
  show(cancelled);
  sum = { added: sum.added + added, rushed: sum.rushed + rushed, cancelled: [...sum.cancelled, ...cancelled] };
  nextSummary ??= setTimeout(summarize, Math.max(0, lastSummaryAt + summaryEveryMs - performance.now()));
}

function summarize(): void {
  const { news } = words.peek();
  const cancelledUnits = sum.cancelled.reduce((total, { units }) => total + units, 0);
  summary.value = [
    sum.added > 0 && news.added(sum.added),
    sum.rushed > 0 && news.rushed(sum.rushed),
    cancelledUnits > 0 && news.cancelled(cancelledUnits),
  ]
    .filter(Boolean)
    .join(', ');
  sum = { added: 0, rushed: 0, cancelled: [] };
  nextSummary = undefined;
  lastSummaryAt = performance.now();
}

function show(cancelled: readonly CancelledUnits[]): void {
  if (cancelled.length === 0) return;
  const shown = cancelled.map((units) => ({ ...units, key: newsCount++ }));
  cancelledNews.value = [...cancelledNews.peek(), ...shown];
  setTimeout(() => (cancelledNews.value = cancelledNews.peek().filter((news) => !shown.includes(news))), cancelledShownMs);
}
