import { useState, type ReactNode } from 'react';
import type { LinkServerStatus } from '../../../preload/contract/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Banner, CopyField, ErrorNotice, ScreenSection, Select, Switch, useTask } from '../../ui/index.ts';
import { texts } from './texts.ts';

/** Where Quayside serves its own links, and whether the local network may reach them. */
export function LinkNetwork({ status }: { readonly status: LinkServerStatus }): ReactNode {
  const client = useClient();
  const task = useTask();
  const [address, setAddress] = useState<string>();
  const { network, addresses, base, problem } = status;
  const chosen = address !== undefined && addresses.includes(address) ? address : addresses[0];
  const set = (on: boolean, at: string | undefined): void =>
    task.run(async () => {
      await client.shares.setNetwork({ on, ...(at === undefined ? {} : { address: at }) });
    });
  return (
    <ScreenSection title={texts.serverTitle} about={texts.serverAbout}>
      {base === undefined ? <Banner tone="warning">{texts.serverDown(problem ?? '')}</Banner> : null}
      <div className="link-network">
        <Switch
          isSelected={network}
          isDisabled={task.isPending || (!network && addresses.length === 0)}
          description={addresses.length === 0 ? texts.networkNone : texts.networkAbout}
          onChange={(on) => set(on, chosen)}
        >
          {texts.networkSwitch}
        </Switch>
        {network && addresses.length > 1 ? (
          <Select
            label={texts.networkAddress}
            value={chosen}
            items={addresses.map((one) => ({ id: one, label: one }))}
            onChange={(one) => {
              setAddress(one);
              set(true, one);
            }}
          />
        ) : base === undefined ? null : (
          <CopyField label={texts.serverAddress} value={base} />
        )}
      </div>
      {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={task.clear} />}
    </ScreenSection>
  );
}
