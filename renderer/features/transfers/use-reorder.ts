import { useMemo, useState, type DragEvent, type KeyboardEvent } from 'react';
import type { JobId } from '../../../preload/contract/index.ts';
import { dropOf, stepOf, type MoveStep, type MoveTo } from './queue-moves.ts';

/** Where a dragged job would go. */
export interface DropMark {
  readonly id: JobId;
  readonly below: boolean;
}

export interface Reorder {
  readonly mark: DropMark | undefined;
  readonly dragged: JobId | undefined;
  readonly rowEvents: (id: JobId) => {
    readonly draggable: true;
    readonly onDragStart: (event: DragEvent) => void;
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragEnd: () => void;
    readonly onDrop: (event: DragEvent) => void;
  };
  /** For the element around the list: Alt and an arrow moves the row in focus. */
  readonly onKeyDown: (event: KeyboardEvent, idAt: (index: number) => JobId | undefined) => void;
}

/** Names the drag as ours: files from the desktop are dropped elsewhere. */
const dragType = 'application/x-quayside-job';
const steps: Readonly<Record<string, MoveStep>> = { ArrowUp: 'up', ArrowDown: 'down', Home: 'top', End: 'bottom' };

/** Jobs are put in order by dragging a row, or with Alt and the arrows on it. */
export function useReorder(queue: readonly JobId[], onMove: (id: JobId, to: MoveTo) => void): Reorder {
  const [dragged, setDragged] = useState<JobId>();
  const [mark, setMark] = useState<DropMark>();
  return useMemo(() => {
    const end = (): void => {
      setDragged(undefined);
      setMark(undefined);
    };
    const isBelow = (event: DragEvent): boolean => {
      const box = event.currentTarget.getBoundingClientRect();
      return event.clientY > box.top + box.height / 2;
    };
    return {
      mark,
      dragged,
      rowEvents: (id) => ({
        draggable: true,
        onDragStart: (event) => {
          event.dataTransfer.setData(dragType, id);
          event.dataTransfer.effectAllowed = 'move';
          setDragged(id);
        },
        onDragOver: (event) => {
          if (dragged === undefined || !event.dataTransfer.types.includes(dragType)) return;
          event.preventDefault();
          event.dataTransfer.dropEffect = 'move';
          const below = isBelow(event);
          setMark((before) => (before?.id === id && before.below === below ? before : { id, below }));
        },
        onDragEnd: end,
        onDrop: (event) => {
          if (dragged === undefined) return;
          event.preventDefault();
          const to = dropOf(queue, dragged, id, isBelow(event));
          if (to !== undefined) onMove(dragged, to);
          end();
        },
      }),
      onKeyDown: (event, idAt) => {
        if (!event.altKey || event.ctrlKey || event.metaKey || !Object.hasOwn(steps, event.key)) return;
        const step = steps[event.key];
        const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
        const id = row === null ? undefined : idAt(Number(row.dataset['index']));
        if (step === undefined || id === undefined || !queue.includes(id)) return;
        event.preventDefault();
        event.stopPropagation();
        const to = stepOf(queue, id, step);
        if (to !== undefined) onMove(id, to);
      },
    };
  }, [queue, onMove, dragged, mark]);
}
