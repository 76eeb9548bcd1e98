import './probe-dialog.css';
import { Check, CircleHelp, Minus } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import type { Connection, ProbeFact, ProbeResult } from '../../../preload/contract/index.ts';
import { displayName, format } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Badge, Banner, Button, Dialog, ErrorNotice, Spinner, Table, TextField, useTask } from '../../ui/index.ts';
import { probeFactWords, probeTexts as texts } from './probe-texts.ts';
import { useBucketWord } from './use-providers.ts';

export interface ProbeDialogProps {
  readonly connection: Connection;
  /** Where to begin: the bucket that is open. */
  readonly bucket?: string | undefined;
  readonly onClose: () => void;
}

/** Measures what an endpoint does, and shows it beside what our data say. */
export function ProbeDialog({ connection, bucket: first, onClose }: ProbeDialogProps): ReactNode {
  const client = useClient();
  const word = useBucketWord(connection);
  const [bucket, setBucket] = useState(first ?? connection.lastPlace?.bucket ?? connection.pinnedBuckets[0] ?? '');
  const [isTried, setTried] = useState(false);
  const [result, setResult] = useState<ProbeResult>();
  const [isStopping, setStopping] = useState(false);
  const running = useRef<string>(undefined);
  const task = useTask();
  const forgetting = useTask();

  const start = (): void => {
    setTried(true);
    if (bucket.trim() === '' || connection.readOnly) return;
    const probe = crypto.randomUUID();
    running.current = probe;
    setStopping(false);
    task.run(async () => {
      const answer = await client.connections.probe({ id: connection.id, bucket: bucket.trim(), probe });
      setResult(answer.result);
    });
  };
  const stop = (): void => {
    const probe = running.current;
    if (probe === undefined) return;
    setStopping(true);
    // The probe itself tells how it ended.
    client.connections.stopProbe({ probe }).catch(() => setStopping(false));
  };
  const wasStopped = task.error?.code === 'CANCELLED';

  return (
    <Dialog
      title={texts.title(displayName(connection.name))}
      size="large"
      onClose={() => {
        if (task.isPending) stop();
        onClose();
      }}
      onSubmit={start}
      footer={
        <>
          {connection.measured === undefined || task.isPending ? null : (
            <span className="dialog-footer-start">
              <Button
                isPending={forgetting.isPending}
                onPress={() =>
                  forgetting.run(async () => {
                    await client.connections.forgetProbe({ id: connection.id });
                    setResult(undefined);
                  })
                }
              >
                {texts.forget}
              </Button>
            </span>
          )}
          {task.isPending ? (
            <Button onPress={stop}>{texts.stop}</Button>
          ) : (
            <Button onPress={onClose}>{texts.close}</Button>
          )}
          <Button type="submit" variant="primary" isPending={task.isPending} isDisabled={connection.readOnly}>
            {result === undefined ? texts.start : texts.again}
          </Button>
        </>
      }
    >
      <p className="connection-note">{texts.about}</p>
      {connection.readOnly ? <Banner tone="warning">{texts.readOnly}</Banner> : null}
      <TextField
        label={texts.bucket(word)}
        value={bucket}
        maxLength={255}
        startsFocused
        error={isTried && bucket.trim() === '' ? texts.bucketEmpty : undefined}
        onChange={setBucket}
      />
      {connection.measured === undefined || result !== undefined ? null : (
        <p className="connection-note">{texts.measured(format.when(connection.measured.at))}</p>
      )}
      {task.isPending ? <Spinner label={isStopping ? texts.stopping : texts.running} /> : null}
      {wasStopped ? <p role="status">{texts.stopped}</p> : null}
      {task.error === undefined || wasStopped ? null : <ErrorNotice error={task.error} onAction={start} />}
      {forgetting.error === undefined ? null : <ErrorNotice error={forgetting.error} />}
      {result === undefined || task.isPending ? null : <Findings result={result} />}
    </Dialog>
  );
}

function Findings({ result }: { readonly result: ProbeResult }): ReactNode {
  const differs = ({ expected, found }: ProbeFact): boolean => found !== undefined && found !== expected;
  const different = result.facts.filter(differs).length;
  const offset =
    result.clockOffset === undefined || Math.abs(result.clockOffset) < 2000
      ? undefined
      : format.count(Math.round(result.clockOffset / 1000));
  return (
    <>
      <p role="status">
        {texts.same(different)} {texts.requests(format.count(result.requests), offset)}
      </p>
      {result.leftBehind.length === 0 ? null : (
        <Banner tone="warning">
          {texts.left(result.leftBehind.length)} <bdi>{result.leftBehind.join(', ')}</bdi>
        </Banner>
      )}
      {/* A region that scrolls is reached by the keyboard. */}
      <div className="probe-table" role="region" aria-label={texts.found} tabIndex={0}>
        <Table
          label={texts.found}
          rowId={({ name }) => name}
          rows={result.facts.toSorted((left, right) => Number(differs(right)) - Number(differs(left)))}
          columns={[
            { id: 'fact', label: texts.fact, isRowHeader: true, render: ({ name }) => probeFactWords[name] },
            { id: 'data', label: texts.data, width: '100px', render: ({ expected }) => <Mark value={expected} /> },
            {
              id: 'found',
              label: texts.found,
              width: '170px',
              render: (fact) => (
                <>
                  <Mark value={fact.found} /> {differs(fact) ? <Badge tone="warning">{texts.differs}</Badge> : null}
                </>
              ),
            },
            {
              id: 'answer',
              label: texts.answer,
              width: '34%',
              render: ({ answer }) => <bdi className="probe-answer">{answer}</bdi>,
            },
          ]}
        />
      </div>
    </>
  );
}

function Mark({ value }: { readonly value: boolean | undefined }): ReactNode {
  if (value === undefined)
    return (
      <span className="probe-mark probe-unknown">
        <CircleHelp aria-hidden />
        {texts.unknown}
      </span>
    );
  return (
    <span className={`probe-mark ${value ? 'probe-yes' : 'probe-no'}`}>
      {value ? <Check aria-hidden /> : <Minus aria-hidden />}
      {value ? texts.yes : texts.no}
    </span>
  );
}
