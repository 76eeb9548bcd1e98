import { readFile } from 'node:fs/promises';
import type { ClientSteps } from './client-steps.testkit.ts';

const head = `
import boto3, hashlib, os, pathlib
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
s3 = boto3.client('s3', config=Config(signature_version='s3v4'))
`;

export const boto3: ClientSteps = {
  name: 'boto3',
  probe: ['python3', '-c', 'import boto3'],
  steps({ bucket, own, run }) {
    const text = JSON.stringify;
    const python = (script: string) => run('python3', '-c', `${head}b = ${text(bucket)}\n${script}`);
    const done = async (work: Promise<unknown>) => void (await work);
    return {
      make: () => done(python('s3.create_bucket(Bucket=b)')),
      put: () => done(python(`s3.upload_file('small', b, 'small é')`)),
      async range() {
        await python(
          `open(${text(own('range'))}, 'wb').write(s3.get_object(Bucket=b, Key='small é', Range='bytes=100-199')['Body'].read())`,
        );
        return { bytes: await readFile(own('range')), first: 100 };
      },
      multipart: () =>
        done(
          python(
            `s3.upload_file('big', b, 'big', Config=TransferConfig(multipart_chunksize=7*1024*1024))\ns3.download_file(b, 'big', ${text(own('big'))})`,
          ),
        ),
      copy: () => done(python(`s3.copy({'Bucket': b, 'Key': 'big'}, b, 'big copy')`)),
      rename: () => done(python(`s3.rename_object(Bucket=b, Key='moved', RenameSource='big%20copy')`)),
      tag: () =>
        done(
          python(
            `s3.put_object_tagging(Bucket=b, Key='small é', Tagging={'TagSet': [{'Key': 'team', 'Value': 'red'}]})`,
          ),
        ),
      version: () =>
        done(
          python(
            `s3.put_bucket_versioning(Bucket=b, VersioningConfiguration={'Status': 'Enabled'})
s3.upload_file('small-2', b, 'small é')
old = [v for v in s3.list_object_versions(Bucket=b, Prefix='small')['Versions'] if not v['IsLatest']][0]
s3.download_file(b, 'small é', ${text(own('older'))}, ExtraArgs={'VersionId': old['VersionId']})`,
          ),
        ),
      presign: async () => ({
        url: await python(
          `print(s3.generate_presigned_url('get_object', Params={'Bucket': b, 'Key': 'big'}, ExpiresIn=60))`,
        ),
      }),
      async 'sync up'() {
        await python(
          `for f in sorted(pathlib.Path('tree').rglob('*')):
    if f.is_file(): s3.upload_file(str(f), b, 't/' + f.relative_to('tree').as_posix(), ExtraArgs={'ChecksumAlgorithm': 'SHA256'})`,
        );
        return 'no command: one upload a file';
      },
      async 'sync down'() {
        await python(
          `for page in s3.get_paginator('list_objects_v2').paginate(Bucket=b, Prefix='t/'):
    for o in page['Contents']:
        to = os.path.join(${text(own('tree'))}, o['Key'][2:])
        os.makedirs(os.path.dirname(to), exist_ok=True)
        s3.download_file(b, o['Key'], to)
        assert hashlib.md5(open(to, 'rb').read()).hexdigest() == o['ETag'].strip('"')`,
        );
        return 'no command: one download a file, each compared by its ETag';
      },
      'delete many': () =>
        done(
          python(
            `keys = [{'Key': o['Key']} for o in s3.list_objects_v2(Bucket=b, Prefix='t/')['Contents']]
r = s3.delete_objects(Bucket=b, Delete={'Objects': keys})
assert len(r['Deleted']) == len(keys) and 'Errors' not in r`,
          ),
        ),
    };
  },
};
