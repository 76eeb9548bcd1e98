import type { ClientSteps } from './client-steps.testkit.ts';
import { readFile, writeFile } from 'node:fs/promises';

/** The remote `q` is in the environment. */
export const rclone: ClientSteps = {
  name: 'rclone',
  probe: ['rclone', 'version'],
  steps({ bucket, own, run }) {
    const to = `q:${bucket}`;
    const call = (...args: string[]) => run('rclone', ...args);
    const done = async (work: Promise<unknown>) => void (await work);
    return {
      make: () => done(call('mkdir', to)),
      put: () => done(call('copyto', 'small', `${to}/small é`)),
      async range() {
        const hex = `rclone cat --offset 100 --count 100 '${to}/small é' | od -An -v -tx1`;
        const printed = await run('sh', '-c', hex);
        await writeFile(own('range'), Buffer.from(printed.replaceAll(/\s/g, ''), 'hex'));
        return { bytes: await readFile(own('range')), first: 100 };
      },
      async multipart() {
        await call('copyto', 'big', `${to}/big`, '--s3-upload-cutoff', '5M', '--s3-chunk-size', '5M');
        await call('copyto', `${to}/big`, own('big'));
      },
      copy: () => done(call('copyto', `${to}/big`, `${to}/big copy`)),
      async rename() {
        await call('moveto', `${to}/big copy`, `${to}/moved`);
        return 'as a copy on the server and a delete';
      },
      async tag() {
        await call('copyto', '--ignore-times', '--header-upload', 'x-amz-tagging: team=red', 'small', `${to}/small é`);
        return 'no command: as a header of an upload';
      },
      async version() {
        await call('copyto', '--ignore-times', 'small-2', `${to}/small é`);
        const listed = (await call('lsf', '--s3-versions', to)).split('\n');
        const older = listed.find((name) => /^small é-v\d/.test(name)) ?? 'no version is listed';
        await call('copyto', '--s3-versions', `${to}/${older}`, own('older'));
        return 'cannot turn versions on: lists and reads them';
      },
      presign: async () => ({ url: await call('link', '--expire', '60s', `${to}/big`) }),
      async 'sync up'() {
        await call('sync', '--checksum', 'tree', `${to}/t`);
        await call('check', '--download', 'tree', `${to}/t`);
        return undefined;
      },
      'sync down': () => done(call('sync', '--checksum', `${to}/t`, own('tree'))),
      'delete many': () => done(call('delete', `${to}/t`)),
    };
  },
};
