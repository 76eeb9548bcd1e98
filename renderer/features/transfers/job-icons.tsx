import {
  ArrowDownToLine,
  ArrowUpFromLine,
  CheckCircle2,
  CircleAlert,
  CircleHelp,
  CircleSlash,
  Clock,
  Copy,
  FolderOpen,
  Hourglass,
  LoaderCircle,
  MoveRight,
  Pause,
  Play,
  RotateCcw,
  SkipForward,
  Trash2,
  X,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { FileState, JobKind, JobState } from '../../../preload/contract/index.ts';
import type { JobAction } from './job-words.ts';

const kinds: Readonly<Record<JobKind, ReactNode>> = {
  upload: <ArrowUpFromLine aria-hidden />,
  download: <ArrowDownToLine aria-hidden />,
  copy: <Copy aria-hidden />,
  move: <MoveRight aria-hidden />,
  delete: <Trash2 aria-hidden />,
};
const states: Readonly<Record<JobState, ReactNode>> = {
  queued: <Clock aria-hidden />,
  running: <LoaderCircle aria-hidden />,
  paused: <Pause aria-hidden />,
  waiting: <Hourglass aria-hidden />,
  failed: <CircleAlert aria-hidden />,
  changed: <CircleAlert aria-hidden />,
  done: <CheckCircle2 aria-hidden />,
  cancelled: <CircleSlash aria-hidden />,
};
const fileStates: Readonly<Record<FileState, ReactNode>> = {
  'waiting-bytes': <Hourglass aria-hidden />,
  asking: <CircleHelp aria-hidden />,
  queued: <Clock aria-hidden />,
  running: <LoaderCircle aria-hidden />,
  done: <CheckCircle2 aria-hidden />,
  skipped: <SkipForward aria-hidden />,
  failed: <CircleAlert aria-hidden />,
  changed: <CircleAlert aria-hidden />,
  cancelled: <CircleSlash aria-hidden />,
};
const actions: Readonly<Record<JobAction, ReactNode>> = {
  pause: <Pause aria-hidden />,
  resume: <Play aria-hidden />,
  retry: <RotateCcw aria-hidden />,
  show: <FolderOpen aria-hidden />,
  cancel: <X aria-hidden />,
  forget: <X aria-hidden />,
};

export const kindIcon = (kind: JobKind): ReactNode => kinds[kind];
export const stateIcon = (state: JobState): ReactNode => states[state];
export const fileStateIcon = (state: FileState): ReactNode => fileStates[state];
export const actionIcon = (action: JobAction): ReactNode => actions[action];
