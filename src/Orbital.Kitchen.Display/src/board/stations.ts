import type { BatchItem } from '../wire';
import type { Board } from './board';

/** The work of one station, oldest first. */
export interface StationWork {
  readonly station: string;
  readonly batchItems: readonly BatchItem[];
}

/** The open work of each station that has any, by the station's name. */
export function openWork(board: Board): StationWork[] {
  const stations = new Map<string, BatchItem[]>();
  for (const item of board.batchItems.values()) {
    const items = stations.get(item.stationName);
    if (items) items.push(item);
    else stations.set(item.stationName, [item]);
  }
  return [...stations]
    .map(([station, items]) => ({ station, batchItems: items.sort(oldestFirst) }))
    .sort((a, b) => a.station.localeCompare(b.station));
}

/**
 * Every station that the page has reason to know, by name: with work, named by a recent order, or chosen here.
 * A station whose work is done keeps its place, so that a cook finds it where it was.
 */
export function stationNames(board: Board, chosen: string | undefined): string[] {
  const names = new Set(chosen === undefined ? [] : [chosen]);
  for (const item of board.batchItems.values()) names.add(item.stationName);
  for (const order of board.orders) for (const line of order.orderItems) names.add(line.stationName);
  return [...names].sort((a, b) => a.localeCompare(b));
}

/** Units still to make. */
export function unitsToMake(batchItems: readonly BatchItem[]): number {
  return batchItems.reduce((sum, item) => sum + unitsLeft(item), 0);
}

export function unitsLeft(item: BatchItem): number {
  return item.quantity - item.completedQuantity;
}

/** The id decides between items of the same moment, so that cards never change places without a reason. */
function oldestFirst(a: BatchItem, b: BatchItem): number {
  return Date.parse(a.createdAt) - Date.parse(b.createdAt) || a.id.localeCompare(b.id);
}
