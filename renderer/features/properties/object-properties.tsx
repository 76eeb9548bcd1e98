import './properties.css';
import { useState, type ReactNode } from 'react';
import type { Connection, Place } from '../../../preload/contract/index.ts';
import { Button } from '../../ui/index.ts';
import { HeadersDialog } from './headers-dialog.tsx';
import { TagsSection } from './tags-section.tsx';
import { texts } from './texts.ts';
import { VersionsSection } from './versions-section.tsx';

export interface ObjectSubject {
  readonly place: Place;
  readonly objectKey: string;
  readonly mayWrite: boolean;
  /** What the store says of the object is another now. */
  readonly onChanged: () => void;
}
export interface ObjectPropertiesProps extends Omit<ObjectSubject, 'mayWrite'> {
  readonly connection: Connection;
}

/** What an object has beside its bytes: headers to edit, tags, versions; each only where the store has it. */
export function ObjectProperties({ connection, place, objectKey, onChanged }: ObjectPropertiesProps): ReactNode {
  const { features, readOnly } = connection;
  const subject = { place, objectKey, mayWrite: !readOnly, onChanged };
  return (
    <>
      <EditHeadersButton connection={connection} place={place} keys={[objectKey]} onChanged={onChanged} />
      {features.tags.ok ? <TagsSection {...subject} /> : null}
      {features.versions.ok ? <VersionsSection {...subject} /> : null}
    </>
  );
}

export interface EditHeadersButtonProps {
  readonly connection: Connection;
  readonly place: Place;
  readonly keys: readonly string[];
  readonly onChanged: () => void;
}

/** As many objects as one change may name. */
const mostKeys = 1000;

/** Opens the dialog that edits headers and metadata of the objects; nothing where the store cannot. */
export function EditHeadersButton({ connection, place, keys, onChanged }: EditHeadersButtonProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const { features, readOnly } = connection;
  if (readOnly || !features.copy.ok || !features.metadata.ok || keys.length === 0 || keys.length > mostKeys)
    return null;
  return (
    <div>
      <Button size="small" onPress={() => setOpen(true)}>
        {keys.length === 1 ? texts.editHeaders : texts.editManyHeaders(keys.length)}
      </Button>
      {isOpen ? <HeadersDialog place={place} keys={keys} onChanged={onChanged} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}
