/** Names that were asked for and not granted; a name may occur more than once. */
export function refusedNames(asked: readonly string[], granted: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const name of granted) left.set(name, (left.get(name) ?? 0) + 1);
  return asked.filter((name) => {
    const count = left.get(name) ?? 0;
    left.set(name, count - 1);
    return count <= 0;
  });
}
