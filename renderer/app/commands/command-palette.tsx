import { Clock, CornerDownRight, HardDrive, Star } from 'lucide-react';
import { memo, useCallback, useState, type ReactNode } from 'react';
import type { Connection, Place } from '../../../preload/contract/index.ts';
import { baseName, displayName, parsePath, printShortcut, rankByWords, s3Uri } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Palette, useLoaded, type Command, type PaletteItem } from '../../ui/index.ts';
import { texts } from '../texts.ts';
import type { Places } from '../use-places.ts';

export interface CommandPaletteProps {
  readonly commands: readonly Command[];
  readonly places: Places;
  readonly connections: readonly Connection[];
  /** Where a path without a bucket leads from. */
  readonly here: Place | undefined;
  readonly isMac: boolean;
  readonly onGo: (place: Place) => void;
  /** A bucket that some connection has. */
  readonly onOpen: (bucket: string, key: string) => void;
  readonly onClose: () => void;
}

/** An entry, what it is found by, and what it does. */
interface Entry extends PaletteItem {
  readonly words: string;
  readonly run: () => void;
}

const maxEach = 12;

function PaletteOfNow(props: CommandPaletteProps): ReactNode {
  const { commands, places, connections, here, isMac, onGo, onOpen, onClose } = props;
  const client = useClient();
  const [query, setQuery] = useState('');
  const load = useCallback(
    async (signal: AbortSignal) => {
      // A store that does not answer does not hide the buckets of the others.
      const asked = await Promise.allSettled(
        connections.map(async ({ id }) => {
          const { buckets } = await client.buckets.list({ connectionId: id }, { signal });
          return buckets.map(({ name }): Place => ({ connectionId: id, bucket: name, prefix: '' }));
        }),
      );
      return asked.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    },
    [client, connections],
  );
  const { value: loaded } = useLoaded(load);
  // What is listed must not move under the keys: buckets that arrive after something was typed wait for the next letter.
  const [held, setHeld] = useState<readonly Place[]>();
  const isTyped = query.trim() !== '';
  const buckets = (isTyped ? held : loaded) ?? [];

  const connectionName = (id: string): string => {
    const found = connections.find((connection) => connection.id === id);
    return found === undefined ? '' : found.local ? texts.localMachine : found.name;
  };
  const placeEntry = (kind: string, icon: ReactNode, place: Place, name: string): Entry => ({
    id: `${kind} ${place.connectionId} ${place.bucket}/${place.prefix}`,
    label: displayName(name),
    detail: displayName(`${connectionName(place.connectionId)} · ${place.bucket}/${place.prefix}`),
    words: `${name} ${place.bucket}/${place.prefix} ${connectionName(place.connectionId)}`,
    icon,
    run: () => onGo(place),
  });
  const isKnown = ({ connectionId }: Place): boolean => connections.some(({ id }) => id === connectionId);
  const commandEntries = commands.map((command): Entry => ({
    id: command.id,
    label: command.label,
    words: command.label,
    icon: command.icon,
    detail: command.disabledReason,
    isDisabled: command.disabledReason !== undefined,
    shortcut: command.shortcuts?.[0] === undefined ? undefined : printShortcut(command.shortcuts[0], isMac),
    run: command.run,
  }));
  const path = query.trim();
  const isPath = path.startsWith('s3://') || (path.includes('/') && here !== undefined);
  const go: Entry[] = isPath
    ? [
        {
          id: 'go to path',
          label: texts.goToPath,
          detail: displayName(pathTarget(path, here)),
          words: path,
          icon: <CornerDownRight aria-hidden />,
          run: () => {
            const { bucket, prefix } = parsePath(path);
            if (bucket !== undefined && bucket !== here?.bucket) onOpen(bucket, prefix);
            else if (here !== undefined) onGo({ ...here, prefix });
          },
        },
      ]
    : [];
  const groups: readonly (readonly [string, readonly Entry[]])[] = [
    [texts.paletteGo, go],
    [
      texts.favourites,
      places.favourites
        .filter(({ place }) => isKnown(place))
        .map(({ place, name }) => placeEntry('favourite', <Star aria-hidden />, place, name)),
    ],
    [
      texts.recent,
      places.recent
        .filter(({ place }) => isKnown(place))
        .map(({ place }) =>
          placeEntry(
            'recent',
            <Clock aria-hidden />,
            place,
            place.prefix === '' ? place.bucket : baseName(place.prefix),
          ),
        ),
    ],
    [texts.buckets, buckets.map((place) => placeEntry('bucket', <HardDrive aria-hidden />, place, place.bucket))],
    [texts.commands, commandEntries],
  ];
  const shown = groups.map(([title, entries]) => ({
    title,
    items: title === texts.paletteGo ? entries : best(entries, query, title === texts.commands ? 40 : maxEach),
  }));
  const choose = (id: string): void => {
    const entry = groups.flatMap(([, entries]) => entries).find((one) => one.id === id);
    if (entry === undefined || entry.isDisabled === true) return;
    onClose();
    // What it opens takes the focus once the palette has given it up.
    requestAnimationFrame(entry.run);
  };
  return (
    <Palette
      label={texts.palette}
      placeholder={texts.palettePlaceholder}
      query={query}
      onQuery={(typed) => {
        setQuery(typed);
        setHeld(loaded);
      }}
      sections={shown}
      empty={texts.paletteEmpty}
      onChoose={choose}
      onClose={onClose}
    />
  );
}

/**
 * Every command there is, and every place that is known, by a few letters. It stays as it was opened: a list that changes
 * beneath the keys would run what was not chosen.
 */
export const CommandPalette = memo(PaletteOfNow, () => true);

function pathTarget(path: string, here: Place | undefined): string {
  const { bucket, prefix } = parsePath(path);
  return s3Uri(bucket ?? here?.bucket ?? '', prefix);
}

function best(entries: readonly Entry[], query: string, most: number): readonly Entry[] {
  return (
    entries
      .map((entry) => ({ entry, rank: rankByWords(entry.words, query) }))
      .filter(({ rank }) => rank > 0)
      // What cannot be done now comes last: it says why, and is not in the way.
      .map(({ entry, rank }) => ({ entry, rank: entry.isDisabled === true ? rank - 100 : rank }))
      .toSorted((left, right) => right.rank - left.rank)
      .slice(0, most)
      .map(({ entry }) => entry)
  );
}
