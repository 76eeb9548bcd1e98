import type { FileState, JobKind, JobState, WaitReason } from '../../../preload/contract/index.ts';

const files = (count: number, shown: string) => (count === 1 ? '1 file' : `${shown} files`);

const state: Readonly<Record<JobState, string>> = {
  queued: 'Queued',
  running: 'Running',
  paused: 'Paused',
  waiting: 'Waiting',
  failed: 'Failed',
  changed: 'Source changed',
  done: 'Done',
  cancelled: 'Cancelled',
};

const running: Readonly<Record<JobKind, string>> = {
  upload: 'Uploading',
  download: 'Downloading',
  copy: 'Copying',
  move: 'Moving',
  delete: 'Deleting',
};

const kind: Readonly<Record<JobKind, string>> = {
  upload: 'Upload',
  download: 'Download',
  copy: 'Copy',
  move: 'Move',
  delete: 'Delete',
};

const waitingFor: Readonly<Record<WaitReason, string>> = {
  network: 'Waiting for the network',
  throttled: 'The store asks to slow down',
  credentials: 'Waiting for a working key',
  space: 'Waiting for free space',
  source: 'Waiting for the dropped files',
  answer: 'Waiting for your answer',
};

/** What the user can do while a job waits; empty where nothing is needed. */
const waitingHint: Readonly<Record<WaitReason, string>> = {
  network: 'It goes on by itself as soon as the store answers again.',
  throttled: 'It goes on by itself, more slowly.',
  credentials: 'Replace the key of this connection, then choose Resume.',
  space: 'Free some space, then choose Resume. What was delivered is kept.',
  source: 'The page that held the files was closed. Drop the same files again to go on where it was.',
  answer: 'Some names are taken. Say what is to become of each, and it goes on.',
};

const fileState: Readonly<Record<FileState, string>> = {
  'waiting-bytes': 'Waiting for its bytes',
  asking: 'The name is taken',
  queued: 'Queued',
  running: 'Moving',
  done: 'Done',
  skipped: 'Skipped, it was there',
  failed: 'Failed',
  changed: 'Changed while it was sent',
  cancelled: 'Cancelled',
};

export const texts = {
  title: 'Transfers',
  state,
  running,
  kind,
  waitingFor,
  waitingHint,
  fileState,
  planning: 'Looking what there is to do',
  open: 'Show transfers',
  close: 'Hide transfers',
  resize: 'Height of the list of transfers',
  idle: 'No transfers',
  allDone: (count: number, shown: string) => (count === 1 ? '1 transfer done' : `${shown} transfers done`),
  active: (count: number, shown: string) => (count === 1 ? '1 transfer' : `${shown} transfers`),
  paused: (count: number, shown: string) => (count === 1 ? '1 paused' : `${shown} paused`),
  failures: (count: number, shown: string) => (count === 1 ? '1 needs you' : `${shown} need you`),
  progressOf: (title: string) => `Progress of ${title}`,
  totalProgress: 'Progress of all transfers',
  bytesOf: (done: string, total: string) => `${done} of ${total}`,
  bytesSoFar: (done: string, total: string) => `${done} of ${total} so far`,
  filesOf: (done: string, total: number, shown: string) => `${done} of ${files(total, shown)}`,
  files,
  failedFiles: (count: number, shown: string) => `${files(count, shown)} failed`,
  skippedFiles: (shown: string) => `${shown} skipped`,
  fewSeconds: 'a few seconds left',
  secondsLeft: (seconds: number) => `about ${seconds} s left`,
  minutesLeft: (minutes: number) => `about ${minutes} min left`,
  hoursLeft: (hours: number, minutes: number) =>
    minutes === 0 ? `about ${hours} h left` : `about ${hours} h ${minutes} min left`,
  daysLeft: (days: number) => (days === 1 ? 'about a day left' : `about ${days} days left`),
  into: (to: string) => `into ${to}`,
  fromTo: (from: string, to: string) => `${from} to ${to}`,
  action: {
    pause: 'Pause',
    resume: 'Resume',
    retry: 'Retry',
    show: 'Show in folder',
    cancel: 'Cancel',
    forget: 'Remove from the list',
  },
  actionOn: (action: string, title: string) => `${action}: ${title}`,
  showFiles: 'Show files',
  hideFiles: 'Hide files',
  filesOfJob: (title: string) => `Files of ${title}`,
  filterLabel: 'Which transfers to show',
  filter: { all: 'All', active: 'Active', attention: 'Needs you', ended: 'Ended' },
  filterCount: (word: string, shown: string) => `${word} ${shown}`,
  fileFilterLabel: 'Which files to show',
  fileFilter: { all: 'All files', failed: 'Failed only' },
  pauseAll: 'Pause all',
  resumeAll: 'Resume all',
  retryAll: 'Retry all that failed',
  clearEnded: 'Clear ended',
  emptyTitle: 'Nothing has been transferred yet',
  emptyHint: 'Drop files or folders onto a volume, and they appear here. The list is kept when Quayside stops.',
  emptyFilter: 'No transfer is in this state.',
  noFiles: 'No file has been found for this transfer yet.',
  noFailedFiles: 'No file of this transfer failed.',
  loadingFile: 'Loading…',
  loading: 'Loading the list of transfers…',
  problemTitle: 'That did not work',
  said: {
    started: (title: string) => `Started: ${title}`,
    done: (title: string) => `Done: ${title}`,
    cancelled: (title: string) => `Cancelled: ${title}`,
    failed: (title: string, count: number) =>
      count > 0 ? `Failed: ${title}. ${files(count, String(count))} did not make it.` : `Failed: ${title}.`,
    changed: (title: string) => `A source changed while it was sent: ${title}`,
    waiting: (title: string, reason: string) => `${reason}: ${title}`,
    progress: (percent: number) => `Transfers ${percent} percent done`,
    several: (count: number) => `${count} transfers done`,
  },
} as const;
