import type { BatchItem, BoardSnapshot, KitchenEvent, Order } from '../api/types';

/** Entities for unit tests: each names only what the test is about. */
export function batchItem(facts: Partial<BatchItem> = {}): BatchItem {
  return {
    id: 'burgers',
    stationName: 'Burger Plancha Station',
    itemName: 'Burger',
    status: 'pending',
    priority: 'normal',
    quantity: 2,
    completedQuantity: 0,
    cancelledQuantity: 0,
    isHandMade: false,
    note: '',
    brands: ['Desayuna'],
    orders: [served('order-1', 2)],
    acceptsUntil: '2026-03-01T12:03:00Z',
    createdAt: '2026-03-01T12:00:00Z',
    startedAt: null,
    completedAt: null,
    updatedAt: '2026-03-01T12:00:00Z',
    allowedActions: ['start', 'complete', 'update'],
    version: 1,
    ...facts,
  };
}

export function served(orderId: string, quantity: number, completedQuantity = 0): BatchItem['orders'][number] {
  return { orderId, quantity, completedQuantity, isRush: false, isCancelled: false };
}

export function order(facts: Partial<Order> = {}): Order {
  return {
    orderId: 'order-1',
    otterOrderId: 'otter-1',
    brandName: 'Desayuna',
    status: 'received',
    priority: 'normal',
    orderItems: [{ itemName: 'Burger', stationName: 'Burger Plancha Station', quantity: 2 }],
    receivedAt: '2026-03-01T12:00:00Z',
    updatedAt: '2026-03-01T12:00:00Z',
    version: 1,
    ...facts,
  };
}

export function snapshot(facts: Partial<BoardSnapshot> = {}): BoardSnapshot {
  return { sequence: 0, at: '2026-03-01T12:00:00Z', batchItems: [], orders: [], history: 'a', ...facts };
}

export function batchItemEvent(sequence: number, item: BatchItem): KitchenEvent {
  return { sequence, type: 'batch-item.updated', occurredAt: item.updatedAt, orderId: 'order-1', batchItem: { ...item, version: sequence } };
}

export function orderEvent(sequence: number, changed: Order): KitchenEvent {
  return { sequence, type: 'order.received', occurredAt: changed.updatedAt, orderId: changed.orderId, order: { ...changed, version: sequence } };
}
