import { useState, type ReactNode } from 'react';
import type { VaultStatus } from '../../../preload/contract/index.ts';
import { takeNewest, useClient, useStream } from '../../rpc/index.ts';
import { Button, Dialog, ErrorNotice, RadioGroup, Spinner, TextField, useTask } from '../../ui/index.ts';
import { keepSecrets, type KeptIn } from './keep-secrets.ts';
import { passphraseProblem, type PassphraseProblem } from './passphrase.ts';
import { texts } from './texts.ts';

export interface VaultDialogProps {
  readonly onClose: () => void;
  /** After secrets can be kept or reached: what waited for it may go on. */
  readonly onReady?: () => void;
}

/** Asks where secrets are kept, or for the passphrase of the file that holds them. */
export function VaultDialog({ onClose, onReady }: VaultDialogProps): ReactNode {
  const client = useClient();
  const { value: status, error } = useStream(client.vault.watch, takeNewest);
  if (status === undefined)
    return (
      <Dialog title={texts.changeTitle} onClose={onClose}>
        {error === undefined ? <Spinner label={texts.changeTitle} /> : <ErrorNotice error={error} />}
      </Dialog>
    );
  return <VaultForm status={status} onClose={onClose} onReady={onReady} />;
}

const problemWords: Readonly<Record<PassphraseProblem, string>> = {
  'too-short': texts.tooShort,
  'too-long': texts.tooLong,
  differ: texts.differ,
};

function titleOf(status: VaultStatus, isUnlock: boolean): string {
  if (isUnlock) return texts.lockedTitle;
  return status.state === 'choose' ? texts.chooseTitle : texts.changeTitle;
}

function VaultForm({
  status,
  onClose,
  onReady,
}: {
  readonly status: VaultStatus;
  readonly onClose: () => void;
  readonly onReady: (() => void) | undefined;
}): ReactNode {
  const client = useClient();
  const isLockedFile = status.state === 'locked' && status.fileExists;
  const [isElsewhere, setElsewhere] = useState(false);
  const [chosen, setChosen] = useState<KeptIn>();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [isTried, setTried] = useState(false);
  const task = useTask();
  const isUnlock = isLockedFile && !isElsewhere;
  const { keychain } = status;
  const place: KeptIn = isUnlock
    ? 'passphrase-file'
    : (chosen ?? status.place ?? (keychain.available ? 'keychain' : 'session'));
  const problem =
    place === 'passphrase-file' ? passphraseProblem(passphrase, status.fileExists ? undefined : again) : undefined;
  const shown = isTried ? problem : undefined;

  const use = (which: KeptIn): void =>
    task.run(async () => {
      await keepSecrets(client.vault, which, passphrase);
      onReady?.();
      onClose();
    });
  const submit = (): void => {
    setTried(true);
    if (problem === undefined) use(place);
  };

  return (
    <Dialog
      title={titleOf(status, isUnlock)}
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          {keychain.available || isUnlock ? null : (
            <Button variant="ghost" className="dialog-footer-start" onPress={() => use('keychain')}>
              {texts.tryKeychain}
            </Button>
          )}
          {isUnlock ? (
            <Button variant="ghost" className="dialog-footer-start" onPress={() => setElsewhere(true)}>
              {texts.elsewhere}
            </Button>
          ) : null}
          <Button onPress={onClose}>{texts.notNow}</Button>
          <Button type="submit" variant="primary" isPending={task.isPending}>
            {isUnlock ? texts.unlock : texts.use}
          </Button>
        </>
      }
    >
      {isUnlock ? (
        <p>{texts.lockedAbout}</p>
      ) : (
        <>
          <p>{texts.why[keychain.problem](keychain.name)}</p>
          <p>{texts.never}</p>
          <RadioGroup
            label={texts.optionsLabel}
            value={place}
            onChange={setChosen}
            options={[
              {
                id: 'keychain',
                label: texts.keychain(keychain.name),
                description: keychain.available ? texts.keychainAbout : texts.keychainMissing,
                isDisabled: !keychain.available,
              },
              { id: 'session', label: texts.session, description: texts.sessionAbout },
              {
                id: 'passphrase-file',
                label: status.fileExists ? texts.fileOpen : texts.file,
                description: texts.fileAbout,
              },
            ]}
          />
        </>
      )}
      {place === 'passphrase-file' ? (
        <>
          <TextField
            label={texts.passphrase}
            type="password"
            autoComplete={status.fileExists ? 'current-password' : 'new-password'}
            value={passphrase}
            startsFocused={isUnlock}
            description={status.fileExists ? texts.passphraseOpenHint : texts.passphraseHint}
            error={shown === undefined || shown === 'differ' ? undefined : problemWords[shown]}
            onChange={setPassphrase}
          />
          {status.fileExists ? null : (
            <TextField
              label={texts.passphraseAgain}
              type="password"
              autoComplete="new-password"
              value={again}
              error={shown === 'differ' ? problemWords.differ : undefined}
              onChange={setAgain}
            />
          )}
        </>
      ) : null}
      {status.state === 'ready' && place !== status.place ? <p>{texts.moveNote}</p> : null}
      {task.error === undefined ? null : <ErrorNotice error={task.error} />}
    </Dialog>
  );
}
