import { expect, test } from 'vitest';
import { ServerClock } from './serverClock';

test('goes on from what the kitchen said, by a clock that nobody sets', () => {
  let passed = 1_000;
  const clock = new ServerClock(() => passed);

  clock.set('2026-03-01T12:00:00Z');
  passed += 2_500;

  expect(new Date(clock.now()).toISOString()).toBe('2026-03-01T12:00:02.500Z');
});

test('keeps going when an answer names no time', () => {
  const clock = new ServerClock(() => 0);
  clock.set('2026-03-01T12:00:00Z');

  clock.set(null);
  clock.set('soon');

  expect(new Date(clock.now()).toISOString()).toBe('2026-03-01T12:00:00.000Z');
});
