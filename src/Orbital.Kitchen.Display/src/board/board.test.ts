import { describe, expect, test } from 'vitest';
import type { KitchenEvent } from '../wire';
import { applyEvent, latestOrdersShown, readBoard, type Board } from './board';
import { batchItem, batchItemEvent, order, orderEvent, page } from './sampleEntities';

const empty = readBoard([page(0)], page(0));

function boardAfter(board: Board, ...events: KitchenEvent[]): Board {
  return events.reduce((current, event) => {
    const next = applyEvent(current, event);
    if (next === 'gap') throw new Error(`Event ${event.sequence} left a gap after ${current.position}.`);
    return next;
  }, board);
}

describe('reading the lists', () => {
  test('takes the lowest position of all pages, so that nothing between them is missed', () => {
    const board = readBoard([page(12, batchItem({ id: 'a' })), page(14, batchItem({ id: 'b' }))], page(13, order()));

    expect(board.position).toBe(12);
    expect([...board.batchItems.keys()]).toEqual(['a', 'b']);
    expect(board.orders).toHaveLength(1);
  });

  test('puts the newest order first, whatever the order of the list', () => {
    const older = order({ orderId: 'older', receivedAt: '2026-03-01T12:00:00Z' });
    const newer = order({ orderId: 'newer', receivedAt: '2026-03-01T12:00:01.5Z' });

    expect(readBoard([page(1)], page(1, older, newer)).orders).toEqual([newer, older]);
  });

  test('leaves out what is not to do', () => {
    const done = batchItem({ status: 'completed' });

    expect(readBoard([page(1, done)], page(1)).batchItems.size).toBe(0);
  });
});

describe('events', () => {
  test('add a batch item and replace it with its newer version', () => {
    const board = boardAfter(
      empty,
      batchItemEvent(1, batchItem({ quantity: 2, version: 1 })),
      batchItemEvent(2, batchItem({ quantity: 5, version: 2 })),
    );

    expect(board.position).toBe(2);
    expect(board.batchItems.size).toBe(1);
    expect(board.batchItems.get('burgers')?.quantity).toBe(5);
  });

  test('that are older than the lists change nothing', () => {
    const read = readBoard([page(7, batchItem({ quantity: 5, version: 3 }))], page(9));

    const board = boardAfter(read, batchItemEvent(8, batchItem({ quantity: 2, version: 2 })));

    expect(board.position).toBe(8);
    expect(board.batchItems).toBe(read.batchItems);
  });

  test('that come a second time change nothing', () => {
    const once = boardAfter(empty, batchItemEvent(1, batchItem()), batchItemEvent(2, batchItem({ version: 2 })));

    expect(boardAfter(once, batchItemEvent(1, batchItem({ status: 'cancelled', version: 9 })))).toBe(once);
  });

  test.each(['completed', 'cancelled'] as const)('take a %s batch item off the board', (status) => {
    const board = boardAfter(empty, batchItemEvent(1, batchItem()), batchItemEvent(2, batchItem({ status, version: 2 })));

    expect(board.batchItems.size).toBe(0);
  });

  test('bring a recalled batch item back', () => {
    const board = boardAfter(
      empty,
      batchItemEvent(1, batchItem({ status: 'completed', version: 3 })),
      batchItemEvent(2, batchItem({ status: 'in_progress', version: 4 })),
    );

    expect(board.batchItems.get('burgers')?.status).toBe('in_progress');
  });

  test('that skip a number are a gap', () => {
    const board = boardAfter(empty, batchItemEvent(1, batchItem()));

    expect(applyEvent(board, batchItemEvent(3, batchItem({ version: 3 })))).toBe('gap');
  });

  test('without an entity that the page knows move the position only', () => {
    const strange = { sequence: 1, type: 'order.received', occurredAt: '2026-03-01T12:00:00Z' };

    expect(boardAfter(empty, strange as unknown as KitchenEvent)).toEqual({ ...empty, position: 1 });
  });

  test('put a new order first and change a known one where it stands', () => {
    const first = order({ orderId: 'first', receivedAt: '2026-03-01T12:00:00Z' });
    const second = order({ orderId: 'second', receivedAt: '2026-03-01T12:01:00Z' });

    const board = boardAfter(
      empty,
      orderEvent(1, first),
      orderEvent(2, second),
      orderEvent(3, { ...first, status: 'ready', version: 2 }),
      orderEvent(4, { ...first, status: 'in_progress', version: 1 }),
    );

    expect(board.orders.map(({ orderId, status }) => [orderId, status])).toEqual([
      ['second', 'received'],
      ['first', 'ready'],
    ]);
  });

  test('keep the latest orders only', () => {
    const startedAt = Date.parse('2026-03-01T12:00:00Z');
    const events = Array.from({ length: latestOrdersShown + 5 }, (_, index) =>
      orderEvent(index + 1, order({ orderId: `order-${index}`, receivedAt: new Date(startedAt + index * 1000).toISOString() })),
    );

    const board = boardAfter(empty, ...events);

    expect(board.orders).toHaveLength(latestOrdersShown);
    expect(board.orders[0]?.orderId).toBe(`order-${latestOrdersShown + 4}`);
    expect(board.orders.at(-1)?.orderId).toBe('order-5');
  });
});
