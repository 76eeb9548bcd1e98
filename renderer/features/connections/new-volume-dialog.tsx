import './new-volume-dialog.css';
import { Folder } from 'lucide-react';
import { useCallback, useState, type ReactNode } from 'react';
import type { Capabilities, Grant } from '../../../preload/contract/index.ts';
import { displayName } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import {
  Button,
  Dialog,
  ErrorNotice,
  HostFolderDialog,
  ObjectName,
  RadioGroup,
  TextField,
  useTask,
} from '../../ui/index.ts';
import { bucketNameProblem, suggestBucketName } from './bucket-name.ts';
import { texts } from './texts.ts';

export interface NewVolumeDialogProps {
  readonly capabilities: Pick<Capabilities, 'nativeDialogs' | 'machine'>;
  readonly onClose: () => void;
  readonly onMade: (bucket: string) => void;
}

/** Makes a volume of the embedded server: one of its own, or a live view of a folder that the user chooses. */
export function NewVolumeDialog({ capabilities, onClose, onMade }: NewVolumeDialogProps): ReactNode {
  const client = useClient();
  const [kind, setKind] = useState<'object' | 'folder'>('object');
  const [name, setName] = useState('');
  const [isNamed, setNamed] = useState(false);
  const [folder, setFolder] = useState<Grant>();
  const [isBrowsing, setBrowsing] = useState(false);
  const [isTried, setTried] = useState(false);
  const making = useTask();
  const choosing = useTask();
  const problem = bucketNameProblem(name);
  const isFolderMissing = kind === 'folder' && folder === undefined;

  const take = (grant: Grant): void => {
    setFolder(grant);
    if (!isNamed) setName(suggestBucketName(grant.name));
  };
  const browse = useCallback(
    (path: string | undefined, signal: AbortSignal) =>
      client.host.browse({ show: 'folders', ...(path === undefined ? {} : { path }) }, { signal }),
    [client],
  );
  const choose = (): void => {
    if (!capabilities.nativeDialogs) {
      choosing.clear();
      setBrowsing(true);
      return;
    }
    choosing.run(async () => {
      const { grants } = await client.host.pickFolder({ purpose: 'volume' });
      if (grants[0] !== undefined) take(grants[0]);
    });
  };
  const takeBrowsed = (path: string): void =>
    choosing.run(async () => {
      const { grants } = await client.host.grantBrowsed({ paths: [path] });
      if (grants[0] !== undefined) take(grants[0]);
      setBrowsing(false);
    });
  const make = (): void => {
    setTried(true);
    if (problem !== undefined || isFolderMissing) return;
    making.run(async () => {
      const input =
        kind === 'folder' && folder !== undefined
          ? { kind, name: name.trim(), folder: folder.id }
          : { kind: 'object' as const, name: name.trim() };
      const { bucket } = await client.server.createVolume(input);
      onMade(bucket);
      onClose();
    });
  };
  const mends: Readonly<Record<string, () => void>> = { 'choose-folder': choose, retry: make };

  return (
    <>
      <Dialog
        title={texts.newVolumeTitle}
        onClose={onClose}
        onSubmit={make}
        footer={
          <>
            <Button onPress={onClose}>{texts.cancel}</Button>
            <Button type="submit" variant="primary" isPending={making.isPending}>
              {texts.newBucketAction}
            </Button>
          </>
        }
      >
        <RadioGroup
          label={texts.volumeKind}
          value={kind}
          onChange={setKind}
          options={[
            { id: 'object', label: texts.kind.object.label, description: texts.kind.object.about },
            { id: 'folder', label: texts.kind.folder.label, description: texts.kind.folder.about },
          ]}
        />
        {kind === 'folder' ? (
          <div role="group" aria-label={texts.folder} className="volume-folder">
            <span className="field-label" aria-hidden>
              {texts.folder}
            </span>
            <div className="volume-folder-line">
              <span className="volume-folder-name">
                <Folder aria-hidden />
                {folder === undefined ? texts.noFolder : <ObjectName name={folder.name} />}
              </span>
              <Button isPending={choosing.isPending && !isBrowsing} onPress={choose}>
                {folder === undefined ? texts.chooseFolder : texts.changeFolder}
              </Button>
            </div>
            {isTried && isFolderMissing ? (
              <p className="field-error" role="alert">
                {texts.folderMissing}
              </p>
            ) : null}
            {choosing.error === undefined || isBrowsing ? null : (
              <ErrorNotice error={choosing.error} onAction={choose} />
            )}
          </div>
        ) : null}
        <TextField
          label={texts.newBucketLabel}
          description={texts.newBucketHint}
          value={name}
          maxLength={80}
          startsFocused
          error={isTried && problem !== undefined ? texts.bucketProblem[problem] : undefined}
          onChange={(value) => {
            setName(value);
            setNamed(value !== '');
          }}
        />
        {making.error === undefined ? null : (
          <ErrorNotice error={making.error} onAction={mends[making.error.action ?? '']} />
        )}
      </Dialog>
      {isBrowsing ? (
        <HostFolderDialog
          title={texts.folderTitle(displayName(capabilities.machine))}
          actionLabel={texts.folderAction}
          load={browse}
          isPending={choosing.isPending}
          error={choosing.error}
          onChoose={takeBrowsed}
          onClose={() => setBrowsing(false)}
        />
      ) : null}
    </>
  );
}
