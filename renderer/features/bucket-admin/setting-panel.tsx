import { useCallback, useState, type ReactNode } from 'react';
import type { BucketAspect, ConnectionId, OutputOf, Contract } from '../../../preload/contract/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, EmptyState, ErrorNotice, Spinner, TextField, useLoaded, useTask, useToast } from '../../ui/index.ts';
import { PolicyForm } from './policy-form.tsx';
import { CorsForm, LifecycleForm, TagsForm } from './rule-forms.tsx';
import { firstDocument, objectOf, textOf } from './setting-json.ts';
import { EncryptionForm, OwnershipForm, PublicAccessForm, VersioningForm, type FormProps } from './simple-forms.tsx';
import { texts } from './texts.ts';

type Overview = OutputOf<Contract['bucketSettings']['overview']>['aspects'][number];
export interface SettingPanelProps {
  readonly connectionId: ConnectionId;
  readonly bucket: string;
  readonly support: Overview;
  readonly isReadOnly: boolean;
}

const forms: Readonly<Record<Exclude<BucketAspect, 'policy'>, (props: FormProps) => ReactNode>> = {
  versioning: VersioningForm,
  lifecycle: LifecycleForm,
  cors: CorsForm,
  tags: TagsForm,
  encryption: EncryptionForm,
  'public-access': PublicAccessForm,
  ownership: OwnershipForm,
};

/** One setting: what is set, as a form and as JSON that follow each other; or the reason why there is none. */
export function SettingPanel(props: SettingPanelProps): ReactNode {
  const { support } = props;
  const [, about] = texts.aspects[support.aspect];
  if (!support.read.ok) return <EmptyState title={texts.lacking}>{support.read.reason}</EmptyState>;
  return (
    <>
      <p className="setting-note">{about}</p>
      <LoadedSetting {...props} />
    </>
  );
}

function LoadedSetting({ connectionId, bucket, support, isReadOnly }: SettingPanelProps): ReactNode {
  const client = useClient();
  const toast = useToast();
  const { aspect, write, clear } = support;
  const loaded = useLoaded(
    useCallback(
      (signal: AbortSignal) => client.bucketSettings.read({ connectionId, bucket, aspect }, { signal }),
      [client, connectionId, bucket, aspect],
    ),
  );
  const [typed, setTyped] = useState<string>();
  const saving = useTask();
  const clearing = useTask();
  const [title, , none] = texts.aspects[aspect];

  if (loaded.error !== undefined) return <ErrorNotice error={loaded.error} onAction={loaded.reload} />;
  if (loaded.value === undefined) return <Spinner label={texts.loading} />;
  const stored = loaded.value.document;
  const text = typed ?? stored;
  const cannot = isReadOnly ? texts.readOnly : write.ok ? undefined : write.reason;
  if (text === undefined)
    return (
      <EmptyState
        title={none}
        actions={
          <Button
            variant="primary"
            disabledReason={cannot}
            onPress={() => setTyped(textOf(firstDocument(aspect, bucket)))}
          >
            {texts.start}
          </Button>
        }
      >
        {cannot}
      </EmptyState>
    );

  const document = objectOf(text);
  const change = (next: object): void => {
    setTyped(textOf(next));
    saving.clear();
  };
  const save = (): void => {
    if (document === undefined) return;
    saving.run(async () => {
      await client.bucketSettings.write({ connectionId, bucket, aspect, document: text });
      toast({ tone: 'success', text: texts.saved(title) });
      setTyped(undefined);
      loaded.reload();
    });
  };
  const remove = (): void =>
    clearing.run(async () => {
      if (stored !== undefined) {
        await client.bucketSettings.clear({ connectionId, bucket, aspect });
        toast({ tone: 'success', text: texts.removed(title) });
      }
      setTyped(undefined);
      loaded.reload();
    });
  const { reason } = saving.error?.code === 'BAD_INPUT' ? saving.error.params : { reason: undefined };
  const Form = aspect === 'policy' ? undefined : forms[aspect];
  return (
    <>
      <div className="setting">
        <div className="setting-form">
          {document === undefined ? (
            <p className="field-error">{texts.badJson}</p>
          ) : Form === undefined ? (
            <PolicyForm
              document={document}
              onChange={change}
              bucket={bucket}
              isPublic={typed === undefined ? loaded.value.isPublic : undefined}
            />
          ) : (
            <Form document={document} onChange={change} />
          )}
        </div>
        <div className="setting-json">
          <TextField
            label={texts.json}
            rows={16}
            isMono
            value={text}
            error={document === undefined ? texts.badJson : reason === undefined ? undefined : String(reason)}
            onChange={(next) => {
              setTyped(next);
              saving.clear();
            }}
          />
        </div>
      </div>
      {saving.error === undefined || reason !== undefined ? null : <ErrorNotice error={saving.error} onAction={save} />}
      {clearing.error === undefined ? null : <ErrorNotice error={clearing.error} onAction={remove} />}
      <div className="setting-actions">
        <Button
          variant="primary"
          isPending={saving.isPending}
          disabledReason={
            cannot ??
            (document === undefined
              ? texts.badJson
              : typed === undefined || typed === stored
                ? texts.unchanged
                : undefined)
          }
          onPress={save}
        >
          {texts.save}
        </Button>
        {clear.ok || stored === undefined ? (
          <Button
            isPending={clearing.isPending}
            disabledReason={isReadOnly ? texts.readOnly : undefined}
            onPress={remove}
          >
            {texts.remove}
          </Button>
        ) : null}
      </div>
    </>
  );
}
