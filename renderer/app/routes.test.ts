import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectionId } from '../../preload/contract/index.ts';
import { parseRoute, printRoute, type Route } from './routes.ts';

describe('routes', () => {
  it('come back from the address as they were, whatever the names hold', () => {
    const name = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(name, fc.array(name), fc.option(name, { nil: undefined }), (bucket, levels, focusKey) => {
        const route: Route = {
          kind: 'place',
          place: { connectionId: 'c_1-x' as ConnectionId, bucket, prefix: levels.map((level) => `${level}/`).join('') },
          ...(focusKey === undefined ? {} : { focusKey }),
        };
        expect(parseRoute(printRoute(route))).toEqual(route);
      }),
    );
  });

  it('take an address from outside as it is', () => {
    const route: Route = { kind: 'open', bucket: 'data', key: 'a/ü + 100%?.txt' };
    expect(parseRoute(printRoute(route))).toEqual(route);
    expect(parseRoute('#/open?bucket=data&key=a+b%2Fc.txt')).toEqual({
      kind: 'open',
      bucket: 'data',
      key: 'a b/c.txt',
    });
    expect(parseRoute('#/open?bucket=data')).toEqual({ kind: 'open', bucket: 'data', key: '' });
  });

  it('lead home where they lead nowhere', () => {
    for (const hash of [
      '',
      '#',
      '#/',
      '#/nowhere',
      '#/at',
      '#/at/c',
      '#/at/c/',
      '#/open',
      '#/open?key=a',
      '#/at/c/%E0%A4%A/',
    ]) {
      expect(parseRoute(hash)).toEqual({ kind: 'home' });
    }
    expect(parseRoute('#/keys')).toEqual({ kind: 'screen', screen: 'keys' });
  });
});
