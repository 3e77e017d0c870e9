const openedAt = Date.now() - performance.now();

/** Unix milliseconds of this screen as long as the page lives: somebody who sets the tablet's clock meanwhile does not move them. */
export function screenNow(): number {
  return openedAt + performance.now();
}
