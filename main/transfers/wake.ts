/** A bell for one sleeper: a ring while nobody sleeps is kept. */
export interface Wake {
  ring(): void;
  /** Resolves with the next ring, or after `milliseconds`. */
  wait(milliseconds?: number): Promise<void>;
}

export function createWake(): Wake {
  let rung = false;
  let sleeper: (() => void) | undefined;
  return {
    ring() {
      if (sleeper) sleeper();
      else rung = true;
    },
    wait(milliseconds) {
      if (rung) {
        rung = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const timer = milliseconds === undefined ? undefined : setTimeout(() => sleeper?.(), milliseconds);
        sleeper = () => {
          clearTimeout(timer);
          sleeper = undefined;
          resolve();
        };
      });
    },
  };
}
