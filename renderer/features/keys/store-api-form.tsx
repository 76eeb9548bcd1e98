import { useState, type ReactNode } from 'react';
import type { ConnectionId, KeyApi } from '../../../preload/contract/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, ErrorNotice, TextField, useTask } from '../../ui/index.ts';
import { texts } from './texts.ts';

export interface StoreApiFormProps {
  readonly connectionId: ConnectionId;
  readonly api: KeyApi;
  readonly onSaved: () => void;
  readonly onCancel: (() => void) | undefined;
}

/** As the contract takes it: https, or http on this machine. */
const address = /^(https:\/\/[^\s/?#@]+|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?)(\/[^\s?#@]*)?$/i;

/** Where the API of a store is, and the token for it, which goes to the secret store. */
export function StoreApiForm({ connectionId, api, onSaved, onCancel }: StoreApiFormProps): ReactNode {
  const client = useClient();
  const [at, setAt] = useState(api.address ?? '');
  const [token, setToken] = useState('');
  const task = useTask();
  const isAddressWrong = at.trim() !== '' && !address.test(at.trim());
  const isTokenMissing = api.needsToken && !api.hasToken && token.trim() === '';
  const isWrong = at.trim() === '' || isAddressWrong || isTokenMissing;
  const save = (): void => {
    if (isWrong) return;
    task.run(async () => {
      await client.keys.setApi({
        connectionId,
        address: at.trim(),
        ...(token.trim() === '' ? {} : { token: token.trim() }),
      });
      onSaved();
    });
  };
  const forget = (): void =>
    task.run(async () => {
      await client.keys.removeApi({ connectionId });
      onSaved();
    });
  return (
    <form
      className="store-api-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <p>{texts.apiAbout[api.kind]}</p>
      <TextField
        label={texts.apiAddress}
        type="url"
        value={at}
        maxLength={512}
        placeholder={texts.apiPlaceholder[api.kind]}
        error={isAddressWrong ? texts.apiAddressWrong : undefined}
        onChange={setAt}
      />
      {api.needsToken ? (
        <TextField
          label={texts.apiToken}
          type="password"
          autoComplete="off"
          value={token}
          maxLength={4096}
          description={api.hasToken ? texts.apiTokenKept : texts.apiTokenHint}
          onChange={setToken}
        />
      ) : null}
      {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={save} />}
      <div className="store-api-actions">
        <Button type="submit" variant="primary" isDisabled={isWrong} isPending={task.isPending}>
          {texts.save}
        </Button>
        {onCancel === undefined ? null : <Button onPress={onCancel}>{texts.cancel}</Button>}
        {api.hasToken ? <Button onPress={forget}>{texts.apiForget}</Button> : null}
      </div>
    </form>
  );
}
