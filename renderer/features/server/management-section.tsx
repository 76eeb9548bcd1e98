import { useState, type ReactNode } from 'react';
import type { ServerStatus } from '../../../preload/contract/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Banner, Button, CopyField, Dialog, ErrorNotice, ScreenSection, Switch, useTask } from '../../ui/index.ts';
import { texts } from './texts.ts';

/** The REST API for buckets, keys, links and quotas: off until it is turned on, its token shown once. */
export function ManagementSection({ status }: { readonly status: ServerStatus }): ReactNode {
  const client = useClient();
  const task = useTask();
  const [token, setToken] = useState<string>();
  const { management } = status;
  const isOn = management !== undefined;
  return (
    <ScreenSection title={texts.management.title} about={texts.management.about}>
      <Switch
        isSelected={isOn}
        isDisabled={task.isPending}
        onChange={(on) =>
          task.run(async () => {
            if (on) setToken((await client.server.turnOnManagement({})).token);
            else await client.server.turnOffManagement({});
          })
        }
      >
        {texts.management.turnOn}
      </Switch>
      {management?.address === undefined ? null : (
        <div className="server-copy">
          <CopyField label={texts.management.address} value={management.address} />
        </div>
      )}
      {isOn && management.address === undefined ? <Banner tone="warning">{texts.management.notServed}</Banner> : null}
      {task.error === undefined ? null : <ErrorNotice error={task.error} />}
      {token === undefined ? null : (
        <Dialog
          title={texts.management.tokenTitle}
          onClose={() => setToken(undefined)}
          onSubmit={() => setToken(undefined)}
          footer={
            <Button type="submit" variant="primary">
              {texts.management.tokenDone}
            </Button>
          }
        >
          <p>{texts.management.tokenHint}</p>
          <CopyField label={texts.management.token} value={token} />
        </Dialog>
      )}
    </ScreenSection>
  );
}
