import { MoreHorizontal } from 'lucide-react';
import { useCallback, useState, type ReactNode } from 'react';
import type { ObjectVersion } from '../../../preload/contract/index.ts';
import { format } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import {
  AlertDialog,
  Badge,
  ErrorNotice,
  MenuButton,
  Spinner,
  useLoaded,
  useTask,
  useToast,
  type MenuEntry,
} from '../../ui/index.ts';
import type { ObjectSubject } from './object-properties.tsx';
import { PropertySection } from './property-section.tsx';
import { texts } from './texts.ts';

const mostShown = 100;

/** Versions of an object with what can be done to each. Nothing is shown where there is but one. */
export function VersionsSection({ place, objectKey, mayWrite, onChanged }: ObjectSubject): ReactNode {
  const client = useClient();
  const toast = useToast();
  const task = useTask();
  const { connectionId, bucket } = place;
  const load = useCallback(
    (signal: AbortSignal) =>
      client.properties.versions({ connectionId, bucket, key: objectKey, limit: mostShown }, { signal }),
    [client, connectionId, bucket, objectKey],
  );
  const listing = useLoaded(load);
  const [asked, setAsked] = useState<ObjectVersion>();
  const versions = listing.value?.versions ?? [];
  if (listing.error !== undefined) {
    return (
      <PropertySection title={texts.versions}>
        <ErrorNotice error={listing.error} onAction={listing.reload} role="none" look="line" />
      </PropertySection>
    );
  }
  if (versions.length === 0 || (versions.length === 1 && versions[0]?.versionId === 'null')) return null;

  const act = (
    said: string,
    action: (place: { connectionId: typeof connectionId; bucket: string; key: string }) => Promise<unknown>,
  ) =>
    task.run(async () => {
      await action({ connectionId, bucket, key: objectKey });
      toast({ tone: 'success', text: said });
      setAsked(undefined);
      listing.reload();
      onChanged();
    });
  const entries = (version: ObjectVersion): MenuEntry[] => [
    ...(version.isDeleteMarker
      ? [{ id: 'undelete', label: texts.undelete }]
      : version.isLatest
        ? []
        : [{ id: 'restore', label: texts.restore }]),
    ...(version.isDeleteMarker ? [] : [{ id: 'remove', label: texts.removeVersion, isDanger: true }]),
  ];
  const run = (version: ObjectVersion, id: string): void => {
    const { versionId } = version;
    if (id === 'remove') setAsked(version);
    else if (id === 'undelete') act(texts.undeleted, (at) => client.properties.removeVersion({ ...at, versionId }));
    else act(texts.restored, (at) => client.properties.restoreVersion({ ...at, versionId }));
  };
  return (
    <PropertySection
      title={texts.versions}
      action={task.isPending || listing.isLoading ? <Spinner label={texts.loading} /> : null}
    >
      <ul className="versions">
        {versions.map((version) => (
          <li key={version.versionId} className="version">
            <span className="version-when">{format.when(version.modified)}</span>
            <span className="version-size">{version.isDeleteMarker ? '' : format.bytes(version.size)}</span>
            <span className="version-state">
              {version.isDeleteMarker ? <Badge tone="warning">{texts.deleted}</Badge> : null}
              {version.isLatest && !version.isDeleteMarker ? <Badge tone="accent">{texts.current}</Badge> : null}
            </span>
            {mayWrite ? (
              <MenuButton
                label={texts.versionMenu(format.when(version.modified))}
                icon={<MoreHorizontal aria-hidden />}
                size="small"
                items={entries(version)}
                onAction={(id) => run(version, id)}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {listing.value?.complete === false ? <p className="properties-none">{texts.moreVersions}</p> : null}
      {task.error === undefined || asked !== undefined ? null : <ErrorNotice error={task.error} />}
      {asked === undefined ? null : (
        <AlertDialog
          title={texts.removeTitle}
          actionLabel={texts.remove}
          isPending={task.isPending}
          onClose={() => {
            setAsked(undefined);
            task.clear();
          }}
          onAction={() =>
            act(texts.versionRemoved, (at) => client.properties.removeVersion({ ...at, versionId: asked.versionId }))
          }
        >
          <p>{texts.removeText(format.when(asked.modified), asked.size)}</p>
          {task.error === undefined ? null : <ErrorNotice error={task.error} />}
        </AlertDialog>
      )}
    </PropertySection>
  );
}
