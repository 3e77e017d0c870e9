import { expect, test } from 'vitest';
import { readBoard } from './board';
import { batchItem, order, snapshot } from './sampleEntities';
import { allDayOf, stationNames, unitsByStation, workOf } from './stations';

const grill = 'Grill';
const bar = 'Bar';

test('rush comes first, then the oldest; a station sees its own', () => {
  const board = readBoard(
    snapshot({
      batchItems: [
        batchItem({ id: 'newer', stationName: grill, createdAt: '2026-03-01T12:02:00Z' }),
        batchItem({ id: 'same', stationName: grill, createdAt: '2026-03-01T12:01:00Z' }),
        batchItem({ id: 'same too', stationName: grill, createdAt: '2026-03-01T12:01:00Z' }),
        batchItem({ id: 'rush', stationName: bar, createdAt: '2026-03-01T12:05:00.25Z', priority: 'rush' }),
      ],
    }),
  );

  expect(workOf(board, undefined).map(({ id }) => id)).toEqual(['rush', 'same', 'same too', 'newer']);
  expect(workOf(board, grill).map(({ id }) => id)).toEqual(['same', 'same too', 'newer']);
});

test('a station keeps its tab when its work is done, and when a tablet is fixed to it', () => {
  const board = readBoard(
    snapshot({
      batchItems: [batchItem({ stationName: grill })],
      orders: [order({ orderItems: [{ itemName: 'Tea', stationName: bar, quantity: 1 }] })],
    }),
    [batchItem({ id: 'cake', stationName: 'Oven', status: 'completed' })],
  );

  expect(stationNames(board, ['Pastry'])).toEqual([bar, grill, 'Oven', 'Pastry']);
});

test('units that are done or cancelled are not to make', () => {
  const board = readBoard(
    snapshot({ batchItems: [batchItem({ id: 'a', quantity: 5, completedQuantity: 2, cancelledQuantity: 1 }), batchItem({ id: 'b', quantity: 1 })] }),
  );

  expect([...unitsByStation(board)]).toEqual([['Burger Plancha Station', 3]]);
});

test('the totals of the day tell what cooks now from what comes later, over all batch items of an item', () => {
  const items = [
    batchItem({ itemName: 'Fries', quantity: 4 }),
    batchItem({ itemName: 'Fries', quantity: 3, completedQuantity: 1, status: 'in_progress' }),
    batchItem({ itemName: 'Burger', quantity: 2 }),
    batchItem({ itemName: 'Gone', quantity: 2, cancelledQuantity: 2, status: 'in_progress' }),
  ];

  expect(allDayOf(items)).toEqual([
    { itemName: 'Burger', now: 0, later: 2 },
    { itemName: 'Fries', now: 2, later: 4 },
  ]);
});
