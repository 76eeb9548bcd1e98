import './connection-colour.css';
import type { ReactNode } from 'react';
import type { ConnectionColour } from '../../../preload/contract/index.ts';
import { RadioGroup } from '../../ui/index.ts';
import { texts } from './texts.ts';

export type ColourChoice = ConnectionColour | 'none';
const colours: readonly ColourChoice[] = ['none', 'red', 'orange', 'yellow', 'green', 'blue', 'purple', 'grey'];

/** The mark of a connection; its name goes with it, so that nothing hangs on the colour alone. */
export function ColourDot({ colour }: { readonly colour: ColourChoice }): ReactNode {
  return <span className={`colour-dot colour-${colour}`} aria-hidden />;
}

/** One of a few colours, by name. */
export function ColourPicker({
  value,
  onChange,
}: {
  readonly value: ColourChoice;
  readonly onChange: (colour: ColourChoice) => void;
}): ReactNode {
  return (
    <RadioGroup
      label={texts.colour}
      look="segments"
      value={value}
      onChange={onChange}
      options={colours.map((colour) => ({
        id: colour,
        label: (
          <span className="colour-choice" title={texts.colourNames[colour]}>
            <ColourDot colour={colour} />
            <span className="visually-hidden">{texts.colourNames[colour]}</span>
          </span>
        ),
      }))}
    />
  );
}
