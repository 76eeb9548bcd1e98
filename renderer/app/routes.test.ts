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

  it('lead home where they lead nowhere', () => {
    for (const hash of ['', '#', '#/', '#/nowhere', '#/at', '#/at/c', '#/at/c/', '#/at/c/%E0%A4%A/']) {
      expect(parseRoute(hash)).toEqual({ kind: 'home' });
    }
    expect(parseRoute('#/keys')).toEqual({ kind: 'screen', screen: 'keys' });
  });
});
