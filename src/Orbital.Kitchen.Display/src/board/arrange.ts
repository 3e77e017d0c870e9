import type { BatchItem } from '../api/types';

/** A card in its place; one that is over keeps it until no finger is near. */
export interface Place {
  readonly item: BatchItem;
  readonly isOver: boolean;
}

/**
 * Where the cards stand. While a finger is on the board none moves: those that are over stay, those that are new come last.
 */
export function arrange(before: readonly Place[], work: readonly BatchItem[], isFrozen: boolean): readonly Place[] {
  if (!isFrozen) return work.map((item) => ({ item, isOver: false }));
  const current = new Map(work.map((item) => [item.id, item]));
  const kept = before.map(({ item }) => ({ item: current.get(item.id) ?? item, isOver: !current.has(item.id) }));
  const standing = new Set(before.map(({ item }) => item.id));
  return [...kept, ...work.filter(({ id }) => !standing.has(id)).map((item) => ({ item, isOver: false }))];
}
