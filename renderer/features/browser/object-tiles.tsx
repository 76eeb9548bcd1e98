import './object-tiles.css';
import { useEffect, useState, type ReactNode } from 'react';
import type { Place } from '../../../preload/contract/index.ts';
import { format, kindOf } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { ObjectName, TileGrid } from '../../ui/index.ts';
import { AskedValues } from './asked-values.ts';
import { FamilyIcon } from './family-icon.tsx';
import type { Listing, ListingState } from './listing.ts';
import { RenameField } from './rename-field.tsx';
import type { RowInput } from './row-input.ts';
import { drawable, maxThumbnail } from './thumbnails.ts';
import { useAskedValue } from './use-asked-value.ts';

const tile = { width: 136, height: 140 };

export interface ObjectTilesProps {
  readonly input: RowInput;
  readonly listing: Listing;
  readonly state: ListingState;
  readonly place: Place;
}

/** The listing as tiles, pictures as what they show. */
export function ObjectTiles({ input, listing, state, place }: ObjectTilesProps): ReactNode {
  const { isCut, dropRow, editedRow, onRename, onEditEnd, ...rest } = input;
  const client = useClient();
  const [thumbnails] = useState(
    () =>
      new AskedValues<string>(async ({ connectionId, bucket }, key, signal) => {
        const { url, expiresAt } = await client.files.preview({ connectionId, bucket, key }, { signal });
        return { value: url, expiresAt };
      }),
  );
  useEffect(() => () => thumbnails.close(), [thumbnails]);
  const { rows, order, selection, focusedRow } = state;
  const idAt = (item: number): number => order[item] ?? 0;
  return (
    <TileGrid
      {...rest}
      tile={tile}
      rowCount={order.length}
      focusedRow={focusedRow}
      isSelected={(item) => selection.has(idAt(item))}
      onReach={(item, reach) => listing.reach(item, reach)}
      onSelectAll={() => listing.selectAll()}
      onClear={() => listing.clearSelection()}
      onTypeAhead={(text) => listing.typeAhead(text)}
      tileKey={(item) => `${rows.isFolder(idAt(item)) ? 'folder' : 'object'} ${rows.key(idAt(item))}`}
      tileName={(item) => rows.name(idAt(item)) || '/'}
      tileClass={(item) => `${isCut(rows.key(idAt(item))) ? 'is-cut' : ''} ${item === dropRow ? 'is-drop-target' : ''}`}
      renderTile={(item) => {
        const id = idAt(item);
        const name = rows.name(id);
        const isFolder = rows.isFolder(id);
        const size = rows.size(id);
        const isPicture = !isFolder && drawable.test(name) && size > 0 && size <= maxThumbnail;
        return (
          <>
            <span className="tile-picture">
              {isPicture ? (
                <Picture thumbnails={thumbnails} place={place} objectKey={rows.key(id)} name={name} />
              ) : (
                <FamilyIcon family={kindOf(name, isFolder).family} name={name} />
              )}
            </span>
            {item === editedRow ? (
              <RenameField
                key={rows.key(id)}
                name={name}
                prefix={rows.prefix}
                onDone={(renamed) => {
                  if (renamed === undefined || renamed === name) onEditEnd();
                  else onRename(item, renamed);
                }}
              />
            ) : (
              <span className="tile-name">
                <ObjectName name={name === '' ? '/' : name} />
              </span>
            )}
            <span className="tile-fact">{isFolder ? '' : format.bytes(size)}</span>
          </>
        );
      }}
    />
  );
}

interface PictureProps {
  readonly thumbnails: AskedValues<string>;
  readonly place: Place;
  readonly objectKey: string;
  readonly name: string;
}

function Picture({ thumbnails, place, objectKey, name }: PictureProps): ReactNode {
  const url = useAskedValue(thumbnails, place, objectKey);
  const [hasFailed, setFailed] = useState(false);
  if (url === undefined || hasFailed) return <FamilyIcon family="image" name={name} />;
  return (
    <img className="tile-image" src={url} alt="" decoding="async" draggable={false} onError={() => setFailed(true)} />
  );
}
