import { AppError } from '../../preload/contract/index.ts';

/** Bounds the memory that bodies in flight take, over all jobs. First come, first served. */
export interface ByteBudget {
  /** Resolves with the way to give the bytes back. More than the whole budget is lent alone. */
  take(bytes: number, signal: AbortSignal): Promise<() => void>;
}

export function createByteBudget(total: number): ByteBudget {
  let free = total;
  const waiting: { readonly bytes: number; grant(): void }[] = [];
  const turn = () => {
    for (let first = waiting[0]; first && first.bytes <= free; first = waiting[0]) {
      waiting.shift();
      free -= first.bytes;
      first.grant();
    }
  };
  return {
    take(asked, signal) {
      const bytes = Math.min(asked, total);
      return new Promise((resolve, reject) => {
        const refuse = () => reject(new AppError('CANCELLED', {}, { cause: signal.reason }));
        if (signal.aborted) return refuse();
        let held = true;
        const one = {
          bytes,
          grant() {
            signal.removeEventListener('abort', leave);
            resolve(() => {
              if (!held) return;
              held = false;
              free += bytes;
              turn();
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
