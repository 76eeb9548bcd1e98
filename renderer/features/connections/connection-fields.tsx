import './connection-fields.css';
import { useState, type ReactNode } from 'react';
import type { Connection, ProviderSummary } from '../../../preload/contract/index.ts';
import { Banner, Button, RadioGroup, Select, Switch, TextField } from '../../ui/index.ts';
import {
  isPlainHttp,
  type ConnectionDraft,
  type ConnectionField,
  type ConnectionProblems,
} from './connection-draft.ts';
import { ExternalLink } from './external-link.tsx';
import { texts } from './texts.ts';

export interface ConnectionFieldsProps {
  readonly provider: ProviderSummary;
  readonly draft: ConnectionDraft;
  readonly saved: Connection | undefined;
  readonly problems: ConnectionProblems;
  /** Begin with the secret: the key is to be replaced. */
  readonly startsAtKey: boolean;
  readonly onChange: (part: Partial<ConnectionDraft>) => void;
  readonly onOpenExternal: ((url: string) => void) | undefined;
}

const otherEndpoint = 'other';

/** Only the fields that this store needs; the rest is behind 'More settings'. */
export function ConnectionFields(props: ConnectionFieldsProps): ReactNode {
  const { provider, draft, saved, problems, startsAtKey, onChange, onOpenExternal } = props;
  const [isMore, setMore] = useState(draft.sessionToken !== '');
  const errorOf = (field: ConnectionField): string | undefined => {
    const problem = problems[field];
    return problem === undefined ? undefined : texts.problem(field, problem);
  };
  return (
    <>
      <TextField
        label={texts.name}
        description={texts.nameHint}
        value={draft.name}
        maxLength={120}
        startsFocused={!startsAtKey}
        error={errorOf('name')}
        onChange={(name) => onChange({ name })}
      />
      <EndpointFields {...props} errorOf={errorOf} />
      {isPlainHttp(draft.endpoint) ? <Banner tone="warning">{texts.plainHttp}</Banner> : null}
      <TextField
        label={
          provider.needsBucket ? texts.bucketField(provider.bucketWord) : texts.bucketOptional(provider.bucketWord)
        }
        description={
          provider.needsBucket ? texts.bucketHint(provider.bucketWord) : texts.bucketOptionalHint(provider.bucketWord)
        }
        value={draft.bucket}
        maxLength={255}
        error={errorOf('bucket')}
        onChange={(bucket) => onChange({ bucket })}
      />
      <TextField
        label={texts.accessKeyId}
        description={provider.accessKeyHint === texts.accessKeyId ? undefined : provider.accessKeyHint}
        isMono
        value={draft.accessKeyId}
        maxLength={300}
        startsFocused={startsAtKey}
        error={errorOf('accessKeyId')}
        onChange={(accessKeyId) => onChange({ accessKeyId })}
      />
      <TextField
        label={texts.secretAccessKey}
        description={saved?.hasSecret === true ? texts.secretKept : texts.secretHint}
        type="password"
        autoComplete="new-password"
        isMono
        value={draft.secretAccessKey}
        error={errorOf('secretAccessKey')}
        onChange={(secretAccessKey) => onChange({ secretAccessKey })}
      />
      {provider.consoleUrl === undefined && provider.docsUrl === undefined ? null : (
        <p className="connection-links">
          {provider.consoleUrl === undefined ? null : (
            <ExternalLink url={provider.consoleUrl} onOpen={onOpenExternal}>
              {texts.whereKeys}
            </ExternalLink>
          )}
          {provider.docsUrl === undefined ? null : (
            <ExternalLink url={provider.docsUrl} onOpen={onOpenExternal}>
              {texts.docs}
            </ExternalLink>
          )}
        </p>
      )}
      <Switch
        isSelected={draft.readOnly}
        description={texts.readOnlyAbout}
        onChange={(readOnly) => onChange({ readOnly })}
      >
        {texts.readOnly}
      </Switch>
      <div>
        <Button variant="ghost" size="small" aria-expanded={isMore} onPress={() => setMore(!isMore)}>
          {isMore ? texts.less : texts.more}
        </Button>
      </div>
      {isMore ? (
        <>
          <TextField
            label={texts.sessionToken}
            type="password"
            autoComplete="new-password"
            isMono
            value={draft.sessionToken}
            onChange={(sessionToken) => onChange({ sessionToken })}
          />
          <RadioGroup
            label={texts.addressing}
            value={draft.addressing}
            onChange={(addressing) => onChange({ addressing })}
            options={[
              { id: 'path', label: texts.addressingPath, description: texts.addressingPathAbout },
              { id: 'virtual', label: texts.addressingVirtual, description: texts.addressingVirtualAbout },
            ]}
          />
        </>
      ) : null}
    </>
  );
}

function EndpointFields({
  provider,
  draft,
  onChange,
  errorOf,
}: ConnectionFieldsProps & { readonly errorOf: (field: ConnectionField) => string | undefined }): ReactNode {
  const known = provider.endpoints.findIndex(
    ({ endpoint, region }) => endpoint === draft.endpoint && region === draft.region,
  );
  const [isOther, setOther] = useState(known < 0);
  const isTyped = isOther || provider.endpoints.length === 0;
  return (
    <>
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
    </>
  );
}
