import { CheckCircle2, Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppErrorShape } from '../../lib/index.ts';
import { format } from '../../lib/index.ts';
import { ErrorNotice } from '../../ui/index.ts';
import { texts } from './texts.ts';

/** What a try of an endpoint and a credential found. */
export interface TestResult {
  readonly ok: boolean;
  readonly error?: AppErrorShape | undefined;
  readonly buckets: readonly string[];
  /** Milliseconds of the store's clock less ours. */
  readonly clockOffset?: number | undefined;
}

/** Clocks differ by seconds everywhere; only minutes are worth a word. */
const worthSaying = 120_000;

/** The result of a test in a sentence, with what can be done about a failure. */
export function TestNotice({
  result,
  bucketWord,
  canList,
}: {
  readonly result: TestResult;
  readonly bucketWord: string;
  readonly canList: boolean;
}): ReactNode {
  const { ok, error, buckets, clockOffset = 0 } = result;
  if (!ok) return error === undefined ? null : <ErrorNotice error={error} />;
  return (
    <div className="connection-test" role="status">
      <p>
        <CheckCircle2 aria-hidden />
        {buckets.length === 0 && !canList
          ? texts.testOkNoList(bucketWord)
          : texts.testOk(buckets.length, format.count(buckets.length), bucketWord)}
      </p>
      {Math.abs(clockOffset) < worthSaying ? null : (
        <p>
          <Clock aria-hidden />
          {texts.clockOff(format.count(Math.round(Math.abs(clockOffset) / 60_000)))}
        </p>
      )}
    </div>
  );
}
