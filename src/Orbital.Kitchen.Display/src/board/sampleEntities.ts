import type { BatchItem, BatchItemEvent, Order, OrderEvent, Page } from '../wire';

/** Entities for unit tests: each names only what the test is about. */
export function batchItem(facts: Partial<BatchItem> = {}): BatchItem {
  return {
    id: 'burgers',
    stationName: 'Burger Plancha Station',
    itemName: 'Burger',
    status: 'pending',
    quantity: 2,
    completedQuantity: 0,
    brands: ['Desayuna'],
    orders: [{ orderId: 'order-1', quantity: 2, completedQuantity: 0 }],
    acceptsUntil: '2026-03-01T12:03:00Z',
    createdAt: '2026-03-01T12:00:00Z',
    updatedAt: '2026-03-01T12:00:00Z',
    version: 1,
    ...facts,
  };
}

export function order(facts: Partial<Order> = {}): Order {
  return {
    orderId: 'order-1',
    otterOrderId: 'otter-1',
    brandName: 'Desayuna',
    status: 'received',
    orderItems: [{ itemName: 'Burger', stationName: 'Burger Plancha Station', quantity: 2 }],
    receivedAt: '2026-03-01T12:00:00Z',
    updatedAt: '2026-03-01T12:00:00Z',
    version: 1,
    ...facts,
  };
}

export function page<T>(sequence: number, ...items: T[]): Page<T> {
  return { items, nextCursor: null, sequence };
}

export function batchItemEvent(sequence: number, item: BatchItem): BatchItemEvent {
  return { sequence, type: 'batch-item.updated', occurredAt: item.updatedAt, orderId: 'order-1', batchItem: item };
}

export function orderEvent(sequence: number, changed: Order): OrderEvent {
  return { sequence, type: 'order.received', occurredAt: changed.updatedAt, orderId: changed.orderId, order: changed };
}
