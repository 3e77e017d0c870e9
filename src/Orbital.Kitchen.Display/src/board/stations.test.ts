import { expect, test } from 'vitest';
import { readBoard } from './board';
import { batchItem, order, page } from './sampleEntities';
import { openWork, stationNames, unitsToMake } from './stations';

const grill = 'Grill';
const bar = 'Bar';

test('work is grouped by station, stations by name, cards oldest first', () => {
  const board = readBoard(
    [
      page(
        1,
        batchItem({ id: 'late', stationName: grill, createdAt: '2026-03-01T12:02:00Z' }),
        batchItem({ id: 'b', stationName: grill, createdAt: '2026-03-01T12:01:00Z' }),
        batchItem({ id: 'a', stationName: grill, createdAt: '2026-03-01T12:01:00Z' }),
        batchItem({ id: 'drink', stationName: bar, createdAt: '2026-03-01T12:05:00Z' }),
      ),
    ],
    page(1),
  );

  expect(openWork(board).map(({ station, batchItems }) => [station, batchItems.map(({ id }) => id)])).toEqual([
    [bar, ['drink']],
    [grill, ['a', 'b', 'late']],
  ]);
});

test('a station keeps its tab when its work is done, and when a tablet is fixed to it', () => {
  const board = readBoard(
    [page(1, batchItem({ stationName: grill }))],
    page(1, order({ orderItems: [{ itemName: 'Tea', stationName: bar, quantity: 1 }] })),
  );

  expect(stationNames(board, 'Pastry')).toEqual([bar, grill, 'Pastry']);
  expect(stationNames(board, undefined)).toEqual([bar, grill]);
});

test('units that are done are not to make', () => {
  expect(unitsToMake([batchItem({ quantity: 5, completedQuantity: 2 }), batchItem({ quantity: 1 })])).toBe(4);
});
