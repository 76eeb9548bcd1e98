/** Further off than a day is no clock to follow: such an answer is more likely forged or cached. Milliseconds. */
const furthest = 24 * 3600 * 1000;

/**
 * The store's clock less ours, as its Date headers say. The SDK writes each measurement to `systemClockOffset` of its
 * configuration and signs with what it reads there; this bounds what it can be led to.
 */
export interface ClockOffset {
  /** What signatures are made with, milliseconds. */
  used(): number;
  /** The last measurement, milliseconds; undefined before the first answer. */
  measured(): number | undefined;
  /** A store told its time, milliseconds since the epoch; true where `used` is another one because of it. */
  observe(time: number, now: number): boolean;
  /** Puts the bound between an SDK configuration and its own measurements. */
  guard(config: { systemClockOffset: number }): void;
}

/** `initial`: what the user agreed to sign by, milliseconds; measurements are followed around it. */
/** Below this a store takes what we sign, and its Date may have been long on the way. Milliseconds. */
const near = 300_000;

export function createClockOffset(initial = 0): ClockOffset {
  let last: number | undefined;
  const used = () => (last !== undefined && Math.abs(last - initial) <= furthest ? last : initial);
  return {
    used,
    measured: () => last,
    observe(time, now) {
      const before = used();
      if (Math.abs(now + before - time) >= near) last = Math.round(time - now);
      else last ??= 0;
      return used() !== before;
    },
    guard(config) {
      Object.defineProperty(config, 'systemClockOffset', {
        configurable: true,
        enumerable: true,
        get: used,
        set: (value: number) => {
          if (Number.isFinite(value)) last = Math.round(value);
        },
      });
    },
  };
}
