import './path-bar.css';
import { ChevronRight, HardDrive, Pencil } from 'lucide-react';
import { Fragment, useState, type DragEvent, type ReactNode } from 'react';
import { crumbs, displayName, parsePath, s3Uri } from '../../lib/index.ts';
import { IconButton, ObjectName } from '../../ui/index.ts';
import { texts } from './texts.ts';

export interface PathBarProps {
  readonly bucket: string;
  readonly prefix: string;
  readonly isEditing: boolean;
  readonly onEditingChange: (isEditing: boolean) => void;
  readonly onGo: (bucket: string, prefix: string) => void;
  readonly onDragOver: (prefix: string, event: DragEvent) => void;
  readonly onDrop: (prefix: string, event: DragEvent) => void;
}

/** More levels than this are shown with their middle left out. */
const maxLevels = 5;

/** Where we are, as steps to go back by, or as text to type and paste. */
export function PathBar({
  bucket,
  prefix,
  isEditing,
  onEditingChange,
  onGo,
  onDragOver,
  onDrop,
}: PathBarProps): ReactNode {
  if (isEditing) {
    return (
      <PathField
        start={s3Uri(bucket, prefix)}
        onDone={(text) => {
          onEditingChange(false);
          if (text === undefined) return;
          const target = parsePath(text);
          onGo(target.bucket ?? bucket, target.prefix);
        }}
      />
    );
  }
  const levels = [{ name: bucket, prefix: '' }, ...crumbs(prefix)];
  const hidden = levels.length > maxLevels ? levels.slice(1, levels.length - maxLevels + 2) : [];
  const shown = hidden.length > 0 ? [...levels.slice(0, 1), ...levels.slice(hidden.length + 1)] : levels;
  return (
    <nav className="path-bar" aria-label={texts.path}>
      <ol className="path-steps">
        {shown.map((level, index) => {
          const isLast = index === shown.length - 1;
          return (
            <Fragment key={level.prefix}>
              {index === 0 ? null : (
                <li aria-hidden className="path-gap">
                  <ChevronRight />
                  {index === 1 && hidden.length > 0 ? (
                    <span title={hidden.map(({ name }) => displayName(name)).join(' / ')}>…</span>
                  ) : null}
                  {index === 1 && hidden.length > 0 ? <ChevronRight /> : null}
                </li>
              )}
              <li className="path-step">
                <button
                  type="button"
                  className="path-button"
                  {...(isLast ? { 'aria-current': 'location' } : {})}
                  onClick={() => onGo(bucket, level.prefix)}
                  onDragOver={(event) => onDragOver(level.prefix, event)}
                  onDrop={(event) => onDrop(level.prefix, event)}
                >
                  {index === 0 ? <HardDrive aria-hidden /> : null}
                  <ObjectName name={level.name === '' ? '/' : level.name} />
                </button>
              </li>
            </Fragment>
          );
        })}
      </ol>
      <IconButton
        label={texts.pathEdit}
        icon={<Pencil aria-hidden />}
        size="small"
        onPress={() => onEditingChange(true)}
      />
    </nav>
  );
}

function PathField({ start, onDone }: { readonly start: string; readonly onDone: (text?: string) => void }): ReactNode {
  const [text, setText] = useState(start);
  return (
    <input
      className="path-field"
      aria-label={texts.pathField}
      value={text}
      spellCheck={false}
      ref={(element) => {
        if (element !== null && document.activeElement !== element) {
          element.focus();
          element.select();
        }
      }}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => onDone()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onDone(text);
        else if (event.key === 'Escape') onDone();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
