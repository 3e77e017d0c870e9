import { expect, test } from 'vitest';
import { readBoard } from './board';
import { ordersInHand } from './orders';
import { batchItem, order, served, snapshot } from './sampleEntities';

const fries = { itemName: 'Fries', stationName: 'Fry Station' };
const burger = { itemName: 'Burger', stationName: 'Burger Plancha Station' };

test('a line is done as far as no open batch item holds its units', () => {
  const board = readBoard(
    snapshot({
      orders: [order({ orderId: 'a', status: 'in_progress', orderItems: [{ ...burger, quantity: 3 }, { ...fries, quantity: 2 }] })],
      batchItems: [
        batchItem({ ...burger, id: '1', status: 'in_progress', orders: [served('a', 2, 1), served('b', 4)] }),
        batchItem({ ...burger, id: '2', orders: [served('a', 1)] }),
      ],
    }),
  );

  const [progress] = ordersInHand(board);

  expect(progress?.lines).toEqual([
    { ...burger, quantity: 3, done: 1, cooking: 1 },
    { ...fries, quantity: 2, done: 2, cooking: 0 },
  ]);
  expect([progress?.unitsDone, progress?.units]).toEqual([3, 5]);
});

test('an order that has just come has nothing done, though its batch items are not there yet', () => {
  const [progress] = ordersInHand(readBoard(snapshot({ orders: [order()] })));

  expect(progress?.unitsDone).toBe(0);
});

test('two lines of one item are one', () => {
  const [progress] = ordersInHand(readBoard(snapshot({ orders: [order({ orderItems: [{ ...fries, quantity: 1 }, { ...fries, quantity: 2 }] })] })));

  expect(progress?.lines.map(({ quantity }) => quantity)).toEqual([3]);
});

test('ready orders come first, then rush, then the oldest', () => {
  const orders = [
    order({ orderId: 'newer', receivedAt: '2026-03-01T12:01:00Z' }),
    order({ orderId: 'older', receivedAt: '2026-03-01T12:00:00Z' }),
    order({ orderId: 'rush', receivedAt: '2026-03-01T12:02:00Z', priority: 'rush' }),
    order({ orderId: 'ready', receivedAt: '2026-03-01T12:03:00Z', status: 'ready' }),
  ];

  expect(ordersInHand(readBoard(snapshot({ orders }))).map(({ order: { orderId } }) => orderId)).toEqual(['ready', 'rush', 'older', 'newer']);
});
