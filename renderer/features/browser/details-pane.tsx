import './details-pane.css';
import { useCallback, useState, type ReactNode } from 'react';
import type { Connection, Place } from '../../../preload/contract/index.ts';
import { baseName, displayName, format, kindOf, s3Uri, type ObjectRows } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, CopyButton, ErrorNotice, Facts, ObjectName, Spinner, useLoaded, useTask } from '../../ui/index.ts';
import { FamilyIcon } from './family-icon.tsx';
import type { ListingState } from './listing.ts';
import type { DetailsParts, RowParcel } from './browser-types.ts';
import { parcelOf } from './row-parcel.ts';
import { texts } from './texts.ts';

export interface DetailsPaneProps {
  readonly connection: Connection;
  readonly place: Place;
  readonly state: ListingState;
  readonly parts: DetailsParts;
  /** Something about objects is another now than the table shows. */
  readonly onChanged: () => void;
}

/** What is selected, in full. */
export function DetailsPane({ connection, place, state, parts, onChanged }: DetailsPaneProps): ReactNode {
  const { selection, rows } = state;
  const single = selection.single();
  const body = (): ReactNode => {
    if (single !== undefined && !rows.isFolder(single)) {
      return (
        <ObjectDetailsView
          key={rows.key(single)}
          place={place}
          objectKey={rows.key(single)}
          size={rows.size(single)}
          modified={rows.modified(single)}
          connection={connection}
          parts={parts}
          onChanged={onChanged}
        />
      );
    }
    const parcel = parcelOf(state);
    if (parcel !== undefined) {
      return (
        <ParcelDetails
          key={`${place.prefix}#${state.version}`}
          parcel={parcel}
          rows={rows}
          single={single}
          selection={state}
          several={
            parcel.selection.prefixes.length === 0
              ? parts.several({ connection, place, keys: parcel.selection.keys, onChanged })
              : null
          }
        />
      );
    }
    return (
      <>
        <div className="details-head">
          <FamilyIcon family="folder" />
          <h2 className="details-title">
            <ObjectName name={place.prefix === '' ? place.bucket : baseName(place.prefix) || '/'} />
          </h2>
        </div>
        <Facts
          facts={[
            [texts.fact.where, connection.name],
            [texts.fact.bucket, <ObjectName key="bucket" name={place.bucket} />],
            ...(state.status === 'done'
              ? [[texts.fact.contents, texts.counted(rows.folderCount, rows.objectCount, rows.totalBytes)] as const]
              : []),
            [texts.fact.uri, <Uri key="uri" uri={s3Uri(place.bucket, place.prefix)} label={texts.copyUri} />],
          ]}
        />
        <p className="details-hint">{texts.selectHint}</p>
      </>
    );
  };
  return (
    <aside className="details" aria-label={texts.detailsPane}>
      {body()}
    </aside>
  );
}

function Uri({ uri, label }: { readonly uri: string; readonly label: string }): ReactNode {
  return (
    <span className="details-uri">
      <bdi className="details-mono">{displayName(uri)}</bdi>
      <CopyButton text={uri} label={label} />
    </span>
  );
}

interface ObjectDetailsProps {
  readonly place: Place;
  readonly objectKey: string;
  readonly size: number;
  readonly modified: number;
  readonly connection: Connection;
  readonly parts: DetailsParts;
  readonly onChanged: () => void;
}

function ObjectDetailsView({
  place,
  objectKey,
  size,
  modified,
  connection,
  parts,
  onChanged,
}: ObjectDetailsProps): ReactNode {
  const client = useClient();
  const { connectionId, bucket } = place;
  const load = useCallback(
    (signal: AbortSignal) => client.objects.head({ connectionId, bucket, key: objectKey }, { signal }),
    [client, connectionId, bucket, objectKey],
  );
  const head = useLoaded(load);
  const name = baseName(objectKey);
  const kind = kindOf(name);
  const found = head.value;
  const optional = (label: string, value: string | undefined): (readonly [string, ReactNode])[] =>
    value === undefined || value === '' ? [] : [[label, <bdi key={label}>{displayName(value)}</bdi>]];
  const metadata = Object.entries(found?.metadata ?? {});
  return (
    <>
      <div className="details-head">
        <FamilyIcon family={kind.family} name={name} />
        <h2 className="details-title">
          <ObjectName name={name} />
        </h2>
      </div>
      {parts.preview({ place, objectKey, size, contentType: found?.contentType })}
      <Facts
        facts={[
          [texts.fact.kind, kind.label],
          [texts.fact.size, `${format.bytes(size)}${size < 1024 ? '' : ` (${format.exactBytes(size)})`}`],
          [texts.fact.modified, format.exactWhen(modified)],
          ...optional(texts.fact.type, found?.contentType),
          ...optional(texts.fact.encoding, found?.contentEncoding),
          ...optional(texts.fact.disposition, found?.contentDisposition),
          ...optional(texts.fact.cache, found?.cacheControl),
          ...optional(texts.fact.storage, found?.storageClass),
          ...optional(texts.fact.version, found?.versionId),
          ...optional(texts.fact.etag, found?.etag),
          ...(found?.checksums ?? []).map(
            ({ algorithm, value }) => [algorithm.toUpperCase(), <bdi key={algorithm}>{value}</bdi>] as const,
          ),
          [texts.fact.uri, <Uri key="uri" uri={s3Uri(bucket, objectKey)} label={texts.copyUri} />],
        ]}
      />
      {metadata.length === 0 ? null : (
        <>
          <h3 className="details-heading">{texts.fact.metadata}</h3>
          <Facts
            facts={metadata.map(([key, value]) => [displayName(key), <bdi key={key}>{displayName(value)}</bdi>])}
          />
        </>
      )}
      {head.error === undefined ? null : <ErrorNotice error={head.error} onAction={head.reload} role="none" />}
      {parts.properties({
        connection,
        place,
        objectKey,
        onChanged: () => {
          head.reload();
          onChanged();
        },
      })}
    </>
  );
}

interface ParcelDetailsProps {
  readonly parcel: RowParcel;
  readonly rows: ObjectRows;
  readonly single: number | undefined;
  readonly selection: ListingState;
  readonly several: ReactNode;
}

function ParcelDetails({ parcel, rows, single, selection: { selection }, several }: ParcelDetailsProps): ReactNode {
  const client = useClient();
  const task = useTask();
  const [measured, setMeasured] = useState<string>();
  let bytes = 0;
  for (const id of selection.ids()) bytes += Math.max(0, rows.size(id));
  const { connectionId, bucket } = parcel;
  return (
    <>
      <div className="details-head">
        <FamilyIcon family={single === undefined ? 'file' : 'folder'} />
        <h2 className="details-title">
          {single === undefined ? texts.selected(parcel.count) : <ObjectName name={rows.name(single) || '/'} />}
        </h2>
      </div>
      <Facts
        facts={[
          [
            texts.fact.contents,
            measured ??
              (single === undefined
                ? texts.counted(selection.folderCount, selection.objectCount, bytes)
                : texts.folders(1)),
          ],
          ...(single === undefined
            ? []
            : [
                [
                  texts.fact.uri,
                  <Uri key="uri" uri={s3Uri(bucket, rows.key(single))} label={texts.copyUri} />,
                ] as const,
              ]),
        ]}
      />
      {selection.folderCount === 0 || measured !== undefined ? null : task.isPending ? (
        <p role="status" className="details-hint">
          <Spinner label={texts.loading} />
        </p>
      ) : (
        <Button
          size="small"
          onPress={() =>
            task.run(async () => {
              const plan = await client.objects.measure({ connectionId, bucket, selection: parcel.selection });
              setMeasured(texts.measured(plan.objects, plan.bytes, plan.complete));
            })
          }
        >
          {texts.measure}
        </Button>
      )}
      {several}
      {task.error === undefined ? null : <ErrorNotice error={task.error} role="none" />}
    </>
  );
}
