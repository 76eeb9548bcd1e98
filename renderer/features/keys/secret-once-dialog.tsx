import { useState, type ReactNode } from 'react';
import { displayName, format } from '../../lib/index.ts';
import { Banner, Button, Checkbox, CopyField, Dialog } from '../../ui/index.ts';
import type { NewKey } from './create-key-dialog.tsx';
import { KeySnippets } from './key-snippets.tsx';
import { texts } from './texts.ts';

export interface SecretOnceDialogProps {
  readonly made: NewKey;
  readonly isRotated: boolean;
  /** Address of the embedded server, while it runs. */
  readonly endpoint: string | undefined;
  readonly onClose: () => void;
}

/** Shows a new secret the one time that it can be seen; closing it takes a word of the user. */
export function SecretOnceDialog({ made, isRotated, endpoint, onClose }: SecretOnceDialogProps): ReactNode {
  const [isStored, setStored] = useState(false);
  return (
    <Dialog
      title={texts.secretTitle}
      size="large"
      isPersistent
      onClose={onClose}
      onSubmit={() => {
        if (isStored) onClose();
      }}
      footer={
        <>
          <span className="dialog-footer-start">
            <Checkbox isSelected={isStored} onChange={setStored}>
              {texts.acknowledged}
            </Checkbox>
          </span>
          <Button type="submit" variant="primary" disabledReason={isStored ? undefined : texts.acknowledgeHint}>
            {texts.doneAction}
          </Button>
        </>
      }
    >
      <p>{texts.secretAbout(displayName(made.key.name))}</p>
      {isRotated ? (
        <Banner tone="warning">
          {made.key.previous === undefined
            ? texts.secretRotated
            : texts.secretOverlap(format.when(made.key.previous.until))}
        </Banner>
      ) : null}
      <CopyField label={texts.accessKeyId} value={made.key.accessKeyId} />
      <CopyField label={texts.secretAccessKey} value={made.secretAccessKey} />
      {endpoint === undefined ? null : <CopyField label={texts.endpoint} value={endpoint} />}
      <KeySnippets subject={{ kind: 'server-key', id: made.key.id }} secret={made.secretAccessKey} />
      <p className="field-description">{texts.usageAbout}</p>
    </Dialog>
  );
}
