import './leftovers-dialog.css';
import { useCallback, useState, type ReactNode } from 'react';
import type { AppErrorShape, Connection, ConnectionId, Leftover, Place } from '../../../preload/contract/index.ts';
import { applyListDelta, format, type KeyedDelta } from '../../lib/index.ts';
import { useClient, useStream } from '../../rpc/index.ts';
import {
  AlertDialog,
  Badge,
  Banner,
  Button,
  Checkbox,
  Dialog,
  ErrorNotice,
  ObjectName,
  Select,
  Spinner,
  Table,
  useLoaded,
  useNow,
  useTask,
} from '../../ui/index.ts';
import { texts } from './texts.ts';

interface Connections {
  readonly connections: readonly Connection[];
}
const applyConnections = (before: Connections, delta: KeyedDelta<Connection, ConnectionId>): Connections => ({
  connections: applyListDelta<Connection, ConnectionId>(before.connections, delta),
});
/** Rows in the page; a bucket with more is cleaned up in rounds. */
const mostShown = 500;
/** Uploads in one command; the contract's bound is 1,000. */
const atOnce = 500;

export interface LeftoversDialogProps {
  /** Where the user is: looked into first. */
  readonly here: Place | undefined;
  readonly onClose: () => void;
}

/** Unfinished uploads of a bucket: whose they are, what they hold, and an end to those that nobody needs. */
export function LeftoversDialog({ here, onClose }: LeftoversDialogProps): ReactNode {
  const client = useClient();
  const { leftover } = texts;
  const { value } = useStream(client.connections.watch, applyConnections);
  const [connectionId, setConnectionId] = useState(here?.connectionId);
  const [bucket, setBucket] = useState(here?.bucket);
  const loadBuckets = useCallback(
    async (signal: AbortSignal) =>
      connectionId === undefined ? [] : (await client.buckets.list({ connectionId }, { signal })).buckets,
    [client, connectionId],
  );
  const buckets = useLoaded(loadBuckets);
  const names = [
    ...new Set([...(bucket === undefined ? [] : [bucket]), ...(buckets.value ?? []).map(({ name }) => name)]),
  ];
  return (
    <Dialog
      title={leftover.title}
      size="large"
      onClose={onClose}
      footer={
        <Button variant="primary" onPress={onClose}>
          {texts.closeButton}
        </Button>
      }
    >
      <p>{leftover.about}</p>
      <div className="leftovers-place">
        <Select
          label={leftover.connection}
          value={connectionId}
          items={(value?.connections ?? []).map(({ id, name }) => ({ id, label: name }))}
          onChange={(id) => {
            setConnectionId(id);
            setBucket(undefined);
          }}
        />
        <Select
          label={leftover.bucket}
          value={bucket}
          isDisabled={connectionId === undefined}
          items={names.map((name) => ({ id: name, label: name }))}
          onChange={setBucket}
        />
      </div>
      {buckets.error === undefined ? null : <ErrorNotice error={buckets.error} onAction={buckets.reload} />}
      {connectionId === undefined || bucket === undefined ? (
        <p className="leftovers-note">{leftover.choose}</p>
      ) : (
        <Uploads key={`${connectionId} ${bucket}`} connectionId={connectionId} bucket={bucket} />
      )}
    </Dialog>
  );
}

const idOf = ({ key, uploadId }: Leftover): string => `${uploadId} ${key}`;

function Uploads({
  connectionId,
  bucket,
}: {
  readonly connectionId: ConnectionId;
  readonly bucket: string;
}): ReactNode {
  const client = useClient();
  const { leftover } = texts;
  const load = useCallback(
    async (signal: AbortSignal) => (await client.transfers.leftovers({ connectionId, bucket }, { signal })).uploads,
    [client, connectionId, bucket],
  );
  const { value, error, isLoading, reload } = useLoaded(load);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asks, setAsks] = useState(false);
  const [said, setSaid] = useState<string>();
  const [problem, setProblem] = useState<AppErrorShape>();
  const task = useTask();
  const now = useNow(60_000);

  const shown = (value ?? []).slice(0, mostShown);
  const free = shown.filter(({ jobId }) => jobId === undefined);
  const selected = free.filter((one) => chosen.has(idOf(one)));
  const bytes = selected.reduce((sum, one) => sum + (one.bytes ?? 0), 0);
  const count = selected.length;
  const abort = (): void => {
    setAsks(false);
    setProblem(undefined);
    task.run(async () => {
      let ended = 0;
      let kept = 0;
      for (let at = 0; at < selected.length; at += atOnce) {
        const uploads = selected.slice(at, at + atOnce).map(({ key, uploadId }) => ({ key, uploadId }));
        const answer = await client.transfers.abortLeftovers({ connectionId, bucket, uploads });
        ended += answer.aborted;
        kept += answer.kept;
        const first = answer.problems[0];
        if (first !== undefined) setProblem({ ...first.error, params: { key: first.key, ...first.error.params } });
      }
      setChosen(new Set());
      reload();
      setSaid(leftover.ended(ended, format.count(ended), kept));
    });
  };
  const choose = (one: Leftover, isOn: boolean): void =>
    setChosen((before) => {
      const next = new Set(before);
      if (isOn) next.add(idOf(one));
      else next.delete(idOf(one));
      return next;
    });

  if (error !== undefined) return <ErrorNotice error={error} onAction={reload} />;
  if (value === undefined) return <Spinner label={leftover.loading} />;
  return (
    <>
      {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={task.clear} />}
      {problem === undefined ? null : <ErrorNotice error={problem} />}
      {said === undefined ? null : <Banner tone="info">{said}</Banner>}
      {shown.length === 0 ? (
        <p className="leftovers-note">{leftover.none}</p>
      ) : (
        <>
          <Checkbox
            isSelected={count > 0 && count === free.length}
            isIndeterminate={count > 0 && count < free.length}
            isDisabled={free.length === 0}
            onChange={(isOn) => setChosen(new Set(isOn ? free.map(idOf) : []))}
          >
            {leftover.selectAll}
          </Checkbox>
          <div className="leftovers-list">
            <Table<Leftover>
              label={leftover.list}
              rows={shown}
              rowId={idOf}
              columns={[
                {
                  id: 'key',
                  label: leftover.key,
                  isRowHeader: true,
                  render: (one) => (
                    <Checkbox
                      isSelected={chosen.has(idOf(one))}
                      isDisabled={one.jobId !== undefined}
                      onChange={(isOn) => choose(one, isOn)}
                    >
                      <ObjectName name={one.key} />
                    </Checkbox>
                  ),
                },
                {
                  id: 'size',
                  label: leftover.size,
                  align: 'end',
                  width: '90px',
                  render: ({ bytes: size }) => (size === undefined ? leftover.unknown : format.bytes(size)),
                },
                {
                  id: 'age',
                  label: leftover.age,
                  width: '120px',
                  render: ({ startedAt }) =>
                    startedAt === 0 ? (
                      leftover.unknown
                    ) : (
                      <span title={format.exactWhen(startedAt)}>{format.relative(startedAt, now)}</span>
                    ),
                },
                {
                  id: 'whose',
                  label: leftover.whose,
                  width: '150px',
                  render: ({ jobId }) => (
                    <Badge tone={jobId === undefined ? 'neutral' : 'accent'}>
                      {jobId === undefined ? leftover.notOurs : leftover.ours}
                    </Badge>
                  ),
                },
              ]}
            />
          </div>
        </>
      )}
      {value.length > mostShown ? <p>{leftover.more(format.count(mostShown))}</p> : null}
      <div className="leftovers-actions">
        <Button onPress={reload} isPending={isLoading}>
          {leftover.refresh}
        </Button>
        <Button variant="danger" isDisabled={count === 0} isPending={task.isPending} onPress={() => setAsks(true)}>
          {leftover.abort(count, format.count(count))}
        </Button>
        {count === 0 ? null : <span>{leftover.selected(count, format.count(count), format.bytes(bytes))}</span>}
      </div>
      {asks ? (
        <AlertDialog
          title={leftover.abortTitle(count, format.count(count))}
          actionLabel={leftover.abortAction}
          onAction={abort}
          onClose={() => setAsks(false)}
        >
          <p>{leftover.abortText(bucket)}</p>
        </AlertDialog>
      ) : null}
    </>
  );
}
