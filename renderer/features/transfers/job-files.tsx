import './job-files.css';
import { X } from 'lucide-react';
import { useCallback, useEffect, useMemo, useReducer, useRef, useState, type ReactNode } from 'react';
import type { Job, JobFile } from '../../../preload/contract/index.ts';
import { errorSentence, format, toErrorShape } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { ErrorNotice, IconButton, ObjectName, RadioGroup, VirtualList } from '../../ui/index.ts';
import { FilePages } from './file-pages.ts';
import { fileStateIcon } from './job-icons.tsx';
import { jobEnded } from './job-words.ts';
import { texts } from './texts.ts';

/** Milliseconds between two looks at the files in sight while the job moves. */
const renewEvery = 1500;
const rowHeight = 44;
type FileFilter = 'all' | 'failed';

export interface JobFilesProps {
  readonly job: Job;
  readonly onClose: () => void;
  /** Does what the job's error names; absent where nothing can be offered. */
  readonly onErrorAction: (() => void) | undefined;
}

/** Files of one job, a page at a time, and its error in full. */
export function JobFiles({ job, onClose, onErrorAction }: JobFilesProps): ReactNode {
  const [filter, setFilter] = useState<FileFilter>('all');
  const waits = job.state === 'waiting' && job.waitingFor !== undefined ? texts.waitingHint[job.waitingFor] : undefined;
  return (
    <section className="job-files" aria-label={texts.filesOfJob(job.title)}>
      <header className="job-files-header">
        <h3 className="job-files-title">
          <ObjectName name={job.title} />
        </h3>
        <RadioGroup
          label={texts.fileFilterLabel}
          isLabelHidden
          look="segments"
          value={filter}
          onChange={setFilter}
          options={[
            { id: 'all', label: texts.fileFilter.all },
            { id: 'failed', label: texts.fileFilter.failed },
          ]}
        />
        <IconButton
          label={texts.actionOn(texts.hideFiles, job.title)}
          icon={<X aria-hidden />}
          size="small"
          onPress={onClose}
        />
      </header>
      {waits === undefined ? null : <p className="job-files-note">{waits}</p>}
      {job.error === undefined ? null : (
        <div className="job-files-note">
          <ErrorNotice error={job.error} role="none" onAction={onErrorAction} />
        </div>
      )}
      <FileList key={`${job.id} ${filter}`} job={job} filter={filter} />
    </section>
  );
}

function FileList({ job, filter }: { readonly job: Job; readonly filter: FileFilter }): ReactNode {
  const client = useClient();
  const [, renew] = useReducer((before: number) => before + 1, 0);
  const [opened, setOpened] = useState<JobFile>();
  const range = useRef({ first: 0, last: 30 });
  const pages = useMemo(
    () =>
      new FilePages(
        (offset, limit, signal) =>
          client.transfers.files(
            { jobId: job.id, offset, limit, ...(filter === 'failed' ? { state: 'failed' as const } : {}) },
            { signal },
          ),
        renew,
      ),
    [client, job.id, filter],
  );
  // What is in sight is asked for again while the job moves, and once more when its state has changed.
  const { state } = job;
  useEffect(() => {
    const look = (): void => pages.want(range.current.first, range.current.last, true);
    look();
    if (jobEnded(state)) return undefined;
    const timer = setInterval(look, renewEvery);
    return () => clearInterval(timer);
  }, [pages, state]);
  useEffect(() => () => pages.close(), [pages]);
  const onRange = useCallback(
    (first: number, last: number) => {
      range.current = { first, last };
      pages.want(first, last, false);
    },
    [pages],
  );

  const total = pages.total;
  if (total === undefined)
    return pages.error === undefined ? (
      <p className="job-files-empty">{texts.loadingFile}</p>
    ) : (
      <div className="job-files-note">
        <ErrorNotice error={toErrorShape(pages.error)} onAction={() => pages.want(0, 0, true)} />
      </div>
    );
  if (total === 0)
    return <p className="job-files-empty">{filter === 'failed' ? texts.noFailedFiles : texts.noFiles}</p>;
  return (
    <>
      {opened?.error === undefined ? null : (
        <div className="job-files-note">
          <ErrorNotice error={opened.error} />
        </div>
      )}
      <VirtualList
        label={texts.filesOfJob(job.title)}
        count={total}
        rowHeight={rowHeight}
        rowKey={(index) => pages.at(index)?.id ?? `row ${index}`}
        rowLabel={(index) => pages.at(index)?.path ?? texts.loadingFile}
        onRange={onRange}
        onEnter={(index) => setOpened(pages.at(index))}
        renderRow={(index) => <FileRow file={pages.at(index)} onOpen={setOpened} />}
      />
    </>
  );
}

function FileRow({
  file,
  onOpen,
}: {
  readonly file: JobFile | undefined;
  readonly onOpen: (file: JobFile) => void;
}): ReactNode {
  if (file === undefined) return <div className="file-row">{texts.loadingFile}</div>;
  const isBad = file.state === 'failed' || file.state === 'changed';
  const tone = isBad ? 'tone-bad' : file.state === 'done' ? 'tone-good' : 'tone-idle';
  const sentence = file.error === undefined ? undefined : errorSentence(file.error);
  return (
    <div className="file-row">
      <div role="gridcell" className={`file-row-icon ${tone}`}>
        {fileStateIcon(file.state)}
      </div>
      <div role="gridcell" className="file-row-lines">
        <ObjectName name={file.path} />
        <div className={`file-row-state ${tone}`} title={sentence === undefined ? undefined : sentence.detail}>
          {sentence === undefined ? (
            texts.fileState[file.state]
          ) : (
            <button type="button" className="file-row-reason" onClick={() => onOpen(file)}>
              {sentence.title}
            </button>
          )}
        </div>
      </div>
      <div role="gridcell" className="file-row-size">
        {file.state === 'running' && file.bytesDone < file.size
          ? texts.bytesOf(format.bytes(file.bytesDone), format.bytes(file.size))
          : format.bytes(file.size)}
      </div>
    </div>
  );
}
