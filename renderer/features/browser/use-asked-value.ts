import { useEffect, useState } from 'react';
import type { Place } from '../../../preload/contract/index.ts';
import type { AskedValues } from './asked-values.ts';

/** Milliseconds that a row must stay in sight before it is asked about. */
const settle = 120;

/** One fact of one object, asked for once it stays in sight; undefined until it is known. */
export function useAskedValue<T>(values: AskedValues<T>, place: Place, objectKey: string): T | undefined {
  const [known, setKnown] = useState<{ readonly key: string; readonly value: T | undefined }>();
  const now = known?.key === objectKey ? known.value : values.value(place, objectKey);
  const isKnown = now !== undefined;
  useEffect(() => {
    if (isKnown) return undefined;
    let takeBack = (): void => undefined;
    const timer = setTimeout(() => {
      takeBack = values.want(place, objectKey, () =>
        setKnown({ key: objectKey, value: values.value(place, objectKey) }),
      );
    }, settle);
    return () => {
      clearTimeout(timer);
      takeBack();
    };
  }, [values, place, objectKey, isKnown]);
  return now;
}
