import { useState, type ReactNode } from 'react';
import { Select, TextField } from '../../ui/index.ts';
import type { FieldsProps } from './connection-fields.tsx';
import { addressOf } from './connection-draft.ts';
import { texts } from './texts.ts';

const otherEndpoint = 'other';

/** Where the store is: a place from its list, an id that the address is made from, or a typed address. */
export function WhereFields(props: FieldsProps): ReactNode {
  const { provider, draft, errorOf, onChange } = props;
  const known = provider.endpoints.findIndex(
    ({ endpoint, region }) => endpoint === draft.endpoint && region === draft.region,
  );
  const { account } = provider;
  const byAccount = account !== undefined;
  const [isOther, setOther] = useState(byAccount ? draft.endpoint !== '' && draft.account === '' : known < 0);
  const isTyped = isOther || (!byAccount && provider.endpoints.length === 0);
  return (
    <>
      {account === undefined ? null : (
        <Select
          label={texts.accountPlace}
          value={isTyped ? otherEndpoint : String(draft.accountChoice)}
          items={[
            ...account.choices.map(({ label }, index) => ({ id: String(index), label })),
            { id: otherEndpoint, label: texts.otherEndpoint },
          ]}
          onChange={(id) => {
            const chosen = account.choices[Number(id)];
            setOther(chosen === undefined);
            if (chosen === undefined) onChange({ endpoint: addressOf(draft, provider) || 'https://', account: '' });
            else onChange({ accountChoice: Number(id), endpoint: '', region: chosen.region });
          }}
        />
      )}
      {account === undefined || isTyped ? null : (
        <TextField
          label={account.word}
          description={account.hint}
          isMono
          value={draft.account}
          maxLength={100}
          error={errorOf('account')}
          onChange={(id) => onChange({ account: id, endpoint: '' })}
        />
      )}
      {provider.endpoints.length === 0 ? null : (
        <Select
          label={texts.endpointChoice}
          value={isTyped ? otherEndpoint : String(known)}
          items={[
            ...provider.endpoints.map(({ label, endpoint }, index) => ({
              id: String(index),
              label,
              description: endpoint,
            })),
            { id: otherEndpoint, label: texts.otherEndpoint },
          ]}
          onChange={(id) => {
            const chosen = provider.endpoints[Number(id)];
            setOther(chosen === undefined);
            if (chosen !== undefined) onChange({ endpoint: chosen.endpoint, region: chosen.region });
          }}
        />
      )}
      {isTyped ? (
        <>
          <TextField
            label={texts.endpoint}
            description={texts.endpointHint}
            type="url"
            isMono
            placeholder="https://s3.example.com"
            value={draft.endpoint}
            maxLength={600}
            error={errorOf('endpoint')}
            onChange={(endpoint) => onChange({ endpoint })}
          />
          <TextField
            label={texts.region}
            description={texts.regionHint}
            value={draft.region}
            maxLength={80}
            error={errorOf('region')}
            onChange={(region) => onChange({ region })}
          />
        </>
      ) : null}
      {provider.needsBucket || provider.asksBucket ? <BucketFields {...props} /> : null}
    </>
  );
}

/** The bucket to open by name, and its branch where the store has them. */
export function BucketFields({ provider, draft, errorOf, onChange, bucketRef }: FieldsProps): ReactNode {
  const { bucketWord, needsBucket, asksBucket } = provider;
  return (
    <>
      <TextField
        label={
          needsBucket
            ? texts.bucketField(bucketWord)
            : asksBucket
              ? texts.bucketAsked(bucketWord)
              : texts.bucketOptional(bucketWord)
        }
        description={
          needsBucket
            ? texts.bucketHint(bucketWord)
            : asksBucket
              ? texts.bucketAskedHint(bucketWord)
              : texts.bucketOptionalHint(bucketWord)
        }
        value={draft.bucket}
        maxLength={255}
        error={errorOf('bucket')}
        inputRef={bucketRef}
        onChange={(bucket) => onChange({ bucket })}
      />
      {provider.branchSeparator === undefined ? null : (
        <TextField
          label={texts.branch}
          description={texts.branchHint}
          value={draft.branch}
          maxLength={200}
          error={errorOf('branch')}
          onChange={(branch) => onChange({ branch })}
        />
      )}
    </>
  );
}
