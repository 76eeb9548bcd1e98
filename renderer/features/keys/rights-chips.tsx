import type { ReactNode } from 'react';
import type { Permissions } from '../../../preload/contract/index.ts';
import { Badge } from '../../ui/index.ts';
import { rights } from './key-draft.ts';
import { texts } from './texts.ts';

const tone = { read: 'neutral', write: 'accent', delete: 'warning', admin: 'danger' } as const;

/** What a key may do, in words. */
export function RightsChips({ permissions }: { readonly permissions: Permissions }): ReactNode {
  return (
    <span className="chips">
      {rights
        .filter((right) => permissions[right])
        .map((right) => (
          <Badge key={right} tone={tone[right]}>
            {texts.right[right].label}
          </Badge>
        ))}
    </span>
  );
}
