import './connection-fields.css';
import type { ReactNode, Ref } from 'react';
import type { Connection, ProviderSummary } from '../../../preload/contract/index.ts';
import { Banner, Button, Switch, TextField } from '../../ui/index.ts';
import {
  isPlainHttp,
  type ConnectionDraft,
  type ConnectionField,
  type ConnectionProblems,
} from './connection-draft.ts';
import { ExternalLink } from './external-link.tsx';
import { MoreFields } from './more-fields.tsx';
import { texts } from './texts.ts';
import { WhereFields } from './where-fields.tsx';

export interface ConnectionFieldsProps {
  readonly provider: ProviderSummary;
  readonly draft: ConnectionDraft;
  readonly saved: Connection | undefined;
  readonly problems: ConnectionProblems;
  /** Begin with the secret: the key is to be replaced. */
  readonly startsAtKey: boolean;
  readonly onChange: (part: Partial<ConnectionDraft>) => void;
  readonly onOpenExternal: ((url: string) => void) | undefined;
  readonly isMore: boolean;
  readonly onMore: (isMore: boolean) => void;
  /** The field of the key, and that of the bucket: where the doctor leads. */
  readonly keyRef: Ref<HTMLInputElement>;
  readonly bucketRef: Ref<HTMLInputElement>;
}

/** What each group of fields gets. */
export interface FieldsProps extends ConnectionFieldsProps {
  readonly errorOf: (field: ConnectionField) => string | undefined;
}

/** Only the fields that this store needs; the rest is behind 'More settings'. */
export function ConnectionFields(props: ConnectionFieldsProps): ReactNode {
  const { provider, draft, saved, problems, startsAtKey, onChange, onOpenExternal, isMore, onMore } = props;
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
      <WhereFields {...props} errorOf={errorOf} />
      {isPlainHttp(draft.endpoint) ? <Banner tone="warning">{texts.plainHttp}</Banner> : null}
      {saved?.source === undefined ? null : (
        <Banner tone="info">
          {texts.sourced(saved.source.profile)} {texts.sourcedReplace}
        </Banner>
      )}
      <TextField
        label={texts.accessKeyId}
        description={provider.accessKeyHint === texts.accessKeyId ? undefined : provider.accessKeyHint}
        isMono
        value={draft.accessKeyId}
        maxLength={300}
        startsFocused={startsAtKey}
        inputRef={props.keyRef}
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
        <Button variant="ghost" size="small" aria-expanded={isMore} onPress={() => onMore(!isMore)}>
          {isMore ? texts.less : texts.more}
        </Button>
      </div>
      {isMore ? <MoreFields {...props} errorOf={errorOf} /> : null}
    </>
  );
}
