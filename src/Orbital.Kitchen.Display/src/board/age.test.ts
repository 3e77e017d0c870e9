import { expect, test } from 'vitest';
import { agesOf, formatAge, latenessOf } from './age';

const settings = {
  lateAfterSeconds: 300,
  overdueAfterSeconds: 480,
  heartbeatSeconds: 15,
  stations: [{ stationName: 'Grill', lateAfterSeconds: 60, overdueAfterSeconds: 90 }],
};

test.each([
  [-4_000, '0:00'],
  [42_900, '0:42'],
  [12 * 60_000 + 5_000, '12:05'],
  [63 * 60_000, '1 h 03'],
])('an age of %i ms reads %s', (ageMs, text) => {
  expect(formatAge(ageMs)).toBe(text);
});

test.each([
  [0, 'fresh'],
  [5 * 60_000 - 1, 'fresh'],
  [5 * 60_000, 'late'],
  [8 * 60_000, 'overdue'],
])('at %i ms a batch item is %s', (ageMs, lateness) => {
  expect(latenessOf(ageMs, agesOf(settings, 'Fry Station'))).toBe(lateness);
});

test('a station may have ages of its own', () => {
  expect(latenessOf(61_000, agesOf(settings, 'Grill'))).toBe('late');
});
