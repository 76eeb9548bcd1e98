import { AppError } from '../../preload/contract/index.ts';
import type { Volume } from '../volumes/index.ts';
import { samplePicture } from './sample-picture.ts';

export const sampleFolder = 'Sample/';

const notes = `# Welcome to Quayside

These files are here to try things with. They lie in a volume of this computer and nowhere else.

1. Select \`harbour.png\` and press **Share** to hand out a link.
2. Drop a folder of your own beside them.
3. Add a connection to browse a store that you have a key for.

Delete the folder \`Sample\` when you are done.
`;

/** One day of water levels at a quay wall: half-tides of 12.42 hours around 2 metres. */
function tides(): string {
  const lines = ['hour,level_m'];
  for (let hour = 0; hour < 24; hour += 1) {
    lines.push(`${hour},${(2 + 1.4 * Math.sin((hour / 12.42) * 2 * Math.PI)).toFixed(2)}`);
  }
  return `${lines.join('\n')}\n`;
}

const berths = {
  harbour: 'Quayside',
  berths: [
    { name: 'North wall', metres: 180, free: true },
    { name: 'Old crane', metres: 90, free: false },
  ],
};

/** Puts the samples below `Sample/`. A file of that name that is there stays as it is. */
export async function addSamples(
  volume: Volume,
  { bucket, signal }: { readonly bucket: string; readonly signal: AbortSignal },
): Promise<void> {
  const files: readonly (readonly [name: string, type: string, body: Uint8Array])[] = [
    ['welcome.md', 'text/markdown', Buffer.from(notes)],
    ['harbour.png', 'image/png', samplePicture()],
    ['tides.csv', 'text/csv', Buffer.from(tides())],
    ['berths.json', 'application/json', Buffer.from(`${JSON.stringify(berths, null, 2)}\n`)],
  ];
  for (const [name, contentType, body] of files) {
    try {
      await volume.put({ bucket, key: sampleFolder + name, body, contentType, onlyIfAbsent: true, signal });
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'OBJECT_EXISTS')) throw error;
    }
  }
}
