import { useCallback, useState, type ReactNode } from 'react';
import type { Place } from '../../../preload/contract/index.ts';
import { displayName, errorSentence } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, Dialog, ErrorNotice, Spinner, TextField, useLoaded, useTask, useToast } from '../../ui/index.ts';
import {
  changesOf,
  emptyForm,
  formOf,
  headerNames,
  headerProblem,
  metadataProblems,
  type HeaderForm,
} from './header-changes.ts';
import { PairList } from './pair-list.tsx';
import { texts } from './texts.ts';

export interface HeadersDialogProps {
  readonly place: Place;
  /** One, or up to a thousand. */
  readonly keys: readonly string[];
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

/** Headers and metadata of one object, or the same headers for many. */
export function HeadersDialog(props: HeadersDialogProps): ReactNode {
  const client = useClient();
  const { place, keys } = props;
  const { connectionId, bucket } = place;
  const [first = ''] = keys;
  const isMany = keys.length > 1;
  const load = useCallback(
    async (signal: AbortSignal): Promise<HeaderForm> =>
      isMany ? emptyForm : formOf(await client.objects.head({ connectionId, bucket, key: first }, { signal })),
    [client, connectionId, bucket, first, isMany],
  );
  const start = useLoaded(load);
  if (start.value !== undefined) return <HeadersForm {...props} before={start.value} isMany={isMany} />;
  return (
    <Dialog title={texts.editHeadersTitle(keys.length)} onClose={props.onClose}>
      {start.error === undefined ? (
        <Spinner label={texts.loading} />
      ) : (
        <ErrorNotice error={start.error} onAction={start.reload} />
      )}
    </Dialog>
  );
}

const mostEntries = 50;

function HeadersForm({
  place: { connectionId, bucket },
  keys,
  onChanged,
  onClose,
  before,
  isMany,
}: HeadersDialogProps & { readonly before: HeaderForm; readonly isMany: boolean }): ReactNode {
  const client = useClient();
  const toast = useToast();
  const task = useTask();
  const [form, setForm] = useState(before);
  const [problems, setProblems] = useState<readonly { readonly key: string; readonly why: string }[]>([]);
  const entryProblems = metadataProblems(form.metadata);
  const isFine =
    entryProblems.every((problem) => problem === undefined) &&
    headerNames.every((name) => headerProblem(form.headers[name]) === undefined);
  const change = (next: HeaderForm): void => {
    setForm(next);
    task.clear();
  };
  const submit = (): void => {
    if (!isFine) return;
    const changes = changesOf(before, form, isMany);
    if (Object.keys(changes).length === 0) {
      onClose();
      return;
    }
    task.run(async () => {
      const result = await client.properties.change({ connectionId, bucket, keys: [...keys], changes });
      onChanged();
      if (result.problems.length > 0) {
        setProblems(result.problems.map(({ key, error }) => ({ key, why: errorSentence(error).title })));
        return;
      }
      toast({ tone: 'success', text: texts.changedMany(result.changed) });
      onClose();
    });
  };
  return (
    <Dialog
      title={texts.editHeadersTitle(keys.length)}
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary" isPending={task.isPending}>
            {texts.save}
          </Button>
        </>
      }
    >
      <p className="properties-hint">{isMany ? texts.manyHeadersHint : texts.headersHint}</p>
      {headerNames.map((name, at) => (
        <TextField
          key={name}
          label={texts.header[name]}
          value={form.headers[name]}
          onChange={(value) => change({ ...form, headers: { ...form.headers, [name]: value } })}
          error={headerProblem(form.headers[name])}
          startsFocused={at === 0}
          {...(isMany ? { placeholder: texts.keep } : {})}
        />
      ))}
      <h3 className="properties-title">{texts.metadata}</h3>
      <PairList
        pairs={form.metadata}
        onChange={(metadata) => change({ ...form, metadata })}
        problems={entryProblems}
        most={mostEntries}
        label={{
          name: texts.metadataName,
          value: texts.metadataValue,
          add: texts.addMetadata,
          remove: texts.removeMetadata,
        }}
      />
      {problems.length === 0 ? null : (
        <div role="alert" className="properties-failed">
          <p>{texts.someFailed(problems.length, keys.length)}</p>
          <ul>
            {problems.slice(0, 20).map(({ key, why }) => (
              <li key={key}>
                <bdi>{displayName(key)}</bdi>: {why}
              </li>
            ))}
          </ul>
        </div>
      )}
      {task.error === undefined ? null : <ErrorNotice error={task.error} />}
    </Dialog>
  );
}
