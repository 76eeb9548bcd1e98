import type { AppErrorShape } from '../../preload/contract/index.ts';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const looksLikeShape = (value: unknown): value is AppErrorShape =>
  isRecord(value) &&
  typeof value['code'] === 'string' &&
  /^[A-Z][A-Z0-9_]+$/.test(value['code']) &&
  isRecord(value['params']);

/**
 * What a failed call threw, as the shape that sentences are made from. An error of the client turns itself into one;
 * anything unknown is INTERNAL. Told by its form, not its class: the class would bring the contract's values along.
 */
export function toErrorShape(thrown: unknown): AppErrorShape {
  if (isRecord(thrown)) {
    if (typeof thrown['toShape'] === 'function') {
      const incident = thrown['incident'];
      const shape: unknown = (thrown as { toShape(incident?: string): unknown }).toShape(
        typeof incident === 'string' ? incident : undefined,
      );
      if (looksLikeShape(shape)) return shape;
    }
    if (looksLikeShape(thrown)) return thrown;
    if (thrown['name'] === 'AbortError') return { code: 'CANCELLED', params: {}, retry: 'no' };
  }
  return { code: 'INTERNAL', params: {}, retry: 'now' };
}
