/**
 * A reusable run of memory that threads share and that begins at a page of the system (4,096 bytes): one thread fills it, a
 * worker may hash it and the disk may read it meanwhile, past the system's cache where it can.
 */
export type Slab = Uint8Array<SharedArrayBuffer>;

export interface SlabPool {
  /**
   * A large slab (1 MiB) while there are some, else a small one (64 KiB): nobody waits for memory. Small ones are for
   * streams that are slow, so that many of those hold little. Full or not, give it back.
   */
  take(size: SlabSize): Slab;
  /** Whether a stream that holds slabs already may take one more and leave enough to the others. */
  hasSpare(): boolean;
  /** Nobody may read or write it afterwards. */
  give(slab: Slab): void;
}

export type SlabSize = 'large' | 'small';

export const slabBytes = { large: 1024 * 1024, small: 64 * 1024 } as const;

/** A page of WebAssembly, which is what one can have aligned memory by. */
const pageBytes = 64 * 1024;

/**
 * Slabs are pooled because fresh memory is zero-filled first, which costs about as much as the copy into it, and are parts of
 * one memory that grows as need be: it is the only one in JavaScript that begins at a page. `most` bounds the large slabs; of
 * the small ones there may be `mostSmall`, and whoever needs more gets memory of their own.
 */
export function createSlabPool({ most, mostSmall = 1024 }: { most: number; mostSmall?: number }): SlabPool {
  // Made with the first slab: it reserves gigabytes of addresses, of which there are not many everywhere.
  let memory: WebAssembly.Memory | undefined;
  const maximum = (most * slabBytes.large + mostSmall * slabBytes.small) / pageBytes;
  const idle: Record<SlabSize, Slab[]> = { large: [], small: [] };
  const made = { large: 0, small: 0 };
  const limits = { large: most, small: mostSmall };

  const make = (size: SlabSize): Slab => {
    memory ??= new WebAssembly.Memory({ initial: 0, maximum, shared: true });
    const at = memory.grow(slabBytes[size] / pageBytes) * pageBytes;
    made[size] += 1;
    return new Uint8Array(memory.buffer as unknown as SharedArrayBuffer, at, slabBytes[size]);
  };

  return {
    take(size) {
      if (size === 'large') {
        const slab = idle.large.pop() ?? (made.large < limits.large ? make('large') : undefined);
        if (slab) return slab;
      }
      const slab = idle.small.pop() ?? (made.small < limits.small ? make('small') : undefined);
      return slab ?? new Uint8Array(new SharedArrayBuffer(slabBytes.small));
    },
    hasSpare: () => made.large - idle.large.length < most / 2,
    give(slab) {
      const size = slab.length === slabBytes.large ? 'large' : 'small';
      if (idle[size].length < made[size]) idle[size].push(slab);
    },
  };
}
