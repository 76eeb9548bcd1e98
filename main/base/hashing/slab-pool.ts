/** A reusable run of shared memory: this thread fills it, a worker may hash it and the disk may read it meanwhile. */
export type Slab = Uint8Array<SharedArrayBuffer>;

export interface SlabPool {
  readonly slabBytes: number;
  take(): Slab;
  /** Gives a slab back; nobody may read or write it afterwards. */
  give(slab: Slab): void;
}

/**
 * Slabs are pooled because fresh memory is zero-filled first, which costs about as much as the copy into it.
 * `keep` bounds how many idle slabs stay; more may be out at once.
 */
export function createSlabPool(options: { slabBytes: number; keep: number }): SlabPool {
  const idle: Slab[] = [];
  return {
    slabBytes: options.slabBytes,
    take: () => idle.pop() ?? new Uint8Array(new SharedArrayBuffer(options.slabBytes)),
    give(slab) {
      if (idle.length < options.keep) idle.push(slab);
    },
  };
}
