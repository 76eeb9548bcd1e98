import { invalid } from './management-error.ts';

/** Reads one field of a body; each throws ManagementError with the field's name. */
export interface Fields {
  text(name: string, options?: { most?: number }): string;
  optionalText(name: string, options?: { most?: number }): string | undefined;
  flag(name: string): boolean | undefined;
  /** A whole number from 0 on. */
  count(name: string): number | undefined;
  /** As `count`, or null. */
  countOrNull(name: string): number | null | undefined;
  texts(name: string, options?: { most?: number }): readonly string[] | undefined;
  object(name: string, known: readonly string[]): Fields | undefined;
  objects(name: string, known: readonly string[], options: { most: number }): readonly Fields[] | undefined;
}

/** A JSON object whose fields are all known. Throws ManagementError. */
export function readFields(value: unknown, known: readonly string[], place = 'The body'): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(`${place} must be a JSON object.`);
  }
  const given = new Map(Object.entries(value));
  for (const name of given.keys()) {
    if (!known.includes(name)) throw invalid(`${place} has a field that is not known: ${name.slice(0, 100)}.`);
  }
  const text = (name: string, item: unknown, most: number): string => {
    if (typeof item !== 'string' || item === '' || Buffer.byteLength(item) > most) {
      throw invalid(`${name} must be a text of 1 to ${most} bytes.`);
    }
    return item;
  };
  const list = (name: string, most: number): readonly unknown[] | undefined => {
    const items: unknown = given.get(name);
    if (items === undefined) return undefined;
    if (Array.isArray(items) && items.length <= most) return items;
    throw invalid(`${name} must be a list of at most ${most}.`);
  };
  const count = (name: string): number | undefined => {
    const item: unknown = given.get(name);
    if (item === undefined) return undefined;
    if (typeof item === 'number' && Number.isSafeInteger(item) && item >= 0) return item;
    throw invalid(`${name} must be a whole number from 0 on.`);
  };
  return {
    text: (name, { most = 1024 } = {}) => text(name, given.get(name), most),
    optionalText: (name, { most = 1024 } = {}) => (given.has(name) ? text(name, given.get(name), most) : undefined),
    flag(name) {
      const item: unknown = given.get(name);
      if (item === undefined || typeof item === 'boolean') return item;
      throw invalid(`${name} must be true or false.`);
    },
    count,
    countOrNull: (name) => (given.get(name) === null ? null : count(name)),
    texts: (name, { most = 100 } = {}) => list(name, most)?.map((item) => text(name, item, 1024)),
    object: (name, inner) => (given.has(name) ? readFields(given.get(name), inner, name) : undefined),
    objects: (name, inner, { most }) => list(name, most)?.map((item) => readFields(item, inner, `An entry of ${name}`)),
  };
}
