import { useCallback, useState, type ReactNode } from 'react';
import type { Connection, LinkServerStatus, LinkWay, Share, ShareWay } from '../../../preload/contract/index.ts';
import { displayName } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import {
  Button,
  Dialog,
  ErrorNotice,
  ObjectName,
  Select,
  TextField,
  useLoaded,
  useNow,
  useTask,
} from '../../ui/index.ts';
import { EndNotice } from './end-notice.tsx';
import { secondsOf, type ExpiryChoice } from './expiry-choice.ts';
import { LifeField } from './life-field.tsx';
import { texts, uploadTypes, type UploadType } from './texts.ts';
import { canUse, firstWay, WayChoice } from './way-choice.tsx';

export interface MadeUpload {
  readonly share: Share;
  readonly url: string;
  readonly command: string | undefined;
}
export interface UploadFormProps {
  readonly connection: Connection;
  readonly bucket: string;
  readonly prefix: string;
  readonly ways: readonly ShareWay[];
  readonly server: LinkServerStatus | undefined;
  readonly machine: string | undefined;
  readonly onClose: () => void;
  readonly onMade: (made: MadeUpload) => void;
  readonly onMend: (action: string | undefined, retry: () => void) => (() => void) | undefined;
}

const mebibyte = 1024 ** 2;

/** Asks what somebody may send, and until when. */
export function UploadForm(props: UploadFormProps): ReactNode {
  const { connection, bucket, prefix, ways, server, machine, onClose, onMade, onMend } = props;
  const client = useClient();
  const [way, setWay] = useState<LinkWay>(() => firstWay(ways, connection.local, true));
  const [choice, setChoice] = useState<ExpiryChoice>({ kind: 'preset', seconds: 86_400 });
  const [size, setSize] = useState('100');
  const [type, setType] = useState<UploadType>('any');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const task = useTask();
  const now = useNow(5000);
  const current = ways.find((one) => one.way === way);
  const asked = secondsOf(choice, now);
  const problem = typeof asked === 'string' ? asked : undefined;
  const maxBytes = Math.floor(Number(size) * mebibyte);
  const isSizeWrong = !(maxBytes >= 1 && maxBytes <= Number.MAX_SAFE_INTEGER);
  const needsName = current?.upload === 'put';
  const isNameMissing = needsName && name.trim() === '';
  const isNameWrong = /[/\u0000-\u001f\u007f]/.test(name) || name.length > 255;
  const isPasswordShort = password !== '' && password.length < 4;
  const isWrong = problem !== undefined || isSizeWrong || isNameMissing || isNameWrong || isPasswordShort;

  const kind = choice.kind === 'preset' ? choice.seconds : choice.value;
  const { id: connectionId } = connection;
  const isUsable = current !== undefined && canUse(current, true);
  // Whether the store makes read links does not matter here: only the end of the credential and the cap do.
  const foresee = useCallback(
    async (signal: AbortSignal) => {
      const seconds = typeof kind === 'number' ? kind : secondsOf({ kind: 'custom', value: kind }, Date.now());
      if (typeof seconds !== 'number' || !isUsable) return undefined;
      const of = { connectionId, bucket, key: `${prefix}x`, seconds, show: 'inline' as const, way };
      return client.shares.foresee(of, { signal });
    },
    [client, connectionId, bucket, prefix, kind, way, isUsable],
  );
  const foreseen = useLoaded(foresee);

  const create = (): void => {
    if (typeof asked !== 'number' || isWrong) return;
    const { contentType } = uploadTypes[type];
    task.run(async () => {
      const { share, url, command } = await client.shares.requestUpload({
        connectionId,
        bucket,
        prefix,
        seconds: asked,
        way,
        maxBytes,
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        ...(contentType === undefined ? {} : { contentType }),
        ...(way === 'own' && password !== '' ? { password } : {}),
      });
      onMade({ share, url, command });
    });
  };
  const here = displayName(machine ?? texts.localHere);
  const notes = [
    ...(way === 'own' ? [server?.network === true ? texts.ownNoteNetwork : texts.ownOnly(here)] : []),
    ...(needsName ? [texts.putNoLimit] : []),
    ...(way === 'store' && current?.upload === 'form' ? [texts.formRepeats] : []),
  ];

  return (
    <Dialog
      title={texts.askTitle}
      onClose={onClose}
      onSubmit={create}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary" isPending={task.isPending} isDisabled={isWrong || !isUsable}>
            {texts.create}
          </Button>
        </>
      }
    >
      <p className="share-target">
        {texts.goesTo} <ObjectName name={`${bucket}/${prefix}`} />
      </p>
      <WayChoice connection={connection} ways={ways} server={server} value={way} onChange={setWay} isUpload />
      <div className="share-terms">
        <TextField
          label={texts.sizeLabel}
          type="number"
          value={size}
          min={1}
          error={isSizeWrong ? texts.sizeWrong : undefined}
          onChange={setSize}
        />
        <Select
          label={texts.typeLabel}
          value={type}
          items={(Object.keys(uploadTypes) as UploadType[]).map((id) => ({ id, label: uploadTypes[id].label }))}
          onChange={setType}
        />
      </div>
      <TextField
        label={needsName ? texts.fileNameNeeded : texts.fileName}
        value={name}
        maxLength={255}
        description={needsName ? texts.fileNameNeededHint : texts.fileNameHint}
        error={isNameWrong ? texts.fileNameWrong : undefined}
        onChange={setName}
      />
      {way === 'own' ? (
        <TextField
          label={texts.passwordLabel}
          type="password"
          autoComplete="new-password"
          value={password}
          maxLength={256}
          error={isPasswordShort ? texts.passwordShort : undefined}
          onChange={setPassword}
        />
      ) : null}
      <LifeField choice={choice} onChange={setChoice} onlySeconds={[]} problem={problem} now={now} />
      <EndNotice
        end={foreseen.error === undefined ? foreseen.value : undefined}
        isWorking={foreseen.error === undefined && problem === undefined}
        now={now}
        notes={notes}
      />
      {task.error === undefined ? null : (
        <ErrorNotice error={task.error} onAction={onMend(task.error.action, create)} />
      )}
    </Dialog>
  );
}
