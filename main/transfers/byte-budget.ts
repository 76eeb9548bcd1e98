import { AppError } from '../../preload/contract/index.ts';
import type { Block } from './each-block.ts';

/** Memory that is lent, and the way to give it back. */
export interface Lent {
  /** As long as was asked for; what stood in it before is of no meaning. */
  readonly memory: Block;
  release(): void;
}

/** Bounds the memory that bodies in flight take, over all jobs, and lends it. First come, first served. */
export interface ByteBudget {
  /** Resolves with the memory, which is used again after it was given back. More than the whole budget is lent alone. */
  lend(bytes: number, signal: AbortSignal): Promise<Lent>;
}

/** Memory below this is made anew each time: it costs less than to keep it. Bytes. */
const worthKeeping = 256 * 1024;

export function createByteBudget(total: number): ByteBudget {
  let free = total;
  /** By size: parts of one job have one size. */
  const idle = new Map<number, Block[]>();
  const waiting: { readonly bytes: number; grant(): void }[] = [];
  const turn = () => {
    for (let first = waiting[0]; first && first.bytes <= free; first = waiting[0]) {
      waiting.shift();
      free -= first.bytes;
      first.grant();
    }
  };
  const memoryOf = (bytes: number): Block => {
    const kept = idle.get(bytes)?.pop();
    if (kept) return kept;
    // Of another size, it would only come on top.
    if (bytes >= worthKeeping) idle.clear();
    return new Uint8Array(new SharedArrayBuffer(bytes));
  };
  const giveBack = (memory: Block) => {
    if (memory.length >= worthKeeping && memory.length <= total) {
      const same = idle.get(memory.length);
      if (same) same.push(memory);
      else idle.set(memory.length, [memory]);
    }
    // Nothing is on its way: the memory is for others.
    if (free === total) idle.clear();
  };
  return {
    lend(asked, signal) {
      const bytes = Math.min(asked, total);
      return new Promise((resolve, reject) => {
        const refuse = () => reject(new AppError('CANCELLED', {}, { cause: signal.reason }));
        if (signal.aborted) return refuse();
        let held = true;
        const one = {
          bytes,
          grant() {
            signal.removeEventListener('abort', leave);
            const memory = memoryOf(asked);
            resolve({
              memory,
              release() {
                if (!held) return;
                held = false;
                free += bytes;
                giveBack(memory);
                turn();
              },
            });
          },
        };
        const leave = () => {
          const at = waiting.indexOf(one);
          if (at >= 0) waiting.splice(at, 1);
          refuse();
          turn();
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(one);
        turn();
      });
    },
  };
}
