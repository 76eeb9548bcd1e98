/** Lives of a link that are offered by name, in seconds. */
export const sharePresets = [900, 3600, 28_800, 86_400, 604_800] as const;

/** What the user chose: a preset in seconds, or a moment typed as `YYYY-MM-DDTHH:MM` in local time. */
export type ExpiryChoice =
  | { readonly kind: 'preset'; readonly seconds: number }
  | { readonly kind: 'custom'; readonly value: string };

export type ExpiryProblem = 'empty' | 'not-a-date' | 'past' | 'too-far';

/** The contract's bound: ten years, in seconds. */
const most = 10 * 365 * 86_400;
/** Shorter than a minute is gone before it is pasted. */
const least = 60;

/** Seconds from `now` (milliseconds), or what is wrong with the choice. */
export function secondsOf(choice: ExpiryChoice, now: number): number | ExpiryProblem {
  if (choice.kind === 'preset') return choice.seconds;
  const value = choice.value.trim();
  if (value === '') return 'empty';
  if (!/^\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(value)) return 'not-a-date';
  const instant = new Date(value).getTime();
  if (Number.isNaN(instant)) return 'not-a-date';
  const seconds = Math.floor((instant - now) / 1000);
  if (seconds < least) return 'past';
  return seconds > most ? 'too-far' : seconds;
}

const two = (value: number) => String(value).padStart(2, '0');

/** A moment (milliseconds) as a local date field takes it, to the minute. */
export function localDateField(instant: number): string {
  const date = new Date(instant);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The preset that the settings name, or a custom choice where they name none of them. */
export function choiceFor(seconds: number, now: number): ExpiryChoice {
  return sharePresets.some((preset) => preset === seconds)
    ? { kind: 'preset', seconds }
    : { kind: 'custom', value: localDateField(now + seconds * 1000) };
}
