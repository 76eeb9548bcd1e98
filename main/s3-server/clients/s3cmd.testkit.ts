import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientSteps } from './client-steps.testkit.ts';

export const s3cmd: ClientSteps = {
  name: 's3cmd',
  probe: ['s3cmd', '--version'],
  steps({ bucket, home, endpoint, own, run }) {
    const to = `s3://${bucket}`;
    const host = endpoint.slice('http://'.length);
    const call = (...args: string[]) =>
      run(
        's3cmd',
        '--config=/dev/null',
        '--access_key=AK',
        '--secret_key=SK',
        `--host=${host}`,
        `--host-bucket=${host}`,
        '--no-ssl',
        '--region=us-east-1',
        '--no-progress',
        ...args,
      );
    const done = async (work: Promise<unknown>) => void (await work);
    return {
      make: () => done(call('mb', to)),
      put: () => done(call('put', 'small', `${to}/small é`)),
      async range() {
        const first = 100;
        const small = await readFile(join(home, 'small'));
        await writeFile(own('range'), small.subarray(0, first));
        await call('get', '--continue', `${to}/small é`, own('range'));
        return {
          bytes: (await readFile(own('range'))).subarray(first),
          first,
          note: 'goes on with a file from a byte',
        };
      },
      async multipart() {
        await call('put', 'big', `${to}/big`, '--multipart-chunk-size-mb=15');
        await call('get', `${to}/big`, own('big'));
      },
      copy: () => done(call('cp', `${to}/big`, `${to}/big copy`)),
      async rename() {
        await call('mv', `${to}/big copy`, `${to}/moved`);
        return 'as a copy on the server and a delete';
      },
      async tag() {
        await call('put', '--add-header=x-amz-tagging:team=red', 'small', `${to}/small é`);
        return 'no command: as a header of an upload';
      },
      async version() {
        await call('put', 'small-2', `${to}/small é`);
        return 'no command: writes where versions are on';
      },
      presign: async () => ({
        url: await call('signurl', `${to}/big`, '+60'),
        refused: 'signs links with version 2 only, which is refused by name',
      }),
      'sync up': () => done(call('sync', 'tree/', `${to}/t/`)),
      'sync down': () => done(call('sync', `${to}/t/`, `${own('tree')}/`)),
      'delete many': () => done(call('del', '--recursive', '--force', `${to}/t/`)),
    };
  },
};
