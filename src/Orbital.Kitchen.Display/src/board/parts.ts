import type { BatchItem } from '../api/types';
import type { Board } from './board';

/** A batch item as one of several that an order's demand was split over. */
export interface Part {
  readonly number: number;
  readonly of: number;
}

/**
 * The parts of all orders that did not fit into one batch item, by batch item. One that serves several such orders is shown as a part of
 * the order with the most parts. Parts that are completed still count, as long as the page knows them.
 */
export function partsOf(board: Board): ReadonlyMap<string, Part> {
  const parts = new Map<string, Part>();
  for (const siblings of splitDemand(board)) {
    siblings.sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
    siblings.forEach(({ id }, index) => {
      if ((parts.get(id)?.of ?? 1) < siblings.length) parts.set(id, { number: index + 1, of: siblings.length });
    });
  }
  return parts;
}

function splitDemand(board: Board): BatchItem[][] {
  const byOrderAndItem = new Map<string, BatchItem[]>();
  for (const item of [...board.completed, ...board.batchItems.values()]) {
    for (const { orderId } of item.orders) {
      const key = JSON.stringify([orderId, item.stationName, item.itemName]);
      const siblings = byOrderAndItem.get(key);
      if (siblings) siblings.push(item);
      else byOrderAndItem.set(key, [item]);
    }
  }
  return [...byOrderAndItem.values()].filter((siblings) => siblings.length > 1);
}
