import './job-files.css';
import { X } from 'lucide-react';
import { useCallback, useDeferredValue, useState, type ReactNode } from 'react';
import type { FileState, Job, JobFile } from '../../../preload/contract/index.ts';
import { errorSentence, format, toErrorShape } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, ErrorNotice, IconButton, ObjectName, Select, TextField, VirtualList } from '../../ui/index.ts';
import { fileStateIcon } from './job-icons.tsx';
import { jobEnded } from './job-words.ts';
import { texts } from './texts.ts';
import { useFilePages } from './use-file-pages.ts';

const rowHeight = 44;
type FileFilter = keyof typeof texts.fileFilter;
const filters = ['all', 'failed', 'asking', 'skipped'] as const satisfies readonly FileFilter[];
const stateOf: Readonly<Record<FileFilter, FileState | undefined>> = {
  all: undefined,
  failed: 'failed',
  asking: 'asking',
  skipped: 'skipped',
};
const noneOf: Readonly<Record<FileFilter, string>> = {
  all: texts.noFiles,
  failed: texts.noFailedFiles,
  asking: texts.noAskingFiles,
  skipped: texts.noSkippedFiles,
};

export interface JobFilesProps {
  readonly job: Job;
  readonly onClose: () => void;
  /** Does what the job's error names; absent where nothing can be offered. */
  readonly onErrorAction: (() => void) | undefined;
  /** Opens the question about names that are taken. */
  readonly onAnswer: () => void;
  /** Tells why names differ. */
  readonly onNames: () => void;
}

/** Files of one job, a page at a time, and its error in full. */
export function JobFiles({ job, onClose, onErrorAction, onAnswer, onNames }: JobFilesProps): ReactNode {
  const [filter, setFilter] = useState<FileFilter>('all');
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim());
  const waits = job.state === 'waiting' && job.waitingFor !== undefined ? texts.waitingHint[job.waitingFor] : undefined;
  const asks = job.filesAsking > 0 && !jobEnded(job.state);
  return (
    <section className="job-files" aria-label={texts.filesOfJob(job.title)}>
      <header className="job-files-header">
        <h3 className="job-files-title">
          <ObjectName name={job.title} />
        </h3>
        <IconButton
          label={texts.actionOn(texts.hideFiles, job.title)}
          icon={<X aria-hidden />}
          size="small"
          onPress={onClose}
        />
      </header>
      <div className="job-files-tools">
        <Select
          label={texts.fileFilterLabel}
          isLabelHidden
          value={filter}
          onChange={setFilter}
          items={filters.map((id) => ({ id, label: texts.fileFilter[id] }))}
        />
        <TextField
          label={texts.fileSearch}
          isLabelHidden
          type="search"
          placeholder={texts.fileSearch}
          maxLength={200}
          value={search}
          onChange={setSearch}
        />
      </div>
      {waits === undefined && !asks ? null : (
        <div className="job-files-note job-files-wait">
          <p>{waits ?? texts.waitingHint.answer}</p>
          {asks ? (
            <Button size="small" variant="primary" onPress={onAnswer}>
              {texts.mend.answer}
            </Button>
          ) : null}
        </div>
      )}
      {job.error === undefined || job.waitingFor === 'answer' ? null : (
        <div className="job-files-note">
          <ErrorNotice error={job.error} role="none" onAction={onErrorAction} />
        </div>
      )}
      <FileList key={`${job.id} ${filter} ${wanted}`} job={job} filter={filter} search={wanted} onNames={onNames} />
    </section>
  );
}

interface FileListProps {
  readonly job: Job;
  readonly filter: FileFilter;
  readonly search: string;
  readonly onNames: () => void;
}

function FileList({ job, filter, search, onNames }: FileListProps): ReactNode {
  const client = useClient();
  const [opened, setOpened] = useState<JobFile>();
  const { id, state } = job;
  const load = useCallback(
    (offset: number, limit: number, signal: AbortSignal) => {
      const only = stateOf[filter];
      const part = { ...(only === undefined ? {} : { state: only }), ...(search === '' ? {} : { search }) };
      return client.transfers.files({ jobId: id, offset, limit, ...part }, { signal });
    },
    [client, id, filter, search],
  );
  const { pages, onRange } = useFilePages(load, !jobEnded(state), state);

  const total = pages.total;
  if (total === undefined)
    return pages.error === undefined ? (
      <p className="job-files-empty">{texts.loadingFile}</p>
    ) : (
      <div className="job-files-note">
        <ErrorNotice error={toErrorShape(pages.error)} onAction={() => pages.want(0, 0, true)} />
      </div>
    );
  if (total === 0) return <p className="job-files-empty">{search === '' ? noneOf[filter] : texts.noFoundFiles}</p>;
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
        renderRow={(index) => <FileRow file={pages.at(index)} onOpen={setOpened} onNames={onNames} />}
      />
    </>
  );
}

interface FileRowProps {
  readonly file: JobFile | undefined;
  readonly onOpen: (file: JobFile) => void;
  readonly onNames: () => void;
}

function FileRow({ file, onOpen, onNames }: FileRowProps): ReactNode {
  if (file === undefined) return <div className="file-row">{texts.loadingFile}</div>;
  const isBad = file.state === 'failed' || file.state === 'changed';
  const tone = isBad
    ? 'tone-bad'
    : file.state === 'asking'
      ? 'tone-warn'
      : file.state === 'done'
        ? 'tone-good'
        : 'tone-idle';
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
          {file.savedAs === undefined ? null : (
            <button
              type="button"
              className="file-row-reason file-row-saved"
              title={texts.whyNames}
              onClick={() => onNames()}
            >
              <ObjectName name={texts.savedAs(file.savedAs)} />
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
