/** Milliseconds of work between two chances for the page to draw. A frame has 16. */
const budget = 6;

/** Runs one generator at a time in slices; a new one takes the place of the one that is running. */
export interface SliceRunner {
  readonly isRunning: () => boolean;
  /** `atOnce`: to its end without a pause, for what is known to be short. */
  readonly run: <T>(steps: Generator<undefined, T>, done: (result: T) => void, atOnce?: boolean) => void;
  readonly cancel: () => void;
}

export function createSliceRunner(): SliceRunner {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  let running = false;
  const cancel = (): void => {
    clearTimeout(timer);
    turn += 1;
    running = false;
  };
  return {
    isRunning: () => running,
    cancel,
    run: (steps, done, atOnce = false) => {
      cancel();
      const own = turn;
      running = true;
      const slice = (): void => {
        if (own !== turn) return;
        const until = performance.now() + budget;
        for (;;) {
          const step = steps.next();
          if (step.done === true) {
            running = false;
            done(step.value);
            return;
          }
          if (!atOnce && performance.now() >= until) break;
        }
        timer = setTimeout(slice);
      };
      slice();
    },
  };
}
