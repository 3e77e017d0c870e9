import type { BatchItem } from '../api/types';
import type { Board } from './board';

/** The open work of a station, or of all: rush first, then the oldest. Those that came at the same moment stay as they came. */
export function workOf(board: Board, station: string | undefined): BatchItem[] {
  return [...board.batchItems.values()]
    .filter((item) => station === undefined || item.stationName === station)
    .sort((a, b) => rank(a) - rank(b) || Date.parse(a.createdAt) - Date.parse(b.createdAt));
}

/**
 * Every station that the page has reason to know, by name: with work, named by an open order or by a setting, or chosen here.
 * A station whose work is done keeps its place, so that a cook finds it where it was.
 */
export function stationNames(board: Board, others: readonly string[]): string[] {
  const names = new Set(others);
  for (const item of board.batchItems.values()) names.add(item.stationName);
  for (const item of board.completed) names.add(item.stationName);
  for (const order of board.orders.values()) for (const line of order.orderItems) names.add(line.stationName);
  return [...names].sort((a, b) => a.localeCompare(b));
}

/** Units still to make that somebody wants. */
export function unitsLeft(item: BatchItem): number {
  return item.quantity - item.completedQuantity - item.cancelledQuantity;
}

export function unitsByStation(board: Board): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const item of board.batchItems.values()) units.set(item.stationName, (units.get(item.stationName) ?? 0) + unitsLeft(item));
  return units;
}

/** How many units of an item are to make in all: cooking now, and waiting. */
export interface AllDay {
  readonly itemName: string;
  readonly now: number;
  readonly later: number;
}

export function allDayOf(items: readonly BatchItem[]): AllDay[] {
  const totals = new Map<string, { now: number; later: number }>();
  for (const item of items) {
    const total = totals.get(item.itemName) ?? { now: 0, later: 0 };
    total[item.status === 'in_progress' ? 'now' : 'later'] += unitsLeft(item);
    totals.set(item.itemName, total);
  }
  return [...totals]
    .map(([itemName, total]) => ({ itemName, ...total }))
    .filter(({ now, later }) => now + later > 0)
    .sort((a, b) => a.itemName.localeCompare(b.itemName));
}

function rank(item: BatchItem): number {
  return item.priority === 'rush' ? 0 : 1;
}
