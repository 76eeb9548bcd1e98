import { Database } from 'lucide-react';
import type { ReactNode } from 'react';
import { errorSentence, format } from '../../lib/index.ts';
import { Button, EmptyState, ErrorNotice, Spinner, useNow, useTask } from '../../ui/index.ts';
import { texts } from './texts.ts';
import type { IndexState } from './use-index.ts';

/** How old the index is and how much is in it; or the offer to build one. `children` only where there is something to show. */
export function IndexLine({
  state,
  children,
}: {
  readonly state: IndexState;
  readonly children: ReactNode;
}): ReactNode {
  const { index, isKnown } = state;
  const task = useTask();
  const now = useNow(30_000);
  if (!isKnown) return <Spinner label={texts.searching} />;
  if (index === undefined) {
    return (
      <EmptyState
        icon={<Database aria-hidden />}
        title={texts.noIndexTitle}
        actions={
          <Button variant="primary" isPending={task.isPending} onPress={() => task.run(state.build)}>
            {texts.build}
          </Button>
        }
      >
        {texts.noIndexText}
        {task.error === undefined ? null : <ErrorNotice error={task.error} />}
      </EmptyState>
    );
  }
  const age = format.relative(Math.min(index.builtAt, now), now);
  const isBuilding = index.state === 'building';
  return (
    <>
      {children}
      <div className="index-line">
        {isBuilding ? <Spinner label={texts.building(index.objects)} size={12} /> : null}
        <span role="status">
          {isBuilding
            ? texts.building(index.objects)
            : index.state === 'ready'
              ? texts.ready(index.objects, age)
              : texts.partial(index.objects, age)}
          {index.error === undefined ? null : ` ${texts.broke(errorSentence(index.error).title)}`}
        </span>
        {isBuilding ? (
          <Button size="small" variant="ghost" onPress={() => task.run(state.stop)}>
            {texts.stop}
          </Button>
        ) : (
          <>
            <Button size="small" variant="ghost" onPress={() => task.run(state.build)}>
              {texts.rebuild}
            </Button>
            <Button size="small" variant="ghost" onPress={() => task.run(state.drop)}>
              {texts.drop}
            </Button>
          </>
        )}
      </div>
    </>
  );
}
