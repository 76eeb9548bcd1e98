/** Numbers, sizes and times for people, in the locale of the browser. Pure but for the locale. */
export interface Formats {
  readonly count: (value: number) => string;
  /** `bytes` in binary units, three digits at most: "1.4 MiB". */
  readonly bytes: (value: number) => string;
  /** All digits: "1,468,006 bytes". */
  readonly exactBytes: (value: number) => string;
  /** Bytes a second. */
  readonly rate: (value: number) => string;
  /** Milliseconds since the epoch, as a short date with the time. */
  readonly when: (instant: number) => string;
  /** Milliseconds since the epoch, complete, with seconds. */
  readonly exactWhen: (instant: number) => string;
  /** How far `instant` is from `now`, both in milliseconds: "in 3 hours", "2 days ago". */
  readonly relative: (instant: number, now: number) => string;
  /** Seconds, in the largest unit that says enough: "2 min". */
  readonly duration: (seconds: number) => string;
  /** 0 to 1. */
  readonly percent: (fraction: number) => string;
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const relativeUnits: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

export function createFormats(locale?: string): Formats {
  const numbers = new Intl.NumberFormat(locale);
  const digits = [0, 1, 2].map(
    (fraction) => new Intl.NumberFormat(locale, { minimumFractionDigits: 0, maximumFractionDigits: fraction }),
  );
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const exactDates = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' });
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

  const bytes = (value: number): string => {
    let unit = 0;
    let scaled = value;
    while (scaled >= 1023.5 && unit < byteUnits.length - 1) {
      scaled /= 1024;
      unit += 1;
    }
    const places = unit === 0 || scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
    return `${(digits[places] ?? numbers).format(scaled)} ${byteUnits[unit] ?? ''}`;
  };

  return {
    count: (value) => numbers.format(value),
    bytes,
    exactBytes: (value) => `${numbers.format(value)} ${value === 1 ? 'byte' : 'bytes'}`,
    rate: (value) => `${bytes(value)}/s`,
    when: (instant) => dates.format(instant),
    exactWhen: (instant) => exactDates.format(instant),
    relative: (instant, now) => {
      const distance = (instant - now) / 1000;
      for (const [unit, size] of relativeUnits) {
        if (Math.abs(distance) >= size || unit === 'second') return relatives.format(Math.trunc(distance / size), unit);
      }
      return '';
    },
    duration: (seconds) => {
      const whole = Math.max(0, Math.round(seconds));
      if (whole < 60) return `${numbers.format(whole)} s`;
      if (whole < 3600) return `${numbers.format(Math.round(whole / 60))} min`;
      const hours = Math.floor(whole / 3600);
      if (hours < 48) {
        const minutes = Math.floor((whole % 3600) / 60);
        return minutes === 0 ? `${numbers.format(hours)} h` : `${numbers.format(hours)} h ${minutes} min`;
      }
      return `${numbers.format(Math.round(hours / 24))} d`;
    },
    percent: (fraction) => percents.format(Math.min(1, Math.max(0, fraction))),
  };
}

/** The browser's own locale; Intl objects are costly to make, so they are made once. */
export const format: Formats = createFormats();
