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
  const tooltip = hasTooltip ? { title: full } : {};
  if (tail === '') {
    return (
      <bdi className="object-name" {...tooltip}>
        <span className="object-name-head">{head}</span>
      </bdi>
    );
  }
  // Assistive technology would read two pieces as two words: it gets the name whole.
  return (
    <bdi className="object-name" {...tooltip}>
      <span className="visually-hidden">{full}</span>
      <span aria-hidden className="object-name-head">
        {head}
      </span>
      <span aria-hidden className="object-name-tail">
        {tail}
      </span>
    </bdi>
  );
}
