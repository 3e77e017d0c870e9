/** A card in its place; one that is over keeps it until no finger is near. */
export interface Place<T> {
  readonly item: T;
  readonly isOver: boolean;
}

/**
 * Where the cards stand. While a finger is on them none moves: those that are over stay, those that are new come last; what they say is what
 * is.
 */
export function arrange<T>(before: readonly Place<T>[], work: readonly T[], idOf: (item: T) => string, isFrozen: boolean): readonly Place<T>[] {
  if (!isFrozen) return work.map((item) => ({ item, isOver: false }));
  const current = new Map(work.map((item) => [idOf(item), item]));
  const kept = before.map(({ item }) => ({ item: current.get(idOf(item)) ?? item, isOver: !current.has(idOf(item)) }));
  const standing = new Set(before.map(({ item }) => idOf(item)));
  return [...kept, ...work.filter((item) => !standing.has(idOf(item))).map((item) => ({ item, isOver: false }))];
}
