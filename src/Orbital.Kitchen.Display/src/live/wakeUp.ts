const lookEveryMs = 1_000;

/** The two clocks never part so far while the machine is awake, unless somebody sets one of them. */
const noticedFromMs = 3_000;

/**
 * Tells that the page comes back from a time in which it may have heard nothing, and did not notice it: the machine slept, or the browser had
 * put the page away.
 */
export function onWakeUp(wokeUp: () => void): void {
  let ahead = wallClockAhead();
  setInterval(() => {
    const before = ahead;
    ahead = wallClockAhead();
    if (ahead - before >= noticedFromMs) wokeUp();
  }, lookEveryMs);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && wokeUp());
  addEventListener('pageshow', ({ persisted }) => persisted && wokeUp());
}

/** The monotonic clock stands still while the machine sleeps, the wall clock does not. */
function wallClockAhead(): number {
  return Date.now() - performance.now();
}
