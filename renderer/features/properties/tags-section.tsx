import { useCallback, useState, type ReactNode } from 'react';
import { displayName } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, Dialog, ErrorNotice, Facts, Spinner, useLoaded, useTask } from '../../ui/index.ts';
import type { ObjectSubject } from './object-properties.tsx';
import { PairList } from './pair-list.tsx';
import { PropertySection } from './property-section.tsx';
import { tagProblems, type Pair } from './tag-problem.ts';
import { texts } from './texts.ts';

const mostTags = 10;

/** Tags of an object, and the dialog that edits them. */
export function TagsSection({ place, objectKey, mayWrite }: ObjectSubject): ReactNode {
  const client = useClient();
  const { connectionId, bucket } = place;
  const load = useCallback(
    async (signal: AbortSignal) =>
      (await client.properties.tags({ connectionId, bucket, key: objectKey }, { signal })).tags,
    [client, connectionId, bucket, objectKey],
  );
  const tags = useLoaded(load);
  const [isOpen, setOpen] = useState(false);
  const found = tags.value;
  return (
    <PropertySection
      title={texts.tags}
      action={
        found !== undefined && mayWrite ? (
          <Button size="small" variant="ghost" onPress={() => setOpen(true)}>
            {texts.editTags}
          </Button>
        ) : null
      }
    >
      {tags.error === undefined ? null : (
        <ErrorNotice error={tags.error} onAction={tags.reload} role="none" look="line" />
      )}
      {tags.error === undefined && found === undefined ? <Spinner label={texts.loading} /> : null}
      {found?.length === 0 ? <p className="properties-none">{texts.noTags}</p> : null}
      {found === undefined || found.length === 0 ? null : (
        <Facts facts={found.map(({ key, value }) => [displayName(key), <bdi key={key}>{displayName(value)}</bdi>])} />
      )}
      {isOpen && found !== undefined ? (
        <TagsDialog
          tags={found.map(({ key, value }) => ({ name: key, value }))}
          onSave={async (pairs) => {
            await client.properties.setTags({
              connectionId,
              bucket,
              key: objectKey,
              tags: pairs.map(({ name, value }) => ({ key: name, value })),
            });
            tags.reload();
            setOpen(false);
          }}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </PropertySection>
  );
}

function TagsDialog({
  tags,
  onSave,
  onClose,
}: {
  readonly tags: readonly Pair[];
  readonly onSave: (tags: readonly Pair[]) => Promise<void>;
  readonly onClose: () => void;
}): ReactNode {
  const [pairs, setPairs] = useState<readonly Pair[]>(tags.length === 0 ? [{ name: '', value: '' }] : tags);
  const [isTried, setTried] = useState(false);
  const task = useTask();
  // An empty last line is one that was not wanted after all.
  const given = pairs.filter(({ name, value }) => name !== '' || value !== '');
  const problems = tagProblems(pairs).map((problem, at) => {
    const isEmpty = pairs[at]?.name === '' && pairs[at].value === '';
    return isEmpty || !isTried ? undefined : problem;
  });
  return (
    <Dialog
      title={texts.editTagsTitle}
      onClose={onClose}
      onSubmit={() => {
        setTried(true);
        if (tagProblems(given).every((problem) => problem === undefined)) task.run(() => onSave(given));
      }}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary" isPending={task.isPending}>
            {texts.save}
          </Button>
        </>
      }
    >
      <p className="properties-hint">{texts.tagsHint}</p>
      <PairList
        pairs={pairs}
        onChange={(changed) => {
          setPairs(changed);
          task.clear();
        }}
        problems={problems}
        most={mostTags}
        label={{ name: texts.tagName, value: texts.tagValue, add: texts.addTag, remove: texts.removeTag }}
      />
      {task.error === undefined ? null : <ErrorNotice error={task.error} />}
    </Dialog>
  );
}
