import { useEffect, useState } from 'react';
import type { AppErrorShape } from '../../preload/contract/index.ts';
import type { ClientStream } from '../../preload/rpc/client-types.ts';

/** A stream's value as far as it is known. After a reconnect the last value stays until the fresh one is there. */
export interface StreamValue<S> {
  readonly value: S | undefined;
  /** The stream ended for good. */
  readonly error: AppErrorShape | undefined;
}

/** Follows a stream that takes no input while the component lives. `apply` and `stream` keep their identity. */
export function useStream<S, D>(
  stream: ClientStream<Record<string, never>, S, D>,
  apply: (before: S, delta: D) => S,
): StreamValue<S> {
  const [state, setState] = useState<StreamValue<S>>({ value: undefined, error: undefined });
  useEffect(
    () =>
      stream.subscribe(
        {},
        {
          snapshot: (value) => setState({ value, error: undefined }),
          delta: (delta) =>
            setState((before) =>
              before.value === undefined ? before : { value: apply(before.value, delta), error: undefined },
            ),
          error: (error) => setState((before) => ({ value: before.value, error: error.toShape() })),
        },
      ),
    [stream, apply],
  );
  return state;
}

/** For streams whose deltas are whole values. */
export const takeNewest = <S>(_before: S, newest: S): S => newest;
