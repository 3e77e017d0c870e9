import { useLayoutEffect, useRef } from 'preact/hooks';

export type Direction = 'up' | 'down' | 'left' | 'right';

/** After the focus has moved by itself, a key that was meant for the card before must not act on the one that took its place. */
const restAfterMoveMs = 600;

/** When it last moved by itself and not by a key; by `performance.now`. */
let movedAt = -Infinity;

/** The cards of the view that is shown, in reading order: of batch items, of orders, or of what was completed. */
export function cards(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-card]')];
}

export function focusedCard(): HTMLElement | undefined {
  return document.activeElement?.closest<HTMLElement>('[data-card]') ?? undefined;
}

/** A card is focused by its one button. False when there is none. */
export function focusCard(card: HTMLElement | undefined): boolean {
  movedAt = -Infinity;
  const isFocused = focusInPlace(card);
  if (card) bringIntoSight(card);
  return isFocused;
}

/** Among hundreds of cards those that come into sight get their real heights only then, and push away the one that was sought. */
function bringIntoSight(card: HTMLElement, framesToFollow = 3): void {
  card.scrollIntoView({ block: 'nearest' });
  if (framesToFollow > 0) requestAnimationFrame(() => card === focusedCard() && bringIntoSight(card, framesToFollow - 1));
}

/** Without moving what a finger may be about to touch. */
function focusInPlace(card: HTMLElement | undefined): boolean {
  const button = card?.querySelector<HTMLElement>('.primary');
  button?.focus({ preventScroll: true });
  return button !== undefined && button !== null;
}

/** To the next card in a direction as the eye sees it, whichever way the language runs. */
export function focusTowards(direction: Direction): void {
  const from = focusedCard();
  if (!from) {
    focusCard(cards()[0]);
    return;
  }
  const start = middleOf(from);
  let nearest: HTMLElement | undefined;
  let shortest = Infinity;
  for (const card of cards()) {
    const { x, y } = middleOf(card);
    const [along, across] = {
      up: [start.y - y, x - start.x],
      down: [y - start.y, x - start.x],
      left: [start.x - x, y - start.y],
      right: [x - start.x, y - start.y],
    }[direction] as [number, number];
    // What lies beside counts as farther, so that rows and columns are kept.
    const distance = along + 3 * Math.abs(across);
    if (card !== from && along > 1 && distance < shortest) [nearest, shortest] = [card, distance];
  }
  focusCard(nearest);
}

export function focusHasJustMoved(): boolean {
  return performance.now() - movedAt < restAfterMoveMs;
}

/** When the focused card goes, the one that takes its place is focused: a cook at the keys goes on where he was. */
export function useKeptFocus(): void {
  const last = useRef<{ id: string; index: number } | undefined>(undefined);
  useLayoutEffect(() => {
    const all = cards();
    const focused = focusedCard();
    if (focused) last.current = { id: focused.id, index: all.indexOf(focused) };
    else if (last.current && document.activeElement === document.body && !document.getElementById(last.current.id)) {
      const next = all[Math.min(last.current.index, all.length - 1)];
      const isFocused = keysAreInUse() ? focusCard(next) : focusInPlace(next);
      if (isFocused) movedAt = performance.now();
    }
  });
}

/** The last card was reached by a key, not by a finger. */
function keysAreInUse(): boolean {
  return document.documentElement.dataset.keys !== undefined;
}

/** From the edge that reading starts at a card's middle is not its corner: cards differ in height. */
function middleOf(card: HTMLElement): { x: number; y: number } {
  const { left, top, width } = card.getBoundingClientRect();
  return { x: left + width / 2, y: top };
}
