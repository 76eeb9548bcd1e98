import './keys-screen.css';
import type { ReactNode } from 'react';
import { takeNewest, useClient, useStream } from '../../rpc/index.ts';
import { ErrorNotice, Screen } from '../../ui/index.ts';
import { SavedCredentials, type SavedCredentialsProps } from './saved-credentials.tsx';
import { ServerKeys } from './server-keys.tsx';
import { texts } from './texts.ts';

export interface KeysScreenProps extends SavedCredentialsProps {
  /** Opens the choice of where secrets are kept, or asks for the passphrase. */
  readonly onSecretStore?: () => void;
}

/** All keys in one place: those that the local server gives out, and those that Quayside itself uses. */
export function KeysScreen({ onAddConnection, onReplaceKey, onSecretStore }: KeysScreenProps): ReactNode {
  const client = useClient();
  const status = useStream(client.server.watch, takeNewest);
  return (
    <Screen title={texts.screenTitle}>
      {status.error === undefined ? null : <ErrorNotice error={status.error} />}
      <ServerKeys status={status.value} onSecretStore={onSecretStore} />
      <SavedCredentials onAddConnection={onAddConnection} onReplaceKey={onReplaceKey} />
    </Screen>
  );
}
