/** What a stream of a list sends after its snapshot. Applying a delta twice changes nothing. */
export interface KeyedDelta<T, Id extends string> {
  readonly upsert: readonly T[];
  readonly remove: readonly Id[];
}

/** A live list: items by id. A new value for each change, so that selectors compare by identity. */
export type KeyedList<T, Id extends string> = ReadonlyMap<Id, T>;

export function keyedSnapshot<T extends { readonly id: Id }, Id extends string>(items: readonly T[]): KeyedList<T, Id> {
  return new Map(items.map((item) => [item.id, item]));
}

export function applyKeyedDelta<T extends { readonly id: Id }, Id extends string>(
  list: KeyedList<T, Id>,
  delta: KeyedDelta<T, Id>,
): KeyedList<T, Id> {
  if (delta.upsert.length === 0 && delta.remove.length === 0) return list;
  const next = new Map(list);
  for (const item of delta.upsert) next.set(item.id, item);
  for (const id of delta.remove) next.delete(id);
  return next;
}

/** The same for short lists that are kept as an array: new items come last. */
export function applyListDelta<T extends { readonly id: Id }, Id extends string>(
  items: readonly T[],
  delta: KeyedDelta<T, Id>,
): T[] {
  return [...applyKeyedDelta(keyedSnapshot<T, Id>(items), delta).values()];
}
