import { expect, test } from 'vitest';
import { batchItem, served } from '../board/sampleEntities';
import { isRushedByOrder, onBatchItem, primaryVerb, undoOf, type Verb } from './action';

const pending = batchItem();
const cooking = batchItem({ status: 'in_progress', allowedActions: ['complete', 'recall', 'update'], version: 2 });
const completed = batchItem({ status: 'completed', completedQuantity: 2, allowedActions: ['recall'], version: 3 });

test.each([
  [pending, 'start'],
  [cooking, 'complete'],
  [completed, undefined],
  [batchItem({ status: 'in_progress', cancelledQuantity: 1, allowedActions: ['complete', 'acknowledge-cancellation'] }), 'acknowledge-cancellation'],
])('the one button does what comes next (%#)', (item, verb) => {
  expect(primaryVerb(item)).toBe(verb);
});

test.each<[Verb, typeof pending, typeof pending, Verb]>([
  ['start', pending, cooking, 'recall'],
  ['complete', cooking, completed, 'recall'],
  ['recall', completed, cooking, 'complete'],
  ['recall', cooking, pending, 'start'],
  ['rush', pending, pending, 'calm'],
])('%s is undone by what the kitchen allows then (%#)', (verb, before, after, undo) => {
  expect(undoOf(onBatchItem(before, verb), before, after)?.verb).toBe(undo);
});

test('an undo is about what the kitchen answered, not about what the cook saw before', () => {
  expect(undoOf(onBatchItem(pending, 'start'), pending, cooking)?.version).toBe(2);
});

test('what had been done before is done again after a recall, which takes back all', () => {
  const half = { ...cooking, completedQuantity: 1 };

  expect(undoOf(onBatchItem(half, 'complete'), half, completed)?.then).toEqual({ verb: 'complete', units: 1 });
});

test('no undo is offered that the kitchen would refuse', () => {
  const stillCancelled = { ...cooking, completedQuantity: 1, cancelledQuantity: 1, allowedActions: ['acknowledge-cancellation', 'update'] };

  expect(undoOf(onBatchItem(cooking, 'complete'), cooking, stillCancelled)).toBeUndefined();
});

test('every tap has a key of its own', () => {
  expect(onBatchItem(pending, 'start').key).not.toBe(onBatchItem(pending, 'start').key);
});

test('a rush that comes from an order cannot be taken out of the batch item', () => {
  expect(isRushedByOrder(batchItem({ orders: [{ ...served('a', 2), isRush: true }] }))).toBe(true);
  expect(isRushedByOrder(batchItem({ orders: [{ ...served('a', 2, 2), isRush: true }] }))).toBe(false);
});
