import type { ReactNode } from 'react';
import type { Capabilities, Settings, VaultStatus } from '../../../preload/contract/index.ts';
import { format, secretPlaceWords } from '../../lib/index.ts';
import { takeNewest, useClient, useStream } from '../../rpc/index.ts';
import {
  Badge,
  Button,
  ErrorNotice,
  Facts,
  RadioGroup,
  Screen,
  ScreenSection,
  Select,
  Spinner,
  Switch,
  useChanges,
  useTask,
  type Task,
} from '../../ui/index.ts';
import { texts } from './texts.ts';
import { TransferSettings } from './transfer-settings.tsx';

const themes = ['system', 'light', 'dark'] as const;
const densities = ['compact', 'comfortable'] as const;
const shareLives = [900, 3600, 28_800, 86_400, 604_800] as const;

export interface SettingsScreenProps {
  readonly capabilities: Capabilities | undefined;
  /** Opens the choice of where secrets are kept, or asks for the passphrase. */
  readonly onSecretStore: () => void;
}

/** What the user can set; every change applies at once. */
export function SettingsScreen({ capabilities, onSecretStore }: SettingsScreenProps): ReactNode {
  const client = useClient();
  const { value: settings, error } = useStream(client.settings.watch, takeNewest);
  const vault = useStream(client.vault.watch, takeNewest);
  const task = useTask();
  const changes = useChanges<Settings>(settings, (part) => client.settings.change(part));
  return (
    <Screen title={texts.title} isNarrow>
      {error === undefined ? null : <ErrorNotice error={error} />}
      {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={task.clear} />}
      {changes.error === undefined ? null : <ErrorNotice error={changes.error} onAction={changes.clear} />}
      {changes.value === undefined ? (
        error === undefined ? (
          <Spinner label={texts.loading} />
        ) : null
      ) : (
        <SettingsForm settings={changes.value} onChange={changes.change} />
      )}
      {vault.value === undefined ? null : <Secrets status={vault.value} task={task} onSecretStore={onSecretStore} />}
      {capabilities === undefined ? null : (
        <ScreenSection title={texts.about}>
          <Facts
            facts={[
              [texts.version, `Quayside ${capabilities.version}`],
              [texts.machine, capabilities.machine],
              [texts.hostLabel, texts.host[capabilities.host]],
            ]}
          />
        </ScreenSection>
      )}
    </Screen>
  );
}

interface FormProps {
  readonly settings: Settings;
  readonly onChange: (part: Partial<Settings>) => void;
}

function SettingsForm({ settings, onChange }: FormProps): ReactNode {
  const life = settings.defaultShareSeconds;
  return (
    <>
      <ScreenSection title={texts.appearance}>
        <RadioGroup
          label={texts.themeLabel}
          look="segments"
          value={settings.theme}
          onChange={(theme) => onChange({ theme })}
          options={themes.map((id) => ({ id, label: texts.theme[id] }))}
        />
        <RadioGroup
          label={texts.densityLabel}
          look="segments"
          value={settings.density}
          onChange={(density) => onChange({ density })}
          options={densities.map((id) => ({ id, label: texts.density[id] }))}
        />
      </ScreenSection>
      <TransferSettings settings={settings} onChange={onChange} />
      <ScreenSection title={texts.links}>
        <Select
          label={texts.shareLabel}
          description={texts.shareHint}
          value={String(life)}
          items={[...new Set<number>([...shareLives, life])].map((seconds) => ({
            id: String(seconds),
            label: texts.share(seconds) ?? format.duration(seconds),
          }))}
          onChange={(seconds) => onChange({ defaultShareSeconds: Number(seconds) })}
        />
      </ScreenSection>
      <ScreenSection title={texts.safety}>
        <Switch
          isSelected={settings.confirmDelete}
          description={texts.confirmDeleteAbout}
          onChange={(confirmDelete) => onChange({ confirmDelete })}
        >
          {texts.confirmDelete}
        </Switch>
      </ScreenSection>
    </>
  );
}

function Secrets({
  status,
  task,
  onSecretStore,
}: {
  readonly status: VaultStatus;
  readonly task: Task;
  readonly onSecretStore: () => void;
}): ReactNode {
  const client = useClient();
  const place = status.place === undefined ? undefined : secretPlaceWords(status.place);
  const lock = (): void =>
    task.run(async () => {
      await client.vault.lock({});
    });
  return (
    <ScreenSection
      title={texts.secrets}
      about={place?.about}
      actions={
        <div className="row-actions">
          {status.state === 'ready' && status.place === 'passphrase-file' ? (
            <Button onPress={lock}>{texts.secretsLock}</Button>
          ) : null}
          <Button onPress={onSecretStore}>
            {status.state === 'locked' ? texts.secretsUnlock : texts.secretsChange}
          </Button>
        </div>
      }
    >
      <Facts
        facts={[
          [
            texts.secretsPlace,
            status.place === 'keychain' ? status.keychain.name : (place?.label ?? texts.secretsNone),
          ],
          [
            texts.secretsState,
            <Badge key="state" tone={status.state === 'ready' ? 'success' : 'warning'}>
              {texts.vaultState[status.state]}
            </Badge>,
          ],
        ]}
      />
    </ScreenSection>
  );
}
