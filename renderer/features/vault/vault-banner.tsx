import { useState, type ReactNode } from 'react';
import { takeNewest, useClient, useStream } from '../../rpc/index.ts';
import { Banner, Button } from '../../ui/index.ts';
import { texts } from './texts.ts';

/** One line that says secrets cannot be kept or reached now; nothing where they can. */
export function VaultBanner({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  const client = useClient();
  const { value: status } = useStream(client.vault.watch, takeNewest);
  const [dismissed, setDismissed] = useState<'locked' | 'choose'>();
  if (status === undefined || status.state === 'ready' || status.state === dismissed) return null;
  const { state, keychain } = status;
  return (
    <Banner
      tone={state === 'locked' ? 'warning' : 'info'}
      actions={
        <>
          <Button size="small" onPress={onOpen}>
            {state === 'locked' ? texts.bannerLockedAction : texts.bannerChooseAction}
          </Button>
          <Button size="small" variant="ghost" onPress={() => setDismissed(state)}>
            {texts.notNow}
          </Button>
        </>
      }
    >
      {state === 'locked' ? texts.bannerLocked : texts.bannerChoose(keychain.name)}
    </Banner>
  );
}
