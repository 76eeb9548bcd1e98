import './search.css';
import { ChevronRight } from 'lucide-react';
import { Fragment, useCallback, useState, type ReactNode } from 'react';
import type { Contract, OutputOf, Place } from '../../../preload/contract/index.ts';
import { baseName, crumbs, displayName, folderOf, format, parentPrefix } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, Dialog, ErrorNotice, ObjectName, Table, Tabs, useLoaded } from '../../ui/index.ts';
import { IndexLine } from './index-line.tsx';
import { texts } from './texts.ts';
import { UsageMap, type UsagePart } from './usage-map.tsx';
import { useIndex } from './use-index.ts';

export interface UsageDialogProps {
  readonly place: Place;
  readonly onGo: (place: Place, focusKey?: string) => void;
  readonly onClose: () => void;
}

type Usage = OutputOf<Contract['search']['usage']>;
/** Tiles that are still large enough to be hit; the rest is one tile. */
const maxTiles = 60;

/** What folders hold, as a map and as a table, from the local index. */
export function UsageDialog({ place, onGo, onClose }: UsageDialogProps): ReactNode {
  const { connectionId, bucket } = place;
  const client = useClient();
  const state = useIndex(place);
  const [prefix, setPrefix] = useState(place.prefix);
  const [view, setView] = useState<'map' | 'table' | 'largest'>('map');
  const { index } = state;
  // While the bucket is listed the sums grow: they are asked for again every so often.
  const stamp =
    index === undefined ? 0 : index.builtAt + (index.state === 'building' ? Math.floor(index.objects / 20_000) : 0);
  const isDone = index !== undefined && index.state !== 'building';
  const load = useCallback(
    async (signal: AbortSignal): Promise<Usage | undefined> => {
      if (stamp === 0) return undefined;
      return client.search.usage({ connectionId, bucket, prefix }, { signal });
    },
    [client, connectionId, bucket, prefix, stamp],
  );
  const usage = useLoaded(load);
  const parts = usage.value === undefined ? [] : partsOf(usage.value);
  const go = (to: string, focusKey?: string): void => {
    onClose();
    onGo({ connectionId, bucket, prefix: to }, focusKey);
  };
  const up = (): void => setPrefix(parentPrefix(prefix) ?? '');
  const enter = (part: UsagePart): void => setPrefix(part.id);
  const total = usage.value?.bytes ?? 0;
  return (
    <Dialog
      size="large"
      title={texts.usageTitle(displayName(bucket))}
      onClose={onClose}
      isDismissable
      footer={
        <>
          {index === undefined ? null : <Button onPress={() => go(prefix)}>{texts.open}</Button>}
          <Button onPress={onClose}>{texts.close}</Button>
        </>
      }
    >
      <IndexLine state={state}>
        <UsagePath bucket={bucket} prefix={prefix} onGo={setPrefix} />
        {usage.error === undefined ? null : <ErrorNotice error={usage.error} onAction={usage.reload} />}
        {usage.value === undefined ? null : (
          <p className="usage-total" role="status">
            {texts.total(usage.value.objects, usage.value.bytes)}
          </p>
        )}
        {isDone && parts.length === 0 ? <p className="usage-hint">{texts.empty}</p> : null}
        <Tabs
          label={texts.viewLabel}
          value={view}
          onChange={setView}
          tabs={[
            { id: 'map', label: texts.views.map, content: <UsageMap parts={parts} onEnter={enter} onUp={up} /> },
            {
              id: 'table',
              label: texts.views.table,
              content: (
                <div className="usage-table">
                  <Table
                    label={texts.views.table}
                    rows={parts}
                    rowId={({ id }) => id}
                    columns={[
                      {
                        id: 'name',
                        label: texts.columns.name,
                        isRowHeader: true,
                        render: (part) =>
                          part.isFolder ? (
                            <Button size="small" variant="ghost" onPress={() => enter(part)}>
                              <ObjectName name={part.name} />
                            </Button>
                          ) : (
                            part.name
                          ),
                      },
                      {
                        id: 'size',
                        label: texts.columns.size,
                        align: 'end',
                        width: '100px',
                        render: ({ bytes }) => format.bytes(bytes),
                      },
                      {
                        id: 'share',
                        label: texts.share,
                        align: 'end',
                        width: '72px',
                        render: ({ bytes }) => format.percent(total === 0 ? 0 : bytes / total),
                      },
                      {
                        id: 'objects',
                        label: texts.count,
                        align: 'end',
                        width: '110px',
                        render: ({ objects }) => format.count(objects),
                      },
                    ]}
                  />
                </div>
              ),
            },
            {
              id: 'largest',
              label: texts.views.largest,
              content: (
                <div className="usage-table">
                  <Table
                    label={texts.views.largest}
                    rows={usage.value?.largest ?? []}
                    rowId={({ key }) => key}
                    columns={[
                      {
                        id: 'name',
                        label: texts.columns.name,
                        isRowHeader: true,
                        render: ({ key }) => (
                          <Button size="small" variant="ghost" onPress={() => go(folderOf(key), key)}>
                            <ObjectName name={key.slice(prefix.length) || '/'} />
                          </Button>
                        ),
                      },
                      {
                        id: 'size',
                        label: texts.columns.size,
                        align: 'end',
                        width: '100px',
                        render: ({ size }) => format.bytes(size),
                      },
                    ]}
                  />
                </div>
              ),
            },
          ]}
        />
      </IndexLine>
    </Dialog>
  );
}

function partsOf({ folders, own }: Usage): readonly UsagePart[] {
  const shown = folders.slice(0, maxTiles);
  const rest = folders.slice(maxTiles);
  const sum = (of: (one: { readonly bytes: number; readonly objects: number }) => number): number =>
    rest.reduce((all, one) => all + of(one), 0);
  return [
    ...shown.map(({ prefix, bytes, objects }) => ({
      id: prefix,
      name: baseName(prefix) || '/',
      bytes,
      objects,
      isFolder: true,
    })),
    // Prefixes of folders end with a slash: these names are nobody's.
    ...(rest.length === 0
      ? []
      : [
          {
            id: '#others',
            name: texts.others(rest.length),
            bytes: sum(({ bytes }) => bytes),
            objects: sum(({ objects }) => objects),
            isFolder: false,
          },
        ]),
    ...(own.objects === 0 ? [] : [{ id: '#here', name: texts.here, ...own, isFolder: false }]),
  ];
}

function UsagePath({
  bucket,
  prefix,
  onGo,
}: {
  readonly bucket: string;
  readonly prefix: string;
  readonly onGo: (prefix: string) => void;
}): ReactNode {
  return (
    <nav className="usage-path" aria-label={texts.path}>
      {[{ name: bucket, prefix: '' }, ...crumbs(prefix)].map((level, at) => (
        <Fragment key={level.prefix}>
          {at === 0 ? null : <ChevronRight aria-hidden />}
          <Button size="small" variant="ghost" onPress={() => onGo(level.prefix)}>
            <ObjectName name={level.name || '/'} />
          </Button>
        </Fragment>
      ))}
    </nav>
  );
}
