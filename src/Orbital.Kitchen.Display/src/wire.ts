/**
 * What the kitchen says over REST and SSE, and nothing else. Written by hand until it is generated from
 * the kitchen's OpenAPI document; the rest of the page knows the kitchen only through this file.
 */

export type BatchItemStatus = 'pending' | 'in_progress' | 'completed' | 'cancelled';

export type OrderStatus = 'received' | 'in_progress' | 'ready' | 'handed_off' | 'cancelled';

/** How many of one item one station must cook now. Times are ISO 8601 in UTC. */
export interface BatchItem {
  id: string;
  stationName: string;
  itemName: string;
  status: BatchItemStatus;
  quantity: number;
  completedQuantity: number;
  brands: string[];
  orders: BatchItemOrder[];
  /** Until when more units may join while it is pending. */
  acceptsUntil: string;
  createdAt: string;
  updatedAt: string;
  /** Grows with every change of this batch item. */
  version: number;
}

/** The part of a batch item that belongs to one order. */
export interface BatchItemOrder {
  orderId: string;
  quantity: number;
  completedQuantity: number;
}

export interface Order {
  orderId: string;
  otterOrderId: string;
  brandName: string;
  status: OrderStatus;
  orderItems: OrderItem[];
  receivedAt: string;
  updatedAt: string;
  /** Grows with every change of this order. */
  version: number;
}

export interface OrderItem {
  itemName: string;
  stationName: string;
  quantity: number;
}

/** One page of a list. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  /** The number of the last event that this page already includes. */
  sequence: number;
}

export const batchItemEventTypes = [
  'batch-item.created',
  'batch-item.updated',
  'batch-item.started',
  'batch-item.completed',
  'batch-item.recalled',
  'batch-item.cancelled',
] as const;

export const orderEventTypes = [
  'order.received',
  'order.in_progress',
  'order.ready',
  'order.handed_off',
  'order.cancelled',
] as const;

/** A numbered fact; it carries the whole entity as it is after it. */
export type KitchenEvent = BatchItemEvent | OrderEvent;

export interface BatchItemEvent {
  sequence: number;
  type: (typeof batchItemEventTypes)[number];
  occurredAt: string;
  /** The order that caused it; absent when a cook did. */
  orderId?: string;
  batchItem: BatchItem;
}

export interface OrderEvent {
  sequence: number;
  type: (typeof orderEventTypes)[number];
  occurredAt: string;
  /** The order that caused it; absent when a cook did. */
  orderId?: string;
  order: Order;
}

/** Sent every 15 s, without a number of its own. */
export interface Heartbeat {
  at: string;
  /** The number of the newest event that the kitchen knew of then. */
  sequence: number;
}
