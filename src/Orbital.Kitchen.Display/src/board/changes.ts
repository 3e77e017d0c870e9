import type { BatchItem } from '../api/types';
import { findBatchItem, type Board } from './board';

/** What a cook should hear of when one board follows another. */
export interface Changes {
  /** Batch items that are new. */
  readonly added: number;
  /** Batch items that are in a hurry now. */
  readonly rushed: number;
  /** What is not wanted any more. */
  readonly cancelled: readonly CancelledUnits[];
}

export interface CancelledUnits {
  readonly itemName: string;
  readonly units: number;
}

export function changesBetween(before: Board, after: Board, station: string | undefined): Changes {
  let added = 0;
  let rushed = 0;
  const cancelled: CancelledUnits[] = [];
  for (const item of after.batchItems.values()) {
    const known = findBatchItem(before, item.id);
    if (known === item || !isOf(item, station)) continue;
    if (!known) added++;
    if (item.priority === 'rush' && known?.priority !== 'rush') rushed++;
    const units = known ? item.cancelledQuantity - known.cancelledQuantity + lostWhilePending(known, item) : 0;
    if (units > 0) cancelled.push({ itemName: item.itemName, units });
  }
  // What is gone after a new reading may have been completed long ago: only events tell a cancellation.
  for (const item of before.reading === after.reading ? before.batchItems.values() : []) {
    if (isOf(item, station) && !findBatchItem(after, item.id)) cancelled.push({ itemName: item.itemName, units: item.quantity });
  }
  return { added, rushed, cancelled };
}

/** The units of a cancelled order leave a batch item at once while nobody cooks it. */
function lostWhilePending(before: BatchItem, after: BatchItem): number {
  return before.status === 'pending' && after.status === 'pending' ? Math.max(0, before.quantity - after.quantity) : 0;
}

function isOf(item: BatchItem, station: string | undefined): boolean {
  return station === undefined || item.stationName === station;
}
