import type { DatabaseSync } from 'node:sqlite';

/** One step of the schema. A step that has shipped is never changed: a later one corrects it. */
export interface Migration {
  /** The number in the file's name. Steps run in this order, each in a transaction of its own, once a database. */
  readonly id: number;
  readonly name: string;
  up(sql: DatabaseSync): void;
  /**
   * Tables whose rows may be carried over from a damaged file. Only those where a wrong value does no harm before a
   * person has seen it: never work that would start by itself.
   */
  readonly salvage?: readonly string[];
}
