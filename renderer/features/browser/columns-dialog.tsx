import './columns-dialog.css';
import { useState, type ReactNode } from 'react';
import type { PlaceView } from '../../../preload/contract/index.ts';
import { Button, Checkbox, Dialog } from '../../ui/index.ts';
import { columnIds, columnName, firstView, widthOf, type ColumnId } from './object-columns.ts';
import { texts } from './texts.ts';

export interface ColumnsDialogProps {
  readonly view: PlaceView;
  readonly onChange: (view: PlaceView) => void;
  readonly onClose: () => void;
}

/** Which columns there are and how wide: the keyboard's way to what dragging their edges does. */
export function ColumnsDialog({ view, onChange, onClose }: ColumnsDialogProps): ReactNode {
  const [shown, setShown] = useState<readonly ColumnId[]>(view.shown);
  const [widths, setWidths] = useState(view.widths);
  const order = [...shown, ...columnIds.filter((id) => !shown.includes(id))];
  return (
    <Dialog
      title={texts.columnsTitle}
      onClose={onClose}
      onSubmit={() => {
        onChange({ ...view, shown: [...shown], widths });
        onClose();
      }}
      footer={
        <>
          <Button
            variant="ghost"
            onPress={() => {
              setShown(firstView.shown);
              setWidths({});
            }}
          >
            {texts.columnsReset}
          </Button>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary">
            {texts.apply}
          </Button>
        </>
      }
    >
      <p className="columns-hint">{texts.columnsHint}</p>
      <ul className="columns-list">
        {order.map((id) => (
          <li key={id}>
            <Checkbox
              isSelected={shown.includes(id)}
              onChange={(isShown) => setShown(isShown ? [...shown, id] : shown.filter((other) => other !== id))}
            >
              {columnName(id)}
            </Checkbox>
            <input
              type="number"
              className="columns-width"
              aria-label={texts.columnWidth(columnName(id))}
              min={56}
              max={640}
              step={4}
              value={widthOf({ widths }, id)}
              onChange={(event) => {
                const width = event.target.valueAsNumber;
                if (width >= 40 && width <= 1000) setWidths({ ...widths, [id]: Math.round(width) });
              }}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
