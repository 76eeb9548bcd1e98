import './host-folder-dialog.css';
import { CornerLeftUp, Folder } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { toErrorShape, type AppErrorShape } from '../lib/index.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorNotice } from './error-notice.tsx';
import { IconButton } from './icon-button.tsx';
import { ObjectName } from './object-name.tsx';
import { Spinner } from './spinner.tsx';
import { TextField } from './text-field.tsx';

/** Folders inside one folder of the machine that runs the backend. Paths are that machine's own. */
export interface HostFolder {
  readonly path: string;
  readonly parent?: string | undefined;
  readonly entries: readonly { readonly name: string; readonly path: string; readonly kind: 'file' | 'folder' }[];
  /** There are more than were listed. */
  readonly truncated: boolean;
}

export interface HostFolderDialogProps {
  readonly title: string;
  readonly actionLabel: string;
  /** Without a path: the home folder. Keep its identity between renders. */
  readonly load: (path: string | undefined, signal: AbortSignal) => Promise<HostFolder>;
  readonly onChoose: (path: string) => void;
  readonly onClose: () => void;
  readonly isPending?: boolean;
  /** Why what was chosen could not be used. */
  readonly error?: AppErrorShape | undefined;
}

/** One question; a new value for each try, also for the same path. */
interface Asked {
  readonly path: string | undefined;
}
interface Answer {
  readonly to: Asked;
  readonly folder: HostFolder | undefined;
  readonly failure: AppErrorShape | undefined;
}

/** Chooses a folder on the machine of the backend, for hosts without native dialogs. */
export function HostFolderDialog({
  title,
  actionLabel,
  load,
  onChoose,
  onClose,
  isPending = false,
  error,
}: HostFolderDialogProps): ReactNode {
  const [asked, setAsked] = useState<Asked>({ path: undefined });
  const [typed, setTyped] = useState<string>();
  const [answer, setAnswer] = useState<Answer>();
  const isLoading = answer?.to !== asked;
  const { folder, failure } = answer ?? {};

  useEffect(() => {
    const end = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const found = await load(asked.path, end.signal);
        if (end.signal.aborted) return;
        setAnswer({ to: asked, folder: found, failure: undefined });
        // What was typed since then is another question.
        setTyped((now) => (now?.trim() === asked.path ? undefined : now));
      } catch (error) {
        // The folder that was open stays open, so that nobody has to find the way again.
        if (!end.signal.aborted)
          setAnswer((before) => ({ to: asked, folder: before?.folder, failure: toErrorShape(error) }));
      }
    };
    void ask();
    return () => end.abort();
  }, [asked, load]);

  const go = (path: string | undefined): void => setAsked({ path });
  const choose = (path: string | undefined): void => {
    setTyped(undefined);
    go(path);
  };
  const folders = folder?.entries.filter((entry) => entry.kind === 'folder') ?? [];
  const pathField = typed ?? folder?.path ?? '';
  const isTyping = typed !== undefined && typed.trim() !== folder?.path;
  const submit = (): void => {
    if (isTyping) go(typed.trim());
    else if (folder !== undefined && !isLoading && !isPending) onChoose(folder.path);
  };

  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            isPending={isPending}
            isDisabled={!isTyping && (folder === undefined || isLoading)}
          >
            {isTyping ? 'Go to this folder' : actionLabel}
          </Button>
        </>
      }
    >
      <div className="host-folder-path">
        <TextField
          label="Folder"
          isLabelHidden
          isMono
          value={pathField}
          onChange={setTyped}
          maxLength={4096}
          // The first folder would come in between what is being typed.
          isReadOnly={answer === undefined}
        />
        <IconButton
          label="Up one folder"
          icon={<CornerLeftUp aria-hidden />}
          isDisabled={folder?.parent === undefined}
          onPress={() => choose(folder?.parent)}
        />
      </div>
      {failure === undefined ? null : <ErrorNotice error={failure} onAction={() => go(asked.path)} />}
      <div className="host-folder-list">
        {folder === undefined ? (
          <div className="host-folder-note">{failure === undefined ? <Spinner label="Loading folders" /> : null}</div>
        ) : (
          <ListBox
            aria-label={`Folders in ${folder.path}`}
            selectionMode="none"
            onAction={(path) => choose(String(path))}
            renderEmptyState={() => <div className="host-folder-note">There are no folders in here.</div>}
          >
            {folders.map((entry) => (
              <ListBoxItem key={entry.path} id={entry.path} textValue={entry.name} className="host-folder-entry">
                <Folder aria-hidden />
                <ObjectName name={entry.name} />
              </ListBoxItem>
            ))}
          </ListBox>
        )}
      </div>
      {folder?.truncated === true ? <p>There are more folders here than fit. Type the path to go to one.</p> : null}
      {error === undefined ? null : <ErrorNotice error={error} />}
    </Dialog>
  );
}
