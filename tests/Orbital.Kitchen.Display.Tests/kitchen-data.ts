import type { BatchItem, Order } from '../../src/Orbital.Kitchen.Display/src/wire';

/** What is on the board: names of every length that a kitchen really has, and every age. */
const work: ReadonlyArray<[station: string, item: string, brands: string[], quantity: number, ageInSeconds: number]> = [
  ['Burger Plancha Station', 'Classic Burger', ['Desayuna', 'Smash House'], 7, 512],
  ['Burger Plancha Station', 'Double Smash', ['Smash House'], 3, 204],
  ['Burger Plancha Station', 'Huevos Rancheros', ['Desayuna'], 2, 31],
  ['Cold Station', 'Caesar Salad', ['Verde'], 4, 330],
  ['Cold Station', 'Açaí Bowl', ['Desayuna', 'Verde'], 12, 148],
  ['Cold Station', 'Quinoa & Roasted Pumpkin Salad', ['Verde'], 1, 12],
  ['Drinks', 'Lemonade', ['Verde', 'Smash House'], 6, 119],
  ['Drinks', 'Cold Brew', ['Desayuna'], 4, 23],
  ['Fry Station', 'Fries', ['Smash House', 'Kuro Katsu'], 14, 275],
  ['Fry Station', 'Chicken Katsu', ['Kuro Katsu'], 4, 96],
  ['Fry Station', 'Onion Rings', ['Smash House'], 2, 57],
];

/** The latest orders, newest first. */
const ordered: ReadonlyArray<[brand: string, status: Order['status'], lines: Array<[item: string, quantity: number]>]> = [
  ['Verde', 'received', [['Quinoa & Roasted Pumpkin Salad', 1], ['Lemonade', 2]]],
  ['Desayuna', 'received', [['Huevos Rancheros', 2], ['Cold Brew', 2]]],
  ['Smash House', 'received', [['Onion Rings', 1], ['Double Smash', 1], ['Lemonade', 1]]],
  ['Kuro Katsu', 'received', [['Chicken Katsu', 2], ['Fries', 1]]],
  ['Desayuna', 'in_progress', [['Classic Burger', 3], ['Açaí Bowl', 4]]],
  ['Smash House', 'in_progress', [['Classic Burger', 2], ['Fries', 2]]],
  ['Verde', 'ready', [['Caesar Salad', 2]]],
];

/** A kitchen at lunch: work of every age at four stations. */
export function lunchBatchItems(now = Date.now()): BatchItem[] {
  return work.map(([stationName, itemName, brands, quantity, ageInSeconds], index) => {
    const createdAt = new Date(now - ageInSeconds * 1000).toISOString();
    const orderCount = Math.ceil(quantity / 2);
    return batchItem({
      id: `batch-item-${index}`,
      stationName,
      itemName,
      brands,
      quantity,
      status: index === 0 ? 'in_progress' : 'pending',
      orders: Array.from({ length: orderCount }, (_, each) => ({ orderId: `order-${each}`, quantity: 2, completedQuantity: 0 })),
      createdAt,
      updatedAt: createdAt,
    });
  });
}

export function lunchOrders(now = Date.now()): Order[] {
  const stationOf = new Map(work.map(([station, item]) => [item, station]));
  return ordered.map(([brandName, status, lines], index) =>
    order({
      orderId: `67adcfdc15da8840bc${(0x9673bd - index * 0x1d07).toString(16)}`,
      brandName,
      status,
      orderItems: lines.map(([itemName, quantity]) => ({ itemName, stationName: stationOf.get(itemName) ?? 'Pass', quantity })),
      receivedAt: new Date(now - (index + 1) * 57_000).toISOString(),
    }),
  );
}

export function batchItem(facts: Partial<BatchItem> = {}): BatchItem {
  const now = new Date().toISOString();
  return {
    id: 'burgers',
    stationName: 'Burger Plancha Station',
    itemName: 'Burger',
    status: 'pending',
    quantity: 2,
    completedQuantity: 0,
    brands: ['Desayuna'],
    orders: [{ orderId: 'order-1', quantity: 2, completedQuantity: 0 }],
    acceptsUntil: now,
    createdAt: now,
    updatedAt: now,
    version: 1,
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
    orderItems: [{ itemName: 'Burger', stationName: 'Burger Plancha Station', quantity: 2 }],
    receivedAt: now,
    updatedAt: now,
    version: 1,
    ...facts,
  };
}
