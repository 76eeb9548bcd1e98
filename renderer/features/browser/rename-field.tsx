import { useEffect, useRef, useState, type ReactNode } from 'react';
import { nameProblem } from '../../lib/index.ts';
import { texts } from './texts.ts';

interface RenameFieldProps {
  readonly name: string;
  readonly prefix: string;
  /** Undefined where it was given up. */
  readonly onDone: (name: string | undefined) => void;
}

/** The name in place: Enter takes it, Escape and leaving the field give it up or take it as the field stands. */
export function RenameField({ name, prefix, onDone }: RenameFieldProps): ReactNode {
  const [value, setValue] = useState(name);
  const field = useRef<HTMLInputElement>(null);
  const isSettled = useRef(false);
  const problem = value === name ? undefined : nameProblem(value, prefix);
  useEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.focus();
    const dot = name.lastIndexOf('.');
    element.setSelectionRange(0, dot > 0 ? dot : name.length);
  }, [name]);
  const settle = (result: string | undefined): void => {
    if (isSettled.current) return;
    isSettled.current = true;
    onDone(result);
  };
  return (
    <span className="rename">
      <input
        ref={field}
        className="rename-field"
        aria-label={texts.renameField}
        aria-invalid={problem !== undefined}
        value={value}
        spellCheck={false}
        onChange={(event) => setValue(event.target.value)}
        onBlur={() => settle(problem === undefined ? value : undefined)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') settle(undefined);
          else if (event.key === 'Enter' && problem === undefined && !event.nativeEvent.isComposing) settle(value);
        }}
      />
      {problem === undefined ? null : (
        <span className="rename-problem" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}
