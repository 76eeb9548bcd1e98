import { useCallback, useState, type ReactNode } from 'react';
import type {
  Connection,
  LinkServerStatus,
  LinkWay,
  Selection,
  Share,
  ShareWay,
} from '../../../preload/contract/index.ts';
import { displayName } from '../../lib/index.ts';
import { takeNewest, useClient, useStream } from '../../rpc/index.ts';
import {
  Button,
  Checkbox,
  Dialog,
  ErrorNotice,
  RadioGroup,
  TextField,
  useLoaded,
  useNow,
  useTask,
} from '../../ui/index.ts';
import { EndNotice } from './end-notice.tsx';
import { choiceFor, secondsOf, type ExpiryChoice } from './expiry-choice.ts';
import { LifeField } from './life-field.tsx';
import { OtherWays } from './other-ways.tsx';
import { ShareTarget, singleKey } from './share-target.tsx';
import { texts } from './texts.ts';
import { firstWay, WayChoice } from './way-choice.tsx';

export interface MadeLinks {
  readonly share: Share;
  /** Of the object, or of the page. */
  readonly url: string | undefined;
  readonly links: readonly { readonly key: string; readonly url: string }[];
  /** Objects beyond the most that one link holds. */
  readonly left: number;
}
export interface LinkFormProps {
  readonly connection: Connection;
  readonly bucket: string;
  readonly base: string;
  readonly selection: Selection;
  readonly ways: readonly ShareWay[];
  readonly others: readonly Connection[];
  readonly server: LinkServerStatus | undefined;
  readonly machine: string | undefined;
  readonly onClose: () => void;
  readonly onMade: (made: MadeLinks) => void;
  readonly onMend: (action: string | undefined, retry: () => void) => (() => void) | undefined;
}

/** A day: used until the settings are here. */
const startSeconds = 86_400;

/** Asks how something is to be shared, and says when the link will truly end. */
export function LinkForm(props: LinkFormProps): ReactNode {
  const { connection, bucket, base, selection, ways, others, server, machine, onClose, onMade, onMend } = props;
  const client = useClient();
  const settings = useStream(client.settings.watch, takeNewest);
  const [opened] = useState(() => Date.now());
  const [way, setWay] = useState<LinkWay>(() => firstWay(ways, connection.local, false));
  const [chosen, setChosen] = useState<ExpiryChoice>();
  const [show, setShow] = useState<'inline' | 'download'>('inline');
  const [withPage, setWithPage] = useState(true);
  const [password, setPassword] = useState('');
  const [opens, setOpens] = useState('');
  const task = useTask();
  const now = useNow(5000);
  const current = ways.find((one) => one.way === way);
  const steps = current?.onlySeconds ?? [];
  const wanted = chosen ?? choiceFor(settings.value?.defaultShareSeconds ?? startSeconds, opened);
  // A store with a few lifetimes only: the nearest of them stands for what was chosen before.
  const isStep = steps.length === 0 || (wanted.kind === 'preset' && steps.includes(wanted.seconds));
  const choice: ExpiryChoice = isStep
    ? wanted
    : { kind: 'preset', seconds: steps.includes(86_400) ? 86_400 : (steps[0] ?? 3600) };
  const asked = secondsOf(choice, now);
  const problem = typeof asked === 'string' ? asked : undefined;
  const key = singleKey(selection);
  const isOwn = way === 'own';
  const maxOpens = opens.trim() === '' ? undefined : Number(opens);
  const isOpensWrong =
    maxOpens !== undefined && !(Number.isInteger(maxOpens) && maxOpens >= 1 && maxOpens <= 1_000_000);
  const isPasswordShort = password !== '' && password.length < 4;

  const kind = choice.kind === 'preset' ? choice.seconds : choice.value;
  const { id: connectionId } = connection;
  const foresee = useCallback(
    async (signal: AbortSignal) => {
      const seconds = typeof kind === 'number' ? kind : secondsOf({ kind: 'custom', value: kind }, Date.now());
      if (typeof seconds !== 'number') return undefined;
      const of = { connectionId, bucket, key: key ?? `${base}x`, seconds, show, way };
      return client.shares.foresee(of, { signal });
    },
    [client, connectionId, bucket, base, key, kind, show, way],
  );
  const foreseen = useLoaded(foresee);

  const create = (): void => {
    if (typeof asked !== 'number' || isOpensWrong || isPasswordShort) return;
    const terms = isOwn
      ? { ...(password === '' ? {} : { password }), ...(maxOpens === undefined ? {} : { maxOpens }) }
      : {};
    const life = { connectionId, bucket, seconds: asked, show, way, ...terms };
    task.run(async () => {
      if (key === undefined) {
        const made = await client.shares.createMany({ ...life, base, selection, page: !isOwn && withPage });
        onMade({ ...made, url: made.url });
      } else {
        const { share, url } = await client.shares.create({ ...life, key });
        onMade({ share, url, links: [], left: 0 });
      }
    });
  };
  const notes = isOwn
    ? [server?.network === true ? texts.ownNoteNetwork : texts.ownOnly(displayName(machine ?? texts.localHere))]
    : connection.local
      ? [texts.localOnly(displayName(machine ?? texts.localHere))]
      : [];
  const store = ways.find((one) => one.way === 'store');

  return (
    <Dialog
      title={texts.dialogTitle}
      onClose={onClose}
      onSubmit={create}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button
            type="submit"
            variant="primary"
            isPending={task.isPending}
            isDisabled={problem !== undefined || isOpensWrong || isPasswordShort}
          >
            {texts.create}
          </Button>
        </>
      }
    >
      <ShareTarget selection={selection} />
      <WayChoice connection={connection} ways={ways} server={server} value={way} onChange={setWay} />
      {store?.ok === false && !store.needsToken && key !== undefined ? (
        <OtherWays connection={connection} bucket={bucket} objectKey={key} base={base} others={others} />
      ) : null}
      <LifeField choice={choice} onChange={setChosen} onlySeconds={steps} problem={problem} now={now} />
      {current?.how === 'control-plane' ? null : (
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
      )}
      {isOwn ? (
        <div className="share-terms">
          <TextField
            label={texts.passwordLabel}
            type="password"
            autoComplete="new-password"
            value={password}
            maxLength={256}
            error={isPasswordShort ? texts.passwordShort : undefined}
            onChange={setPassword}
          />
          <TextField
            label={texts.opensLabel}
            type="number"
            value={opens}
            min={1}
            error={isOpensWrong ? texts.opensWrong : undefined}
            onChange={setOpens}
          />
        </div>
      ) : key === undefined ? (
        <Checkbox isSelected={withPage} onChange={setWithPage} description={texts.pageAbout}>
          {texts.pageLabel}
        </Checkbox>
      ) : null}
      <EndNotice
        end={foreseen.error === undefined ? foreseen.value : undefined}
        isWorking={foreseen.error === undefined && problem === undefined}
        now={now}
        notes={notes}
      />
      {foreseen.error === undefined ? null : (
        <ErrorNotice error={foreseen.error} onAction={onMend(foreseen.error.action, foreseen.reload)} />
      )}
      {task.error === undefined ? null : (
        <ErrorNotice error={task.error} onAction={onMend(task.error.action, create)} />
      )}
    </Dialog>
  );
}
