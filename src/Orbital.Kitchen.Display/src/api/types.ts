import type { components } from './schemas';

/** The kitchen's words, under short names; what they mean is said in `schemas.d.ts`. */
type Schemas = components['schemas'];

export type BatchItem = Schemas['BatchItemView'];
export type ServedOrder = Schemas['ServedOrderView'];
export type Order = Schemas['OrderView'];
export type OrderItem = Schemas['OrderItemView'];
export type BoardSnapshot = Schemas['BoardView'];
export type BatchItemPage = Schemas['PageOfBatchItemView'];
export type DisplaySettings = Schemas['DisplayView'];
export type Heartbeat = Schemas['Heartbeat'];
export type Pairing = Schemas['PairingView'];
export type PairedDisplay = Schemas['PairedDisplayView'];
export type DisplayList = Schemas['DisplayList'];
export type Problem = Schemas['Problem'];
/** A numbered fact; it carries the whole batch item or order as it is after it. */
export type KitchenEvent = Schemas['Event'];

/** Every type of event. A record, so that the compiler misses a type that the kitchen has and this page has not. */
const known: Record<KitchenEvent['type'], true> = {
  'order.received': true,
  'order.updated': true,
  'order.in_progress': true,
  'order.ready': true,
  'order.handed_off': true,
  'order.cancelled': true,
  'batch-item.created': true,
  'batch-item.updated': true,
  'batch-item.started': true,
  'batch-item.completed': true,
  'batch-item.recalled': true,
  'batch-item.cancelled': true,
};

export const eventTypes = Object.keys(known) as ReadonlyArray<KitchenEvent['type']>;
