import { ListX, MoreHorizontal, Search } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { format } from '../../lib/index.ts';
import { AlertDialog, Button, MenuButton, RadioGroup, TextField } from '../../ui/index.ts';
import { jobFilters, type JobFilter, type JobStore } from './job-store.ts';
import { texts } from './texts.ts';
import type { JobActions } from './use-job-actions.ts';

export interface JobToolsProps {
  readonly store: JobStore;
  readonly actions: JobActions;
  readonly onLeftovers: () => void;
  readonly onNames: () => void;
}

/** Above the list: which jobs to show, and what can be done to the whole queue. */
export function JobTools({ store, actions, onLeftovers, onNames }: JobToolsProps): ReactNode {
  const jobs = useStore(store, (state) => state.jobs);
  const filter = useStore(store, (state) => state.filter);
  const search = useStore(store, (state) => state.search);
  const totals = useStore(store, (state) => state.totals);
  const show = useStore(store, (state) => state.show);
  const find = useStore(store, (state) => state.find);
  const [asksCancel, setAsksCancel] = useState(false);
  const open = totals.active + totals.paused;
  const counts: Readonly<Record<JobFilter, number>> = {
    all: jobs.size,
    active: open,
    attention: totals.needUser,
    completed: totals.done,
    cancelled: totals.cancelled,
  };
  return (
    <div className="job-tools">
      <RadioGroup
        label={texts.filterLabel}
        isLabelHidden
        look="segments"
        value={filter}
        onChange={show}
        options={jobFilters.map((id) => ({
          id,
          label: counts[id] === 0 ? texts.filter[id] : texts.filterCount(texts.filter[id], format.count(counts[id])),
        }))}
      />
      <div className="job-tools-search">
        <Search aria-hidden />
        <TextField
          label={texts.searchLabel}
          isLabelHidden
          type="search"
          placeholder={texts.searchHint}
          maxLength={200}
          value={search}
          onChange={find}
        />
      </div>
      <div className="job-tools-bulk">
        {totals.active > 0 ? (
          <Button size="small" variant="ghost" onPress={() => actions.onAll('pause')}>
            {texts.pauseAll}
          </Button>
        ) : null}
        {totals.paused > 0 ? (
          <Button size="small" variant="ghost" onPress={() => actions.onAll('resume')}>
            {texts.resumeAll}
          </Button>
        ) : null}
        {totals.failed > 0 ? (
          <Button size="small" variant="ghost" onPress={() => actions.onAll('retry')}>
            {texts.retryAll}
          </Button>
        ) : null}
        <Button size="small" variant="ghost" isDisabled={totals.ended === 0} onPress={actions.clearEnded}>
          {texts.clearEnded}
        </Button>
        <MenuButton
          label={texts.queueMenu}
          icon={<MoreHorizontal aria-hidden />}
          size="small"
          items={[
            ...(open > 0
              ? [{ id: 'cancel', label: texts.cancelAll, icon: <ListX aria-hidden />, isDanger: true }]
              : []),
            { id: 'leftovers', label: texts.leftovers, startsGroup: open > 0 },
            { id: 'names', label: texts.names },
          ]}
          onAction={(id) => {
            if (id === 'cancel') setAsksCancel(true);
            else if (id === 'leftovers') onLeftovers();
            else onNames();
          }}
        />
      </div>
      {asksCancel ? (
        <AlertDialog
          title={texts.cancelAllTitle(open, format.count(open))}
          actionLabel={texts.cancelAll}
          cancelLabel={texts.cancelAllKeep}
          onClose={() => setAsksCancel(false)}
          onAction={() => {
            setAsksCancel(false);
            actions.onAll('cancel');
          }}
        >
          <p>{texts.cancelAllText}</p>
        </AlertDialog>
      ) : null}
    </div>
  );
}
