import './share-dialog.css';
import { Clock, Info } from 'lucide-react';
import { useCallback, useState, type ReactNode } from 'react';
import type { Connection, Share } from '../../../preload/contract/index.ts';
import { displayName, format } from '../../lib/index.ts';
import { takeNewest, useClient, useStream } from '../../rpc/index.ts';
import {
  Button,
  copyText,
  Dialog,
  ErrorNotice,
  ObjectName,
  RadioGroup,
  Select,
  Spinner,
  TextField,
  useLoaded,
  useNow,
  useTask,
} from '../../ui/index.ts';
import { choiceFor, localDateField, secondsOf, sharePresets, type ExpiryChoice } from './expiry-choice.ts';
import { ShareLink } from './share-link.tsx';
import { shareName } from './share-state.ts';
import { texts } from './texts.ts';

export interface ShareDialogProps {
  readonly connection: Connection;
  readonly bucket: string;
  readonly objectKey: string;
  /** Name of the machine that serves local volumes. */
  readonly machine?: string;
  readonly onClose: () => void;
  /** The button of an error that this dialog cannot mend itself: open the connection. */
  readonly onEditConnection?: (connection: Connection) => void;
}

const customId = 'custom';
/** A day: used until the settings are here. */
const startSeconds = 86_400;

/** Makes a link to one object. Its true end is said before it is made, and why it is sooner than was asked. */
export function ShareDialog(props: ShareDialogProps): ReactNode {
  const { connection, objectKey, onClose } = props;
  const support = connection.features['share-link'];
  if (support.ok) return <ShareForm {...props} />;
  return (
    <Dialog
      title={texts.cannotTitle(connection.name)}
      onClose={onClose}
      footer={
        <Button variant="primary" startsFocused onPress={onClose}>
          {texts.close}
        </Button>
      }
    >
      <ShareTarget objectKey={objectKey} />
      <p>{support.reason}</p>
      <p>{texts.cannotInstead}</p>
    </Dialog>
  );
}

function ShareTarget({ objectKey }: { readonly objectKey: string }): ReactNode {
  return (
    <p className="share-target">
      <ObjectName name={shareName(objectKey)} />
    </p>
  );
}

function ShareForm({ connection, bucket, objectKey, machine, onClose, onEditConnection }: ShareDialogProps): ReactNode {
  const client = useClient();
  const settings = useStream(client.settings.watch, takeNewest);
  const [opened] = useState(() => Date.now());
  const [chosen, setChosen] = useState<ExpiryChoice>();
  const [show, setShow] = useState<'inline' | 'download'>('inline');
  const [made, setMade] = useState<{ readonly share: Share; readonly url: string }>();
  const [isCopied, setCopied] = useState(false);
  const task = useTask();
  const now = useNow(5000);
  const choice = chosen ?? choiceFor(settings.value?.defaultShareSeconds ?? startSeconds, opened);
  const asked = secondsOf(choice, now);
  const problem = typeof asked === 'string' ? asked : undefined;

  const request = useCallback(
    (seconds: number) => ({ connectionId: connection.id, bucket, key: objectKey, seconds, show }),
    [connection.id, bucket, objectKey, show],
  );
  const kind = choice.kind === 'preset' ? choice.seconds : choice.value;
  const foresee = useCallback(
    async (signal: AbortSignal) => {
      const seconds = typeof kind === 'number' ? kind : secondsOf({ kind: 'custom', value: kind }, Date.now());
      return typeof seconds === 'number' ? await client.shares.foresee(request(seconds), { signal }) : undefined;
    },
    [client, request, kind],
  );
  const foreseen = useLoaded(foresee);

  const create = (): void => {
    if (typeof asked === 'number')
      task.run(async () => {
        setMade(await client.shares.create(request(asked)));
        setCopied(false);
      });
  };
  const copy = async (url: string): Promise<void> => setCopied(await copyText(url));
  const mend = (action: string | undefined, retry: () => void): (() => void) | undefined => {
    if (action === 'edit-connection')
      return onEditConnection === undefined ? undefined : () => onEditConnection(connection);
    return action === 'retry' ? retry : undefined;
  };

  if (made !== undefined)
    return (
      <Dialog
        title={texts.dialogTitle}
        size="large"
        onClose={onClose}
        footer={
          <>
            <Button variant="ghost" className="dialog-footer-start" onPress={() => setMade(undefined)}>
              {texts.again}
            </Button>
            <Button onPress={onClose}>{texts.close}</Button>
            <Button variant="primary" startsFocused onPress={() => void copy(made.url)}>
              {isCopied ? texts.copied : texts.copy}
            </Button>
          </>
        }
      >
        <ShareTarget objectKey={objectKey} />
        <ShareLink
          url={made.url}
          objectKey={objectKey}
          expiresAt={made.share.expiresAt}
          limitedBy={made.share.limitedBy}
          now={now}
          isLocal={connection.local}
          machine={machine}
        />
        <span className="visually-hidden" role="status">
          {isCopied ? texts.copied : ''}
        </span>
      </Dialog>
    );

  return (
    <Dialog
      title={texts.dialogTitle}
      onClose={onClose}
      onSubmit={create}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary" isPending={task.isPending} isDisabled={problem !== undefined}>
            {texts.create}
          </Button>
        </>
      }
    >
      <ShareTarget objectKey={objectKey} />
      <Select
        label={texts.lifeLabel}
        value={choice.kind === 'preset' ? String(choice.seconds) : customId}
        items={[
          ...sharePresets.map((seconds) => ({ id: String(seconds), label: texts.preset(seconds) })),
          { id: customId, label: texts.custom },
        ]}
        onChange={(id) =>
          setChosen(
            id === customId
              ? { kind: 'custom', value: localDateField(Date.now() + startSeconds * 1000) }
              : { kind: 'preset', seconds: Number(id) },
          )
        }
      />
      {choice.kind === 'custom' ? (
        <TextField
          label={texts.dateLabel}
          type="datetime-local"
          value={choice.value}
          min={localDateField(now)}
          error={problem === undefined ? undefined : texts.problem[problem]}
          onChange={(value) => setChosen({ kind: 'custom', value })}
        />
      ) : null}
      <RadioGroup
        label={texts.showLabel}
        look="segments"
        value={show}
        onChange={setShow}
        options={[
          { id: 'inline', label: texts.show.inline },
          { id: 'download', label: texts.show.download },
        ]}
      />
      <div className="share-end" role="status">
        {foreseen.error !== undefined ? null : foreseen.value === undefined ? (
          problem === undefined ? (
            <p>
              <Spinner label={texts.foreseeing} /> {texts.foreseeing}
            </p>
          ) : null
        ) : (
          <>
            <p className="share-end-when">
              <Clock aria-hidden />
              {texts.willWorkUntil(
                format.when(foreseen.value.expiresAt),
                format.relative(foreseen.value.expiresAt, now),
              )}
            </p>
            {texts.limit[foreseen.value.limitedBy] === '' ? null : (
              <p className="share-end-why">
                <Info aria-hidden />
                {texts.limit[foreseen.value.limitedBy]}
              </p>
            )}
            {connection.local ? (
              <p className="share-end-why">
                <Info aria-hidden />
                {texts.localOnly(displayName(machine ?? texts.localHere))}
              </p>
            ) : null}
          </>
        )}
      </div>
      {foreseen.error === undefined ? null : (
        <ErrorNotice error={foreseen.error} onAction={mend(foreseen.error.action, foreseen.reload)} />
      )}
      {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={mend(task.error.action, create)} />}
    </Dialog>
  );
}
