import { S3Error } from '../../errors/index.ts';

/** What stores do now and then; each is off unless asked for, as it would make every run slow or refused. */
export interface Quirks {
  /** The first listing of a prefix takes this long, in milliseconds. */
  readonly slowFirstPageMs?: number;
  /** A continuation token comes back unchanged this many times before the listing goes on. */
  readonly repeatedToken?: number;
  /** Keys that another program holds for writing. */
  readonly delegated?: readonly string[];
  /** The addressing that the store does not have is refused here too. */
  readonly strictAddressing?: boolean;
}

const number = (text: string, most: number): number | undefined =>
  /^\d{1,6}$/.test(text) && Number(text) <= most ? Number(text) : undefined;

/** Reads `slow-first-page[=MS]`, `repeated-token[=TIMES]`, `delegated=KEY` and `strict-addressing`; undefined for anything else. */
export function readQuirk(text: string): Quirks | undefined {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? undefined : text.slice(equals + 1);
  switch (name) {
    case 'slow-first-page': {
      const ms = number(value ?? '3000', 600_000);
      return ms === undefined ? undefined : { slowFirstPageMs: ms };
    }
    case 'repeated-token': {
      const times = number(value ?? '1', 1000);
      return times === undefined ? undefined : { repeatedToken: times };
    }
    case 'delegated':
      return value ? { delegated: [value] } : undefined;
    case 'strict-addressing':
      return value === undefined ? { strictAddressing: true } : undefined;
    default:
      return undefined;
  }
}

/** Several quirks as one; of two delays the last counts, and held keys add up. */
export function joinQuirks(quirks: readonly Quirks[]): Quirks {
  const delegated = quirks.flatMap((quirk) => quirk.delegated ?? []);
  return Object.assign({}, ...quirks, delegated.length === 0 ? {} : { delegated }) as Quirks;
}

/** One page of a listing as a client asks for it. */
export interface ListingStep {
  readonly bucket: string;
  readonly prefix: string;
  /** The entry that the continuation token stands for. */
  readonly after?: string;
}

export interface ListingQuirks {
  /** Resolves to `again` where the client is to be given the token that it sent. Rejects when the request is cut. */
  step(step: ListingStep, options: { signal: AbortSignal }): Promise<'again' | 'go'>;
}

/** Listings of this many prefixes are remembered; an older one is new again. */
const most = 1000;

export function createListingQuirks({ slowFirstPageMs = 0, repeatedToken = 0 }: Quirks): ListingQuirks {
  const begun = createMemory<true>();
  const repeats = createMemory<number>();
  return {
    async step({ bucket, prefix, after }, { signal }) {
      const listing = JSON.stringify([bucket, prefix]);
      if (slowFirstPageMs > 0 && !begun.get(listing)) {
        begun.set(listing, true);
        await wait(slowFirstPageMs, signal);
      }
      if (repeatedToken === 0 || after === undefined) return 'go';
      const token = JSON.stringify([bucket, prefix, after]);
      const times = repeats.get(token) ?? 0;
      repeats.set(token, times + 1);
      return times < repeatedToken ? 'again' : 'go';
    },
  };
}

function createMemory<Value>() {
  const kept = new Map<string, Value>();
  return {
    get: (name: string) => kept.get(name),
    set(name: string, value: Value): void {
      kept.delete(name);
      kept.set(name, value);
      const oldest = kept.size > most ? kept.keys().next().value : undefined;
      if (oldest !== undefined) kept.delete(oldest);
    },
  };
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new S3Error('RequestTimeout', { cause: signal.reason }));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
