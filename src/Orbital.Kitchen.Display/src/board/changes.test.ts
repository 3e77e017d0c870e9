import { expect, test } from 'vitest';
import { readBoard } from './board';
import { changesBetween } from './changes';
import { batchItem, snapshot } from './sampleEntities';
import type { BatchItem } from '../api/types';

function boardOf(items: BatchItem[], completed: BatchItem[] = []) {
  return readBoard(snapshot({ batchItems: items }), completed);
}

test('new and rushed batch items are told, of the station that is shown', () => {
  const before = boardOf([batchItem({ id: 'a' })]);
  const after = boardOf([batchItem({ id: 'a', priority: 'rush' }), batchItem({ id: 'b' }), batchItem({ id: 'c', stationName: 'Elsewhere' })]);

  expect(changesBetween(before, after, undefined)).toEqual({ added: 2, rushed: 1, cancelled: [] });
  expect(changesBetween(before, after, 'Elsewhere')).toEqual({ added: 1, rushed: 0, cancelled: [] });
});

test('cancelled units are told: of a card that goes, of one that shrinks, and of one that cooks', () => {
  const before = boardOf([
    batchItem({ id: 'gone', itemName: 'Gone', quantity: 2 }),
    batchItem({ id: 'shrinks', itemName: 'Shrinks', quantity: 5 }),
    batchItem({ id: 'cooks', itemName: 'Cooks', quantity: 5, status: 'in_progress' }),
    batchItem({ id: 'done', itemName: 'Done', status: 'in_progress' }),
  ]);
  const readAnew = boardOf(
    [
      batchItem({ id: 'shrinks', itemName: 'Shrinks', quantity: 4 }),
      batchItem({ id: 'cooks', itemName: 'Cooks', quantity: 5, status: 'in_progress', cancelledQuantity: 3 }),
    ],
    [batchItem({ id: 'done', itemName: 'Done', status: 'completed' })],
  );
  const byEvents = { ...readAnew, reading: before.reading };

  const ofThoseStillThere = [
    { itemName: 'Shrinks', units: 1 },
    { itemName: 'Cooks', units: 3 },
  ];
  expect(changesBetween(before, byEvents, undefined).cancelled).toEqual([...ofThoseStillThere, { itemName: 'Gone', units: 2 }]);
  // It may have been completed while this screen slept.
  expect(changesBetween(before, readAnew, undefined).cancelled).toEqual(ofThoseStillThere);
});
