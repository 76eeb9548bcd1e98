import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';

export interface ImportEnvironment {
  /** Where the user's own files begin. */
  readonly userHome: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where other programs keep their connections, by their own documentation. */
export function placesOf({ userHome, env }: ImportEnvironment) {
  const appData = env['APPDATA'];
  const configHome = env['XDG_CONFIG_HOME'] ?? join(userHome, '.config');
  return {
    awsConfig: env['AWS_CONFIG_FILE'] ?? join(userHome, '.aws', 'config'),
    awsCredentials: env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(userHome, '.aws', 'credentials'),
    rclone: [
      ...(env['RCLONE_CONFIG'] === undefined ? [] : [env['RCLONE_CONFIG']]),
      join(configHome, 'rclone', 'rclone.conf'),
      join(userHome, '.rclone.conf'),
      ...(appData === undefined ? [] : [join(appData, 'rclone', 'rclone.conf')]),
    ],
    s3cmd: [join(userHome, '.s3cfg')],
    cyberduck: [
      join(
        userHome,
        'Library',
        'Group Containers',
        'G69SCX94XU.duck',
        'Library',
        'Application Support',
        'duck',
        'Bookmarks',
      ),
      join(userHome, 'Library', 'Application Support', 'Cyberduck', 'Bookmarks'),
      join(userHome, '.duck', 'bookmarks'),
      ...(appData === undefined ? [] : [join(appData, 'Cyberduck', 'Bookmarks')]),
    ],
  };
}

/** Nobody has more bookmarks; a folder that does is something else. */
const mostBookmarks = 300;

/** The bookmarks of a folder; empty where it is not there. */
export async function bookmarksIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith('.duck'))
      .slice(0, mostBookmarks)
      .map((name) => join(folder, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}

/** `~/…` for what is below the home folder; the end of a path that is too long. */
export function shownPath(path: string, { userHome }: ImportEnvironment): string {
  const inside = userHome !== '' && path.startsWith(userHome + sep);
  const shown = inside ? `~${path.slice(userHome.length)}` : path;
  return shown.length > 400 ? `…${shown.slice(-399)}` : shown;
}
