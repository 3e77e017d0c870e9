import { describe, expect, test } from 'vitest';
import type { KitchenEvent } from '../api/types';
import { applyEvent, canRecall, completedKept, readBoard, type Board } from './board';
import { batchItem, batchItemEvent, order, orderEvent, served, snapshot } from './sampleEntities';

const empty = readBoard(snapshot());
const done = { status: 'completed', completedAt: '2026-03-01T12:05:00Z' } as const;

function boardAfter(board: Board, ...events: KitchenEvent[]): Board {
  return events.reduce((current, event) => {
    const next = applyEvent(current, event);
    if (next === 'gap') throw new Error(`Event ${event.sequence} left a gap after ${current.position}.`);
    return next;
  }, board);
}

describe('events', () => {
  test('add a batch item and replace it with its newer version', () => {
    const board = boardAfter(empty, batchItemEvent(1, batchItem({ quantity: 2 })), batchItemEvent(2, batchItem({ quantity: 5 })));

    expect(board.position).toBe(2);
    expect([...board.batchItems.values()].map(({ quantity }) => quantity)).toEqual([5]);
  });

  test('that come a second time change nothing', () => {
    const once = boardAfter(empty, batchItemEvent(1, batchItem()), batchItemEvent(2, batchItem()));

    expect(boardAfter(once, batchItemEvent(1, batchItem({ status: 'cancelled' })))).toBe(once);
  });

  test.each(['completed', 'cancelled'] as const)('take a %s batch item off the board', (status) => {
    const board = boardAfter(empty, batchItemEvent(1, batchItem()), batchItemEvent(2, batchItem({ status })));

    expect(board.batchItems.size).toBe(0);
  });

  test('put what is completed into the history, and a recalled batch item back on the board', () => {
    const completed = boardAfter(empty, batchItemEvent(1, batchItem()), batchItemEvent(2, batchItem(done)));
    expect(completed.completed.map(({ id }) => id)).toEqual(['burgers']);

    const recalled = boardAfter(completed, batchItemEvent(3, batchItem({ status: 'in_progress' })));

    expect(recalled.completed).toEqual([]);
    expect(recalled.batchItems.get('burgers')?.status).toBe('in_progress');
  });

  test('that skip a number are a gap', () => {
    const board = boardAfter(empty, batchItemEvent(1, batchItem()));

    expect(applyEvent(board, batchItemEvent(3, batchItem()))).toBe('gap');
  });

  test('without an entity that the page knows move the position only', () => {
    const strange = { sequence: 1, type: 'station.renamed', occurredAt: '2026-03-01T12:00:00Z' };

    expect(boardAfter(empty, strange as unknown as KitchenEvent)).toEqual({ ...empty, position: 1 });
  });

  test('bring orders, change them, and take them away when they are handed off or cancelled', () => {
    const board = boardAfter(
      empty,
      orderEvent(1, order({ orderId: 'first' })),
      orderEvent(2, order({ orderId: 'second' })),
      orderEvent(3, order({ orderId: 'third' })),
      orderEvent(4, order({ orderId: 'second', status: 'ready' })),
      orderEvent(5, order({ orderId: 'first', status: 'handed_off' })),
      orderEvent(6, order({ orderId: 'third', status: 'cancelled' })),
    );

    expect([...board.orders.values()].map(({ orderId, status }) => [orderId, status])).toEqual([['second', 'ready']]);
  });

  test('about orders leave the batch items as they are, so that no card is drawn again', () => {
    const board = boardAfter(empty, batchItemEvent(1, batchItem()));

    expect(boardAfter(board, orderEvent(2, order())).batchItems).toBe(board.batchItems);
  });
});

describe('the history', () => {
  test('shows the newest first and forgets the oldest', () => {
    const minutes = Array.from({ length: completedKept + 5 }, (_, minute) => minute);
    const items = minutes.map((minute) => batchItem({ id: `${minute}`, ...done, completedAt: new Date(minute * 60_000).toISOString() }));

    const { completed } = readBoard(snapshot(), items);

    expect(completed).toHaveLength(completedKept);
    expect(completed[0]?.id).toBe(`${completedKept + 4}`);
  });

  test('that was read after the board does not undo what the events have still to tell', () => {
    const ahead = batchItem({ ...done, version: 7 });
    const board = readBoard(snapshot({ sequence: 5, batchItems: [batchItem({ version: 4 })] }), [ahead]);

    const after = boardAfter(board, orderEvent(6, order()), batchItemEvent(7, batchItem(done)));

    expect(after.batchItems.size).toBe(0);
    expect(after.completed).toHaveLength(1);
  });
});

test('completed units are recalled as long as none of their orders has left the house', () => {
  const item = batchItem({ ...done, allowedActions: ['recall'], orders: [served('here', 1), { ...served('cancelled', 1), isCancelled: true }] });
  const board = readBoard(snapshot({ orders: [order({ orderId: 'here', status: 'ready' })] }), [item]);

  expect(canRecall(board, item)).toBe(true);
  expect(canRecall(boardAfter(board, orderEvent(1, order({ orderId: 'here', status: 'handed_off' }))), item)).toBe(false);
});
