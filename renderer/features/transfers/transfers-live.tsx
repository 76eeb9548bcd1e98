import { useEffect, useState, type ReactNode } from 'react';
import { Announcer, type Announcement } from './announcer.ts';
import type { JobStore } from './job-store.ts';

/** Reads the queue's news out, calmly. It shows nothing. */
export function TransfersLive({ store }: { readonly store: JobStore }): ReactNode {
  const [said, setSaid] = useState({ polite: '', assertive: '' });
  useEffect(() => {
    const announcer = new Announcer();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const say = (news: readonly Announcement[]): void => {
      for (const { level, text } of news) setSaid((before) => ({ ...before, [level]: text }));
    };
    const holdBack = (): void => {
      const wait = announcer.pendingIn(Date.now());
      if (wait === undefined || timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        const news = announcer.takePending(Date.now());
        if (news !== undefined) say([news]);
      }, wait);
    };
    const stop = store.subscribe((state, before) => {
      if (!state.loaded || state.jobs === before.jobs) return;
      say(announcer.observe(state.jobs, state.totals.fraction, Date.now()));
      holdBack();
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store]);
  return (
    <>
      <div className="visually-hidden" role="status" aria-live="polite">
        {said.polite}
      </div>
      <div className="visually-hidden" role="alert">
        {said.assertive}
      </div>
    </>
  );
}
