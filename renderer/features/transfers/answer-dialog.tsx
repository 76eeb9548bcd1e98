import './answer-dialog.css';
import { ChevronDown } from 'lucide-react';
import { useCallback, useState, type ReactNode } from 'react';
import type { ConflictAnswer, Job, JobFile, JobId } from '../../../preload/contract/index.ts';
import { displayName, format, toErrorShape } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import {
  Badge,
  Button,
  Checkbox,
  Dialog,
  ErrorNotice,
  MenuButton,
  ObjectName,
  Select,
  VirtualList,
  useTask,
} from '../../ui/index.ts';
import { jobEnded } from './job-words.ts';
import { texts } from './texts.ts';
import { useFilePages } from './use-file-pages.ts';

const rules = ['keep-both', 'overwrite', 'newer', 'skip-same', 'skip'] as const satisfies readonly ConflictAnswer[];
const isRule = (id: string): id is ConflictAnswer => rules.some((rule) => rule === id);
const rowHeight = 48;
/** Milliseconds that a store's whole seconds may hide. */
const sameTime = 1000;

export interface AnswerDialogProps {
  /** Absent where it has gone from the list meanwhile. */
  readonly job: Job | undefined;
  readonly onClose: () => void;
}

/** Names that are taken, both sides beside each other: one by one, or all at once. */
export function AnswerDialog({ job, onClose }: AnswerDialogProps): ReactNode {
  const [rule, setRule] = useState<ConflictAnswer>('keep-both');
  const [remembers, setRemembers] = useState(true);
  const client = useClient();
  const task = useTask();
  if (job === undefined) return null;
  const { answer } = texts;
  const count = jobEnded(job.state) ? 0 : job.filesAsking;
  const decideAll = (): void =>
    task.run(async () => {
      await client.transfers.answer({ jobId: job.id, rule, remember: remembers });
      onClose();
    });
  return (
    <Dialog
      title={answer.title(displayName(job.title).slice(0, 80))}
      size="large"
      onClose={onClose}
      onSubmit={() => {
        if (count > 0) decideAll();
      }}
      footer={
        <>
          <Button onPress={onClose}>{texts.closeButton}</Button>
          <Button type="submit" variant="primary" isDisabled={count === 0} isPending={task.isPending}>
            {answer.apply(count, format.count(count))}
          </Button>
        </>
      }
    >
      <p>{answer.about}</p>
      {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={task.clear} />}
      <div className="answer-list">
        {count === 0 ? (
          <p className="answer-none">{answer.none}</p>
        ) : (
          <>
            <div className="answer-row answer-head" aria-hidden>
              <span>{answer.name}</span>
              <span>{answer.mine}</span>
              <span>{answer.there}</span>
              <span />
            </div>
            <Asking jobId={job.id} version={count} />
          </>
        )}
      </div>
      <div className="answer-all">
        <Select
          label={answer.forAll}
          value={rule}
          onChange={setRule}
          items={rules.map((id) => ({ id, label: answer.rules[id].label, description: answer.rules[id].about }))}
        />
        <Checkbox isSelected={remembers} onChange={setRemembers}>
          {answer.remember}
        </Checkbox>
      </div>
    </Dialog>
  );
}

function Asking({ jobId, version }: { readonly jobId: JobId; readonly version: number }): ReactNode {
  const client = useClient();
  const task = useTask();
  const load = useCallback(
    (offset: number, limit: number, signal: AbortSignal) =>
      client.transfers.files({ jobId, offset, limit, state: 'asking' }, { signal }),
    [client, jobId],
  );
  const { pages, onRange } = useFilePages(load, false, version);
  const total = pages.total ?? 0;
  if (pages.error !== undefined)
    return <ErrorNotice error={toErrorShape(pages.error)} onAction={() => pages.want(0, 0, true)} />;
  if (task.error !== undefined) return <ErrorNotice error={task.error} onAction={task.clear} />;
  const decide = (file: JobFile, rule: string): void => {
    if (!isRule(rule)) return;
    task.run(async () => {
      await client.transfers.answer({ jobId, fileIds: [file.id], rule, remember: false });
    });
  };
  return (
    <VirtualList
      label={texts.answer.list}
      count={total}
      rowHeight={rowHeight}
      rowKey={(index) => pages.at(index)?.id ?? `row ${index}`}
      rowLabel={(index) => pages.at(index)?.path ?? texts.loadingFile}
      onRange={onRange}
      renderRow={(index) => <AskingRow file={pages.at(index)} onDecide={decide} />}
    />
  );
}

interface AskingRowProps {
  readonly file: JobFile | undefined;
  readonly onDecide: (file: JobFile, rule: string) => void;
}

function AskingRow({ file, onDecide }: AskingRowProps): ReactNode {
  const { answer } = texts;
  if (file?.there === undefined) return <div className="answer-row">{texts.loadingFile}</div>;
  const { there } = file;
  const apart = file.modified - there.modified;
  return (
    <div className="answer-row">
      <div role="gridcell">
        <ObjectName name={file.path} />
      </div>
      <Side
        name={answer.mine}
        size={file.size}
        modified={file.modified}
        mark={apart > sameTime ? answer.newer : undefined}
      />
      <Side
        name={answer.there}
        size={there.size}
        modified={there.modified}
        mark={apart < -sameTime ? answer.newer : file.size === there.size ? answer.same : undefined}
      />
      <div role="gridcell">
        <MenuButton
          label={answer.decideShort}
          menuLabel={answer.decide(displayName(file.path))}
          showsLabel
          size="small"
          icon={<ChevronDown aria-hidden />}
          items={rules.map((id) => ({ id, label: answer.rules[id].label }))}
          onAction={(rule) => onDecide(file, rule)}
        />
      </div>
    </div>
  );
}

interface SideProps {
  readonly name: string;
  readonly size: number;
  readonly modified: number;
  readonly mark: string | undefined;
}

function Side({ name, size, modified, mark }: SideProps): ReactNode {
  return (
    <div role="gridcell" className="answer-side">
      <span className="visually-hidden">{name}</span>
      <div className="answer-side-facts" title={format.exactBytes(size)}>
        {format.bytes(size)}
        {mark === undefined ? null : <Badge tone={mark === texts.answer.newer ? 'accent' : 'neutral'}>{mark}</Badge>}
      </div>
      <div className="answer-side-time" title={modified === 0 ? undefined : format.exactWhen(modified)}>
        {modified === 0 ? '' : format.when(modified)}
      </div>
    </div>
  );
}
