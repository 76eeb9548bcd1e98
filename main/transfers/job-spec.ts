import {
  type ConnectionId,
  type Place,
  type Selection,
  place,
  transfers as procedures,
} from '../../preload/contract/index.ts';

/** Where objects are read: what was selected in a bucket, names relative to `base`. */
export interface ObjectSource {
  readonly connectionId: ConnectionId;
  readonly bucket: string;
  readonly base: string;
  readonly selection: Selection;
}

/** A file or folder on this machine that the user granted; `name` is unique in its job. */
export interface LocalRoot {
  readonly path: string;
  readonly kind: 'file' | 'folder';
  /** Empty for a folder whose contents go to the target itself. */
  readonly name: string;
}

/** What the user asked for, as it is kept with the job. */
export type JobSpec =
  | {
      readonly kind: 'upload';
      readonly target: Place;
      readonly roots: readonly LocalRoot[];
      /** By what a file that is there already counts as the same; by size and time where absent. */
      readonly sameBy?: 'checksum' | undefined;
    }
  | { readonly kind: 'receive'; readonly target: Place }
  | { readonly kind: 'download'; readonly source: ObjectSource; readonly into: string }
  | { readonly kind: 'copy'; readonly source: ObjectSource; readonly target: Place; readonly move: boolean }
  | {
      readonly kind: 'rename';
      readonly connectionId: ConnectionId;
      readonly bucket: string;
      readonly from: string;
      readonly to: string;
    }
  | {
      readonly kind: 'delete';
      readonly connectionId: ConnectionId;
      readonly bucket: string;
      readonly selection: Selection;
    };

const fields = (value: unknown): Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) throw new Error('the stored job is not an object');
  return value as Record<string, unknown>;
};
const words = (value: unknown): string => {
  if (typeof value !== 'string' || value === '') throw new Error('the stored job lacks a path');
  return value;
};

/** Stored state is input from outside: throws where it is not what `JSON.stringify` of a spec gave. */
export function parseSpec(json: string): JobSpec {
  const spec = fields(JSON.parse(json));
  switch (spec.kind) {
    case 'upload': {
      if (!Array.isArray(spec.roots)) throw new Error('the stored job lacks its sources');
      const roots = spec.roots.map((one: unknown): LocalRoot => {
        const root = fields(one);
        return {
          path: words(root.path),
          kind: root.kind === 'folder' ? 'folder' : 'file',
          name: typeof root.name === 'string' ? root.name : words(undefined),
        };
      });
      const sameBy = spec.sameBy === 'checksum' ? ({ sameBy: 'checksum' } as const) : {};
      return { kind: 'upload', target: place.parse(spec.target), roots, ...sameBy };
    }
    case 'receive':
      return { kind: 'receive', target: place.parse(spec.target) };
    case 'download': {
      const source = procedures.download.input.shape.source.parse(spec.source);
      return { kind: 'download', source, into: words(spec.into) };
    }
    case 'copy': {
      const { source, target, move } = procedures.copy.input
        .omit({ conflict: true })
        .parse({ source: spec.source, target: spec.target, move: spec.move });
      return { kind: 'copy', source, target, move };
    }
    case 'rename': {
      const { connectionId, bucket, from, to } = spec;
      return { kind: 'rename', ...procedures.rename.input.parse({ connectionId, bucket, from, to }) };
    }
    case 'delete': {
      const { connectionId, bucket, selection } = spec;
      return { kind: 'delete', ...procedures.remove.input.parse({ connectionId, bucket, selection }) };
    }
    default:
      throw new Error('the stored job is of an unknown kind');
  }
}

/** Where a job writes objects, and the folders that they are all below; undefined for jobs that write none. */
export function deliveredTo(
  spec: JobSpec,
): { readonly connectionId: ConnectionId; readonly bucket: string; readonly prefixes: readonly string[] } | undefined {
  switch (spec.kind) {
    case 'upload': {
      const prefix = asFolder(spec.target.prefix);
      const folders = spec.roots.filter((root) => root.kind === 'folder');
      const prefixes = folders.map((root) => (root.name === '' ? prefix : `${prefix}${root.name}/`));
      return { ...spec.target, prefixes: folders.length === spec.roots.length ? prefixes : [prefix] };
    }
    case 'receive':
    case 'copy':
      return { ...spec.target, prefixes: [asFolder(spec.target.prefix)] };
    case 'rename':
      return { ...spec, prefixes: [spec.to.slice(0, spec.to.lastIndexOf('/') + 1)] };
    case 'download':
    case 'delete':
      return undefined;
  }
}

/** `prefix` as a folder: empty, or with the `/` at its end. */
export const asFolder = (prefix: string): string => (prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`);

/** Texts of the queue are bounded; what is cut off is shown as cut off. */
export const clip = (value: string): string => (value.length <= 512 ? value : `${value.slice(0, 511)}…`);

/** The names a job moves, for people: the first few. */
export function titleOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return clip(names.length > 3 ? `${shown} …` : shown);
}

/** The last segment of a key or prefix. */
export const lastName = (key: string): string => key.replace(/\/$/, '').split('/').at(-1) ?? key;

export const selectedNames = (selection: Selection): string[] => [
  ...selection.prefixes.slice(0, 4).map(lastName),
  ...selection.keys.slice(0, 4).map(lastName),
];

/** Gives each root a name of its own, as two folders may hold files of one name. */
export function nameRoots(
  roots: readonly (Omit<LocalRoot, 'name'> & { readonly name?: string })[],
  nameOf: (path: string) => string,
): LocalRoot[] {
  const taken = new Set<string>();
  return roots.map(({ path, kind, name: given }) => {
    const wanted = given ?? (nameOf(path) || 'files');
    let name = wanted;
    for (let n = 2; taken.has(name); n += 1) name = `${wanted} (${n})`;
    taken.add(name);
    return { path, kind, name };
  });
}
