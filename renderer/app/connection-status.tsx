import type { ReactNode } from 'react';
import { useBackendLink, useConnectionProblem, useConnectionState } from '../rpc/index.ts';
import { Banner, Button } from '../ui/index.ts';
import { texts } from './texts.ts';

/** Says when calls do not get through, and why; nothing below is taken away meanwhile. */
export function ConnectionStatus(): ReactNode {
  const { tryNow } = useBackendLink();
  const state = useConnectionState();
  const problem = useConnectionProblem();
  if (state === 'open' || (state === 'connecting' && problem === undefined)) return null;
  if (problem === 'NOT_ALLOWED') return <Banner tone="danger">{texts.signedOut}</Banner>;
  if (problem === 'UNKNOWN_PROCEDURE') {
    return (
      <Banner
        tone="warning"
        actions={
          <Button size="small" onPress={() => location.reload()}>
            {texts.reload}
          </Button>
        }
      >
        {texts.outdated}
      </Banner>
    );
  }
  return (
    <Banner
      tone="warning"
      actions={
        <Button size="small" onPress={tryNow}>
          {texts.tryNow}
        </Button>
      }
    >
      {texts.reconnecting}
    </Banner>
  );
}
