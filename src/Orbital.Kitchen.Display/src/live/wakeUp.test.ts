import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onWakeUp } from './wakeUp';

let page: EventTarget & { visibilityState: string };
let screen: EventTarget;
let wakeUps: number;

beforeEach(() => {
  vi.useFakeTimers();
  page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  screen = new EventTarget();
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', screen.addEventListener.bind(screen));
  wakeUps = 0;
  onWakeUp(() => wakeUps++);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('time that passed on the wall clock alone was slept through', () => {
  vi.advanceTimersByTime(60_000);
  expect(wakeUps).toBe(0);

  vi.setSystemTime(Date.now() + 600_000);
  vi.advanceTimersByTime(1_000);

  expect(wakeUps).toBe(1);
  vi.advanceTimersByTime(60_000);
  expect(wakeUps).toBe(1);
});

test('a clock that is set back is no sleep', () => {
  vi.setSystemTime(Date.now() - 600_000);
  vi.advanceTimersByTime(5_000);

  expect(wakeUps).toBe(0);
});

test('a page that is shown again, or comes back from the browser’s cache, wakes up', () => {
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
  expect(wakeUps).toBe(0);

  page.visibilityState = 'visible';
  page.dispatchEvent(new Event('visibilitychange'));
  expect(wakeUps).toBe(1);

  screen.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
  screen.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  expect(wakeUps).toBe(2);
});
