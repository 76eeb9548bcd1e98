import { readFile } from 'node:fs/promises';
import type { ClientSteps } from './client-steps.testkit.ts';

export const awsCli: ClientSteps = {
  name: 'aws cli',
  probe: ['aws', '--version'],
  steps({ bucket, own, run }) {
    const to = `s3://${bucket}`;
    const api = (command: string, ...args: string[]) => run('aws', 's3api', command, '--bucket', bucket, ...args);
    const s3 = (...args: string[]) => run('aws', 's3', ...args);
    const done = async (work: Promise<unknown>) => void (await work);
    return {
      make: () => done(s3('mb', to)),
      put: () => done(s3('cp', 'small', `${to}/small é`)),
      async range() {
        await api('get-object', '--key', 'small é', '--range', 'bytes=100-199', own('range'));
        return { bytes: await readFile(own('range')), first: 100 };
      },
      async multipart() {
        await s3('cp', 'big', `${to}/big`);
        await s3('cp', `${to}/big`, own('big'));
      },
      copy: () => done(s3('cp', `${to}/big`, `${to}/big copy`)),
      rename: () => done(api('rename-object', '--key', 'moved', '--rename-source', 'big%20copy')),
      tag: () => done(api('put-object-tagging', '--key', 'small é', '--tagging', 'TagSet=[{Key=team,Value=red}]')),
      async version() {
        await api('put-bucket-versioning', '--versioning-configuration', 'Status=Enabled');
        await s3('cp', 'small-2', `${to}/small é`);
        const query = 'Versions[?IsLatest==`false`].VersionId';
        const listed = await api('list-object-versions', '--prefix', 'small', '--query', query, '--output', 'text');
        await api('get-object', '--key', 'small é', '--version-id', listed.trim(), own('older'));
      },
      presign: async () => ({ url: await s3('presign', `${to}/big`, '--expires-in', '60') }),
      'sync up': () => done(s3('sync', 'tree', `${to}/t`)),
      'sync down': () => done(s3('sync', `${to}/t`, own('tree'))),
      'delete many': () => done(s3('rm', '--recursive', `${to}/t/`)),
    };
  },
};
