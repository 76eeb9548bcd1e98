import { useCallback, useState, type ReactNode } from 'react';
import type { Capabilities, KeySubject } from '../../../preload/contract/index.ts';
import { secretPlaceWords } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import {
  Banner,
  Button,
  Dialog,
  ErrorNotice,
  HostFolderDialog,
  Spinner,
  TextField,
  useLoaded,
  useTask,
  useToast,
} from '../../ui/index.ts';
import { KeySnippets } from './key-snippets.tsx';
import { texts, type Tool } from './texts.ts';

export interface ExportDialogProps {
  readonly subject: KeySubject;
  readonly name: string;
  readonly onClose: () => void;
}

/** Settings for other tools: to read without the secret, and with it into a file or the clipboard. */
export function ExportDialog({ subject, name, onClose }: ExportDialogProps): ReactNode {
  const client = useClient();
  const toast = useToast();
  const [of] = useState(subject);
  const [tool, setTool] = useState<Tool>('aws-cli');
  const [passphrase, setPassphrase] = useState('');
  const [isBrowsing, setBrowsing] = useState(false);
  const task = useTask();
  const ways = useLoaded(
    useCallback((signal: AbortSignal) => client.keys.exportWays({ subject: of }, { signal }), [client, of]),
  );
  const host = useLoaded<Capabilities>(
    useCallback((signal: AbortSignal) => client.host.capabilities({}, { signal }), [client]),
  );
  const browse = useCallback(
    (path: string | undefined, signal: AbortSignal) =>
      client.host.browse({ show: 'folders', ...(path === undefined ? {} : { path }) }, { signal }),
    [client],
  );
  const proof = ways.value?.proof;
  const withProof = proof === 'passphrase' ? { passphrase } : {};
  const isProofMissing = proof === 'passphrase' && passphrase === '';

  const into = async (folder: string): Promise<void> => {
    const { fileName = '' } = await client.keys.export({
      subject: of,
      tool,
      to: { kind: 'folder', folder },
      ...withProof,
    });
    toast({ tone: 'success', text: texts.exported(fileName) });
    onClose();
  };
  const toFile = (): void => {
    if (host.value?.nativeDialogs !== true) {
      task.clear();
      setBrowsing(true);
      return;
    }
    task.run(async () => {
      const { grants } = await client.host.pickFolder({ purpose: 'download' });
      if (grants[0] !== undefined) await into(grants[0].id);
    });
  };
  const takeBrowsed = (path: string): void =>
    task.run(async () => {
      const { grants } = await client.host.grantBrowsed({ paths: [path] });
      setBrowsing(false);
      if (grants[0] !== undefined) await into(grants[0].id);
    });
  const toClipboard = (): void =>
    task.run(async () => {
      await client.keys.export({ subject: of, tool, to: { kind: 'clipboard' }, ...withProof });
      toast({ tone: 'success', text: texts.exportCopied });
      onClose();
    });
  return (
    <>
      <Dialog
        title={texts.exportTitle(name)}
        size="large"
        onClose={onClose}
        footer={
          <>
            <Button onPress={onClose}>{texts.close}</Button>
            {ways.value?.clipboard === true ? (
              <Button isPending={task.isPending} isDisabled={isProofMissing} onPress={toClipboard}>
                {texts.exportCopy}
              </Button>
            ) : null}
            <Button
              variant="primary"
              isPending={task.isPending && !isBrowsing}
              isDisabled={ways.value === undefined || isProofMissing}
              onPress={toFile}
            >
              {texts.exportFile}
            </Button>
          </>
        }
      >
        <p>{texts.snippetAbout}</p>
        <KeySnippets subject={of} onTool={setTool} />
        {ways.error === undefined ? null : <ErrorNotice error={ways.error} onAction={ways.reload} />}
        {ways.value === undefined ? (
          ways.error === undefined ? (
            <Spinner label={texts.loading} />
          ) : null
        ) : (
          <Banner tone={proof === 'none' ? 'warning' : 'info'}>
            {texts.exportAbout} {texts.proof[ways.value.proof](secretPlaceWords(ways.value.place).label)}
          </Banner>
        )}
        {proof === 'passphrase' ? (
          <TextField
            label={texts.passphrase}
            type="password"
            autoComplete="current-password"
            value={passphrase}
            maxLength={1024}
            onChange={setPassphrase}
          />
        ) : null}
        {task.error === undefined || isBrowsing ? null : <ErrorNotice error={task.error} onAction={task.clear} />}
      </Dialog>
      {isBrowsing ? (
        <HostFolderDialog
          title={texts.exportFolder}
          actionLabel={texts.exportHere}
          load={browse}
          onChoose={takeBrowsed}
          onClose={() => setBrowsing(false)}
          isPending={task.isPending}
          error={task.error}
        />
      ) : null}
    </>
  );
}
