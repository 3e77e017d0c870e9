import type { BatchItem, Order } from '../../src/Orbital.Kitchen.Display/src/api/types';

interface Work {
  station: string;
  item: string;
  brands: string[];
  quantity: number;
  ageInSeconds: number;
  more?: Partial<BatchItem>;
}

const plancha = 'Burger Plancha Station';
const cold = 'Cold Station';
const fry = 'Fry Station';

/** What is on the board: names of every length that a kitchen really has, and every age. */
const work: readonly Work[] = [
  { station: plancha, item: 'Classic Burger', brands: ['Desayuna', 'Smash House'], quantity: 7, ageInSeconds: 512, more: { status: 'in_progress' } },
  { station: plancha, item: 'Double Smash', brands: ['Smash House'], quantity: 3, ageInSeconds: 204, more: { priority: 'rush', note: 'One without onions' } },
  { station: plancha, item: 'Huevos Rancheros', brands: ['Desayuna'], quantity: 2, ageInSeconds: 31 },
  { station: cold, item: 'Caesar Salad', brands: ['Verde'], quantity: 4, ageInSeconds: 330 },
  { station: cold, item: 'Açaí Bowl', brands: ['Desayuna', 'Verde'], quantity: 12, ageInSeconds: 148, more: { status: 'in_progress', completedQuantity: 3 } },
  { station: cold, item: 'Quinoa & Roasted Pumpkin Salad', brands: ['Verde'], quantity: 1, ageInSeconds: 12 },
  { station: 'Drinks', item: 'Lemonade', brands: ['Verde', 'Smash House'], quantity: 6, ageInSeconds: 119 },
  { station: 'Drinks', item: 'Cold Brew', brands: ['Desayuna'], quantity: 4, ageInSeconds: 23 },
  { station: fry, item: 'Fries', brands: ['Smash House', 'Kuro Katsu'], quantity: 14, ageInSeconds: 275 },
  { station: fry, item: 'Chicken Katsu', brands: ['Kuro Katsu'], quantity: 4, ageInSeconds: 296, more: { status: 'in_progress', cancelledQuantity: 2 } },
  { station: fry, item: 'Onion Rings', brands: ['Smash House'], quantity: 2, ageInSeconds: 57 },
];

/** What was completed a while ago. */
const completed: readonly Work[] = [
  { station: fry, item: 'Fries', brands: ['Smash House'], quantity: 8, ageInSeconds: 600 },
  { station: cold, item: 'Caesar Salad', brands: ['Verde'], quantity: 2, ageInSeconds: 720 },
  { station: plancha, item: 'Double Smash', brands: ['Smash House'], quantity: 3, ageInSeconds: 800 },
  { station: 'Drinks', item: 'Lemonade', brands: ['Verde', 'Smash House'], quantity: 5, ageInSeconds: 860 },
];

/** The orders, the newest first. */
const ordered: ReadonlyArray<[brand: string, status: Order['status'], lines: Array<[item: string, quantity: number]>]> = [
  ['Verde', 'received', [['Quinoa & Roasted Pumpkin Salad', 1], ['Lemonade', 2]]],
  ['Desayuna', 'received', [['Huevos Rancheros', 2], ['Cold Brew', 2]]],
  ['Smash House', 'received', [['Onion Rings', 1], ['Double Smash', 1], ['Lemonade', 1]]],
  ['Kuro Katsu', 'in_progress', [['Chicken Katsu', 2], ['Fries', 1]]],
  ['Desayuna', 'in_progress', [['Classic Burger', 3], ['Açaí Bowl', 4]]],
  ['Smash House', 'in_progress', [['Classic Burger', 2], ['Garden Salad', 1]]],
  ['Verde', 'ready', [['Caesar Salad', 2]]],
  ['Smash House', 'ready', [['Fries', 2], ['Double Smash', 2]]],
];

/** A kitchen at lunch: work of every age at four stations. */
export function lunchBatchItems(now = Date.now()): BatchItem[] {
  return work.map((each, index) => lunchItem(each, `batch-item-${index}`, now, ordersWith(each.item)));
}

export function lunchHistory(now = Date.now()): BatchItem[] {
  return completed.map((each, index) => ({
    ...lunchItem(each, `completed-${index}`, now, [...readyOrdersWith(each.item), orderIdOf(index + 40)].slice(0, 1)),
    status: 'completed',
    completedQuantity: each.quantity,
    completedAt: new Date(now - (index + 1) * 100_000).toISOString(),
  }));
}

export function lunchOrders(now = Date.now()): Order[] {
  const stationOf = new Map(work.map(({ station, item }) => [item, station]));
  return ordered.map(([brandName, status, lines], index) =>
    order({
      orderId: orderIdOf(index),
      brandName,
      status,
      orderItems: lines.map(([itemName, quantity]) => ({ itemName, stationName: stationOf.get(itemName) ?? cold, quantity })),
      receivedAt: new Date(now - (index + 1) * 57_000).toISOString(),
    }),
  );
}

function lunchItem({ station, item, brands, quantity, ageInSeconds, more }: Work, id: string, now: number, orderIds: string[]): BatchItem {
  const createdAt = new Date(now - ageInSeconds * 1000).toISOString();
  const each = Math.ceil(quantity / orderIds.length);
  const orders = orderIds.map((orderId, index) => ({ ...served(orderId, Math.max(1, Math.min(each, quantity - each * index))), isCancelled: index === 0 && (more?.cancelledQuantity ?? 0) > 0 }));
  return batchItem({ id, stationName: station, itemName: item, brands, quantity, orders, createdAt, updatedAt: createdAt, ...more });
}

function ordersWith(item: string): string[] {
  const found = ordered.flatMap(([, status, lines], index) => (status !== 'ready' && lines.some(([name]) => name === item) ? [orderIdOf(index)] : []));
  return [...found, orderIdOf(10 + item.length)];
}

function readyOrdersWith(item: string): string[] {
  return ordered.flatMap(([, status, lines], index) => (status === 'ready' && lines.some(([name]) => name === item) ? [orderIdOf(index)] : []));
}

function orderIdOf(index: number): string {
  return `67adcfdc15da8840bc${(0x9673bd - index * 0x1d07).toString(16)}`;
}

function served(orderId: string, quantity: number): BatchItem['orders'][number] {
  return { orderId, quantity, completedQuantity: 0, isRush: false, isCancelled: false };
}

export function batchItem(facts: Partial<BatchItem> = {}): BatchItem {
  const now = new Date().toISOString();
  return {
    id: 'burgers',
    stationName: plancha,
    itemName: 'Burger',
    status: 'pending',
    priority: 'normal',
    quantity: 2,
    completedQuantity: 0,
    cancelledQuantity: 0,
    isHandMade: false,
    note: '',
    brands: ['Desayuna'],
    orders: [served('order-1', facts.quantity ?? 2)],
    acceptsUntil: now,
    createdAt: now,
    startedAt: null,
    completedAt: null,
    updatedAt: now,
    allowedActions: [],
    version: 0,
    ...facts,
  };
}

export function order(facts: Partial<Order> = {}): Order {
  const now = new Date().toISOString();
  return {
    orderId: 'order-1',
    otterOrderId: '019c52aa-1232-307c-b56d-1a3af34b458c',
    brandName: 'Desayuna',
    status: 'received',
    priority: 'normal',
    orderItems: [{ itemName: 'Burger', stationName: plancha, quantity: 2 }],
    receivedAt: now,
    updatedAt: now,
    version: 0,
    ...facts,
  };
}
