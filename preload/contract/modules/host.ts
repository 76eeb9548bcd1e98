import { z } from 'zod';
import { command, query } from '../define.ts';
import { bytes, done, grantId, nothing, text } from '../shapes.ts';

export const capabilities = z.strictObject({
  host: z.enum(['electron', 'headless']),
  version: text,
  platform: z.enum(['darwin', 'win32', 'linux', 'other']),
  /** The machine that runs the backend, as people know it. */
  machine: text,
  /** `paths`: a dropped file has a path here. `bytes`: its bytes come from the browser and are received first. */
  dropped: z.enum(['paths', 'bytes']),
  /** Native open and save dialogs; otherwise the interface shows its own folder browser of the host machine. */
  nativeDialogs: z.boolean(),
  /** Objects can be dragged out to the desktop. */
  dragOut: z.boolean(),
  /** The host can show a file in the system's file manager. */
  showInFolder: z.boolean(),
  openExternal: z.boolean(),
  notifications: z.boolean(),
  /** What was found damaged at this start: the copy that was kept of it, as a path on the host machine. */
  setAside: z.array(z.strictObject({ keptAs: z.string().max(4096) })),
});
export type Capabilities = z.infer<typeof capabilities>;

/** A granted path. `name` is for people; the path itself is shown only for the host machine's own folders. */
export const grant = z.strictObject({
  id: grantId,
  name: text,
  kind: z.enum(['file', 'folder']),
  size: bytes.optional(),
});
export type Grant = z.infer<typeof grant>;

const hostPath = z.string().min(1).max(4096);

export const host = {
  capabilities: query(
    'What this host can do; the interface asks this and never which host it is.',
    nothing,
    capabilities,
  ),
  pickSources: command(
    'Opens the native dialog for files or folders to upload. Empty where the user cancelled.',
    z.strictObject({ kind: z.enum(['files', 'folder']) }),
    z.strictObject({ grants: z.array(grant) }),
  ),
  pickFolder: command(
    'Opens the native dialog for a folder to write to or to show as a volume. Empty where the user cancelled.',
    z.strictObject({ purpose: z.enum(['download', 'volume']) }),
    z.strictObject({ grants: z.array(grant) }),
  ),
  browse: query(
    'Entries of a folder on the host machine, for hosts without native dialogs. Without a path: the home folder.',
    z.strictObject({ path: hostPath.optional(), show: z.enum(['folders', 'all']) }),
    z.strictObject({
      path: hostPath,
      parent: hostPath.optional(),
      entries: z.array(
        z.strictObject({ name: text, path: hostPath, kind: z.enum(['file', 'folder']), size: bytes.optional() }),
      ),
      truncated: z.boolean(),
    }),
  ),
  grantBrowsed: command(
    'Turns paths that the user chose in the folder browser into grants. Refused where the host has native dialogs.',
    z.strictObject({ paths: z.array(hostPath).min(1).max(1000) }),
    z.strictObject({ grants: z.array(grant) }),
  ),
  openExternal: command(
    'Opens an https address in the system browser. Other schemes are ADDRESS_REFUSED.',
    z.strictObject({ url: z.string().max(4096) }),
    done,
  ),
};
