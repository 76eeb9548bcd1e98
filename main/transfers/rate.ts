/** How fast something moves: over a sliding window, and slowly enough for people where time left is told. */
export interface Rate {
  add(amount: number, now: number): void;
  /** A second, over the last `window` milliseconds. */
  perSecond(now: number): number;
  /** A second, smoothed over about fifteen seconds: for time left. */
  calm(now: number): number;
}

const window = 4000;
const bucket = 250;
const settle = 15_000;

export function createRate(): Rate {
  /** Amounts by quarter of a second, oldest first; never more than the window holds. */
  const slots: { readonly at: number; amount: number }[] = [];
  let started: number | undefined;
  let smooth = 0;
  let smoothedAt: number | undefined;

  const trim = (now: number) => {
    for (let first = slots[0]; first && first.at <= now - window; first = slots[0]) slots.shift();
  };
  const perSecond = (now: number) => {
    trim(now);
    if (started === undefined || slots.length === 0) return 0;
    const span = Math.min(window, Math.max(bucket, now - Math.max(started, now - window)));
    return Math.max(0, (slots.reduce((sum, slot) => sum + slot.amount, 0) * 1000) / span);
  };
  return {
    add(amount, now) {
      const at = now - (now % bucket);
      if (slots.length === 0) started = now;
      const last = slots.at(-1);
      if (last?.at === at) last.amount += amount;
      else slots.push({ at, amount });
      trim(now);
    },
    perSecond,
    calm(now) {
      const current = perSecond(now);
      if (smoothedAt === undefined || smooth === 0) smooth = current;
      else {
        const weight = 1 - Math.exp(-(now - smoothedAt) / settle);
        smooth += (current - smooth) * weight;
      }
      smoothedAt = now;
      return smooth;
    },
  };
}
