import { findBatchItem } from '../board/board';
import { actOnItem, actOnOrder, feed, outbox, toggleRush } from '../kitchen';
import { menuIsOpen } from './dialogs';
import { cards, focusCard, focusHasJustMoved, focusTowards, focusedCard, type Direction } from './focus';
import { select, selection } from './selection';

const directions: Record<string, Direction> = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' };

/** Keyboards and bump bars, which send the same keys. The menu lists them for the cook. */
export function listenToKeys(): void {
  addEventListener('keydown', onKey);
  addEventListener('pointerdown', () => delete document.documentElement.dataset.keys);
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  document.documentElement.dataset.keys = '';
  const direction = directions[event.key];
  if (direction) focusTowards(direction);
  // A key that is held down must not do a thing twice; on a button the browser would.
  else if (!event.repeat && !(acts(event) && focusHasJustMoved()) && !press(event)) return;
  event.preventDefault();
}

/** It does something to the focused card. */
function acts({ key }: KeyboardEvent): boolean {
  return /^(enter| |r|p)$/i.test(key) || (/^h$/i.test(key) && selection.value.view === 'orders');
}

/** True when the key means something here. */
function press({ key }: KeyboardEvent): boolean {
  if (/^[1-9]$/.test(key)) return focusCard(cards()[Number(key) - 1]);
  switch (key.toLowerCase()) {
    case 'enter':
      // On a button the browser presses it; elsewhere the first card is taken up.
      return document.activeElement === document.body && focusCard(cards()[0]);
    case 'home':
      return focusCard(cards()[0]);
    case 'end':
      return focusCard(cards().at(-1));
    case 'u':
      outbox.undoLast();
      return true;
    case 'r':
      return onFocused('recall');
    case 'p':
      return onFocused('priority');
    case 'h':
      if (selection.value.view === 'orders') return onFocused('hand-off');
      select({ view: selection.value.view === 'history' ? 'board' : 'history' });
      return true;
    case '?':
      menuIsOpen.value = true;
      return true;
    default:
      return false;
  }
}

function onFocused(what: 'recall' | 'priority' | 'hand-off'): boolean {
  const { batchItem, order } = focusedCard()?.dataset ?? {};
  const { board } = feed;
  const item = board && batchItem ? findBatchItem(board, batchItem) : undefined;
  const itsOrder = order ? board?.orders.get(order) : undefined;
  if (item && what === 'recall') actOnItem(item, 'recall');
  if (item && what === 'priority') toggleRush(item);
  if (itsOrder && what !== 'recall') actOnOrder(itsOrder, what === 'priority' ? 'rush-order' : 'hand-off');
  return true;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && (target.closest('select, input, textarea') !== null || target.closest('dialog') !== null);
}
