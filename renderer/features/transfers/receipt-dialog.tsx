import './receipt-dialog.css';
import { CheckCircle2, ShieldQuestion } from 'lucide-react';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import type { AppErrorShape, Job, JobId, ReceiptFile } from '../../../preload/contract/index.ts';
import { displayName, format, toErrorShape } from '../../lib/index.ts';
import { useClient, type Client } from '../../rpc/index.ts';
import {
  Banner,
  Button,
  CopyButton,
  Dialog,
  ErrorNotice,
  MenuButton,
  ObjectName,
  Spinner,
  VirtualList,
  useTask,
} from '../../ui/index.ts';
import { jobEnded } from './job-words.ts';
import { allOf, exportName, receiptCsv, receiptJson } from './receipt-export.ts';
import { checksumKind, provedWords, receiptText } from './receipt-words.ts';
import { saveText } from './save-text.ts';
import { texts } from './texts.ts';
import { useFilePages } from './use-file-pages.ts';

const rowHeight = 60;

interface Verdict {
  readonly checked: number;
  readonly intact: number;
  readonly problems: readonly { readonly key: string; readonly error: AppErrorShape }[];
}

export interface ReceiptDialogProps {
  /** Absent where it has gone from the list meanwhile. */
  readonly job: Job | undefined;
  readonly onClose: () => void;
}

/** What a transfer delivered and what proves it; to be asked again, copied and exported. */
export function ReceiptDialog({ job, onClose }: ReceiptDialogProps): ReactNode {
  return job === undefined ? null : <Receipt job={job} onClose={onClose} />;
}

interface Totals {
  readonly bytes: number;
  readonly verified: number;
  readonly total: number;
}

function Receipt({ job, onClose }: { readonly job: Job; readonly onClose: () => void }): ReactNode {
  const client = useClient();
  const [totals, setTotals] = useState<Totals>();
  const [asked, setAsked] = useState(0);
  const jobId = job.id;
  const load = useCallback(
    async (offset: number, limit: number, signal: AbortSignal) => {
      const page = await client.transfers.receipt({ jobId, offset, limit }, { signal });
      setTotals({ bytes: page.bytes, verified: page.verified, total: page.total });
      return page;
    },
    [client, jobId],
  );
  const { pages, onRange } = useFilePages(load, !jobEnded(job.state), `${job.state} ${asked}`);
  const { receipt } = texts;
  return (
    <Dialog
      title={receipt.title(displayName(job.title).slice(0, 80))}
      size="large"
      onClose={onClose}
      footer={
        <>
          <Exports job={job} client={client} total={totals?.total ?? 0} />
          <Button variant="primary" onPress={onClose}>
            {texts.closeButton}
          </Button>
        </>
      }
    >
      <p>{receipt.about}</p>
      {totals === undefined ? null : (
        <ul className="receipt-facts">
          <li>
            {receipt.total(
              texts.files(totals.total, format.count(totals.total)),
              format.bytes(totals.bytes),
              format.exactBytes(totals.bytes),
            )}
          </li>
          <li>{receipt.verifiedOf(format.count(totals.verified), format.count(totals.total))}</li>
          <li>
            {job.finishedAt === undefined
              ? receipt.began(format.when(job.createdAt))
              : receipt.times(format.when(job.createdAt), format.when(job.finishedAt))}
          </li>
        </ul>
      )}
      <Verify job={job} isPossible={(totals?.total ?? 0) > 0} onDone={() => setAsked((before) => before + 1)} />
      {pages.error !== undefined ? (
        <ErrorNotice error={toErrorShape(pages.error)} onAction={() => pages.want(0, 0, true)} />
      ) : pages.total === 0 ? (
        <p className="job-files-empty">{receipt.none}</p>
      ) : (
        <div className="receipt-list">
          <VirtualList
            label={receipt.list}
            count={pages.total ?? 0}
            rowHeight={rowHeight}
            rowKey={(index) => pages.at(index)?.id ?? `row ${index}`}
            rowLabel={(index) => pages.at(index)?.path ?? texts.loadingFile}
            onRange={onRange}
            renderRow={(index) => <ReceiptRow file={pages.at(index)} />}
          />
        </div>
      )}
    </Dialog>
  );
}

function ReceiptRow({ file }: { readonly file: ReceiptFile | undefined }): ReactNode {
  if (file === undefined) return <div className="receipt-row">{texts.loadingFile}</div>;
  const isSeen = file.verifiedAt !== undefined;
  return (
    <div className="receipt-row">
      <div role="gridcell" className="receipt-lines">
        <div className="receipt-name">
          <ObjectName name={file.path} />
        </div>
        <div className="receipt-proof">
          <span className="receipt-kind">
            {file.checksum === undefined ? texts.receipt.noChecksum : checksumKind(file.checksum.algorithm)}
          </span>
          {file.checksum === undefined ? null : <code title={file.checksum.value}>{file.checksum.value}</code>}
          {file.etag === undefined ? null : <code title={file.etag}>{texts.receipt.etag(file.etag)}</code>}
        </div>
        <div className={`receipt-seen ${isSeen ? 'tone-good' : 'tone-idle'}`}>
          {isSeen ? <CheckCircle2 aria-hidden /> : <ShieldQuestion aria-hidden />}
          {provedWords(file)}
          {file.savedAs === undefined ? null : (
            <span className="receipt-name tone-idle">
              · <ObjectName name={texts.savedAs(file.savedAs)} />
            </span>
          )}
        </div>
      </div>
      <div role="gridcell" className="receipt-size" title={format.exactBytes(file.size)}>
        {format.bytes(file.size)}
      </div>
      <div role="gridcell">
        <CopyButton text={receiptText(file)} label={texts.receipt.copy(displayName(file.path))} />
      </div>
    </div>
  );
}

interface VerifyProps {
  readonly job: Job;
  readonly isPossible: boolean;
  readonly onDone: () => void;
}

/** Asks the target again, on demand. */
function Verify({ job, isPossible, onDone }: VerifyProps): ReactNode {
  const client = useClient();
  const task = useTask();
  const [verdict, setVerdict] = useState<Verdict>();
  const { receipt } = texts;
  const verify = (readBack: boolean): void => {
    setVerdict(undefined);
    task.run(async () => {
      setVerdict(await client.transfers.verify({ jobId: job.id, readBack }));
      onDone();
    });
  };
  const bad = verdict === undefined ? 0 : verdict.checked - verdict.intact;
  return (
    <>
      <div className="receipt-actions">
        <MenuButton
          label={receipt.again}
          showsLabel
          isDisabled={!isPossible || task.isPending}
          items={[
            { id: 'quick', label: `${receipt.againQuick}: ${receipt.againQuickAbout}` },
            { id: 'full', label: `${receipt.againFull}: ${receipt.againFullAbout}` },
          ]}
          onAction={(id) => verify(id === 'full')}
        />
        {task.isPending ? <Spinner label={receipt.verifying} /> : null}
      </div>
      {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={task.clear} />}
      {verdict === undefined ? null : bad === 0 ? (
        <Banner tone="info">{receipt.intact(format.count(verdict.checked))}</Banner>
      ) : (
        <>
          <Banner tone="danger">{receipt.damaged(format.count(bad), format.count(verdict.checked))}</Banner>
          <div className="receipt-problems">
            {verdict.problems.map(({ key, error }) => (
              <ErrorNotice key={key} error={{ ...error, params: { key, ...error.params } }} role="none" />
            ))}
          </div>
        </>
      )}
    </>
  );
}

interface ExportsProps {
  readonly job: Job;
  readonly client: Client;
  readonly total: number;
}

function Exports({ job, client, total }: ExportsProps): ReactNode {
  const [progress, setProgress] = useState<string>();
  const task = useTask();
  const ending = useRef(new AbortController());
  useEffect(() => {
    const end = new AbortController();
    ending.current = end;
    return () => end.abort();
  }, []);
  const jobId: JobId = job.id;
  const read = (use: (files: readonly ReceiptFile[]) => void): void =>
    task.run(async () => {
      const { signal } = ending.current;
      try {
        const load = (offset: number, limit: number) => client.transfers.receipt({ jobId, offset, limit }, { signal });
        const told = (done: number, of: number) =>
          setProgress(texts.receipt.exporting(format.count(done), format.count(of)));
        use(await allOf(load, told, signal));
      } finally {
        setProgress(undefined);
      }
    });
  const isDisabled = total === 0 || task.isPending;
  return (
    <div className="dialog-footer-start receipt-actions">
      <Button
        isDisabled={isDisabled}
        onPress={() => read((files) => saveText(exportName(job, 'json'), 'application/json', receiptJson(job, files)))}
      >
        {texts.receipt.json}
      </Button>
      <Button
        isDisabled={isDisabled}
        onPress={() => read((files) => saveText(exportName(job, 'csv'), 'text/csv', receiptCsv(files)))}
      >
        {texts.receipt.csv}
      </Button>
      <span role="status" className="field-description">
        {task.error === undefined ? progress : texts.problemTitle}
      </span>
    </div>
  );
}
