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
  /** Puts the bound between an SDK configuration and its own measurements. */
  guard(config: { systemClockOffset: number }): void;
}

export function createClockOffset(): ClockOffset {
  let last: number | undefined;
  const used = () => (last !== undefined && Math.abs(last) <= furthest ? last : 0);
  return {
    used,
    measured: () => last,
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
