import { signal } from '@preact/signals';

/** After a finger has gone, the eye needs a moment too. */
const calmAfterMs = 400;

/** A finger, or a pressed mouse, is on the cards: none of them may move. */
export const fingerIsDown = signal(false);

let release: ReturnType<typeof setTimeout> | undefined;

export function fingerDown(): void {
  clearTimeout(release);
  fingerIsDown.value = true;
}

function fingerUp(): void {
  clearTimeout(release);
  release = setTimeout(() => (fingerIsDown.value = false), calmAfterMs);
}

// A finger that scrolls ends its pointer events early, but not its touch.
addEventListener('touchend', (event) => event.touches.length === 0 && fingerUp(), { passive: true });
addEventListener('touchcancel', fingerUp, { passive: true });
addEventListener('pointerup', (event) => event.pointerType !== 'touch' && fingerUp());
addEventListener('blur', fingerUp);
