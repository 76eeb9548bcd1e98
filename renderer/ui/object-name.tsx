import './object-name.css';
import type { ReactNode } from 'react';
import { nameParts } from '../lib/index.ts';

/** A name that somebody else gave: inert, isolated from the line's direction, cut in its middle, whole in the tooltip. */
export function ObjectName({
  name,
  hasTooltip = true,
}: {
  readonly name: string;
  readonly hasTooltip?: boolean;
}): ReactNode {
  const { head, tail, full } = nameParts(name);
  return (
    <bdi className="object-name" {...(hasTooltip ? { title: full } : {})}>
      <span className="object-name-head">{head}</span>
      {tail === '' ? null : <span className="object-name-tail">{tail}</span>}
    </bdi>
  );
}
