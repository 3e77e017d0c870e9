import { expect, test } from 'vitest';
import { readBoard } from './board';
import { partsOf } from './parts';
import { batchItem, served, snapshot } from './sampleEntities';

test('demand that was split is shown in parts, the oldest first; other batch items are not', () => {
  const at = (second: number) => `2026-03-01T12:00:0${second}Z`;
  const board = readBoard(
    snapshot({
      batchItems: [
        batchItem({ id: 'third', orders: [served('big', 2), served('small', 1)], createdAt: at(3) }),
        batchItem({ id: 'second', orders: [served('big', 4)], createdAt: at(2) }),
        batchItem({ id: 'other', itemName: 'Fries', orders: [served('big', 1)] }),
      ],
    }),
    [batchItem({ id: 'first', orders: [served('big', 4)], status: 'completed', createdAt: at(1) })],
  );

  expect(Object.fromEntries(partsOf(board))).toEqual({
    first: { number: 1, of: 3 },
    second: { number: 2, of: 3 },
    third: { number: 3, of: 3 },
  });
});
