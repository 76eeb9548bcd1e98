import type { ReactNode } from 'react';
import type { Selection } from '../../../preload/contract/index.ts';
import { format } from '../../lib/index.ts';
import { ObjectName } from '../../ui/index.ts';
import { shareName } from './share-state.ts';
import { texts } from './texts.ts';

/** The one object of a selection, or undefined for several or a folder. */
export const singleKey = ({ keys, prefixes }: Selection): string | undefined =>
  keys.length === 1 && prefixes.length === 0 ? keys[0] : undefined;

/** What is shared: a name, or how many. */
export function ShareTarget({ selection }: { readonly selection: Selection }): ReactNode {
  const { keys, prefixes } = selection;
  const only = keys.length + prefixes.length === 1 ? (keys[0] ?? prefixes[0]) : undefined;
  return (
    <p className="share-target">
      {only === undefined ? (
        texts.several(format.count(keys.length), format.count(prefixes.length), keys.length, prefixes.length)
      ) : (
        <ObjectName name={shareName(only)} />
      )}
    </p>
  );
}
