import { signal } from '@preact/signals';

/** After a finger has gone, the eye needs a moment too. */
const calmAfterMs = 400;

/** A finger, or a pressed mouse, is on the cards: none of them may move. */
export const fingerIsDown = signal(false);

let release: ReturnType<typeof setTimeout> | undefined;

export function fingerDown({ target }: PointerEvent): void {
  clearTimeout(release);
  fingerIsDown.value = true;
  // What is taken off the page under the finger hears of the end of the touch alone.
  target?.addEventListener('touchend', touchEnded, { passive: true, once: true });
  target?.addEventListener('touchcancel', fingerUp, { passive: true, once: true });
}

function fingerUp(): void {
  clearTimeout(release);
  release = setTimeout(() => (fingerIsDown.value = false), calmAfterMs);
}

function touchEnded(event: Event): void {
  if ((event as TouchEvent).touches.length === 0) fingerUp();
}

// A finger that scrolls ends its pointer events early, but not its touch.
addEventListener('touchend', touchEnded, { passive: true });
addEventListener('touchcancel', fingerUp, { passive: true });
addEventListener('pointerup', (event) => event.pointerType !== 'touch' && fingerUp());
addEventListener('pointercancel', (event) => event.pointerType !== 'touch' && fingerUp());
addEventListener('contextmenu', fingerUp);
addEventListener('blur', fingerUp);
