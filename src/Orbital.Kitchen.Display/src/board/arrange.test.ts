import { expect, test } from 'vitest';
import type { BatchItem } from '../api/types';
import { arrange } from './arrange';
import { batchItem } from './sampleEntities';

const [a, b, c] = ['a', 'b', 'c'].map((id) => batchItem({ id })) as [ReturnType<typeof batchItem>, ReturnType<typeof batchItem>, ReturnType<typeof batchItem>];

const idOf = ({ id }: BatchItem) => id;

test('under a finger no card moves: new ones come last, and what is over keeps its place until the finger has gone', () => {
  const before = arrange([], [a, b], idOf, false);

  const under = arrange(before, [c, { ...b, quantity: 9 }], idOf, true);
  expect(under.map(({ item: { id, quantity }, isOver }) => [id, quantity, isOver])).toEqual([
    ['a', 2, true],
    ['b', 9, false],
    ['c', 2, false],
  ]);

  expect(arrange(under, [c, b], idOf, false).map(({ item: { id } }) => id)).toEqual(['c', 'b']);
});
