import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './s3-server.testkit.ts';

const run = promisify(execFile);
const oddNames = ['a b.txt', 'a+b', 'a%2Fb', 'é ü.txt', "!*'()", '😀.bin', 'a#b&c=d', '~t', 'empty'];
const MiB = 1024 * 1024;

let server: TestServer;
let home: string;
let big: Buffer;

beforeAll(async () => {
  server = await startTestServer();
  home = await mkdtemp(join(tmpdir(), 'quayside-clients-'));
  big = randomBytes(22 * MiB);
  await mkdir(join(home, 'tree', 'below é'), { recursive: true });
  for (const name of oddNames) {
    const data = name === 'empty' ? Buffer.alloc(0) : randomBytes(1000 + name.length);
    await writeFile(join(home, 'tree', name), data);
    await writeFile(join(home, 'tree', 'below é', name), data);
  }
  await writeFile(join(home, 'big'), big);
  // Left alone, the command line presigns with version 2 for endpoints that are not Amazon's.
  await mkdir(join(home, '.aws'));
  await writeFile(join(home, '.aws', 'config'), '[default]\ns3 =\n  signature_version = s3v4\n');
});
afterAll(async () => {
  await server.close();
  await rm(home, { recursive: true, force: true });
});

/** Whether a program can be started here; says so where it cannot. */
function has(command: string, ...args: string[]): boolean {
  const found = spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  if (!found) process.stderr.write(`skipped: ${command} is not on this machine\n`);
  return found;
}

/** The caller's environment without what would lead a client elsewhere. */
function environment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:AWS_|RCLONE_)/.test(name));
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    HOME: home,
    AWS_ACCESS_KEY_ID: 'AK',
    AWS_SECRET_ACCESS_KEY: 'SK',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    RCLONE_CONFIG_Q_TYPE: 's3',
    RCLONE_CONFIG_Q_PROVIDER: 'Other',
    RCLONE_CONFIG_Q_ACCESS_KEY_ID: 'AK',
    RCLONE_CONFIG_Q_SECRET_ACCESS_KEY: 'SK',
    RCLONE_CONFIG_Q_REGION: 'us-east-1',
    RCLONE_CONFIG_Q_ENDPOINT: server.endpoint,
  };
}

const call = async (command: string, ...args: string[]): Promise<string> =>
  (await run(command, args, { env: environment(), cwd: home, maxBuffer: 64 * MiB })).stdout;

/** Every file below a directory, by relative path. */
async function treeOf(directory: string): Promise<Map<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(directory.length + 1), (await readFile(path)).toString('hex'));
  }
  return files;
}

async function sameTree(copy: string): Promise<boolean> {
  const [a, b] = [await treeOf(join(home, 'tree')), await treeOf(join(home, copy))];
  return a.size === b.size && [...a].every(([name, data]) => b.get(name) === data);
}

const python = (): boolean => has('python3', '-c', 'import boto3');

describe('The same scenario by every client', { timeout: 120_000 }, () => {
  test.runIf(has('aws', '--version'))('aws cli', async () => {
    await call('aws', 's3', 'mb', 's3://by-aws');
    await call('aws', 's3', 'sync', 'tree', 's3://by-aws/t');
    await call('aws', 's3', 'cp', 'big', 's3://by-aws/big');
    await call('aws', 's3', 'cp', 's3://by-aws/big', 's3://by-aws/big copy');
    await call('aws', 's3', 'cp', 's3://by-aws/big copy', 'aws-big');
    expect((await readFile(join(home, 'aws-big'))).equals(big)).toBe(true);
    await call(
      'aws',
      's3api',
      'get-object',
      '--bucket',
      'by-aws',
      '--key',
      'big',
      '--range',
      'bytes=8388600-8388700',
      'aws-range',
    );
    expect((await readFile(join(home, 'aws-range'))).equals(big.subarray(8_388_600, 8_388_701))).toBe(true);
    const link = (await call('aws', 's3', 'presign', 's3://by-aws/big', '--expires-in', '60')).trim();
    expect((await fetch(link)).status).toBe(200);
    await call('aws', 's3', 'sync', 's3://by-aws/t', 'aws-tree');
    expect(await sameTree('aws-tree')).toBe(true);
    await call('aws', 's3', 'rb', '--force', 's3://by-aws');
  });

  test.runIf(has('rclone', 'version'))('rclone', async () => {
    await call('rclone', 'mkdir', 'q:by-rclone');
    await call('rclone', 'sync', 'tree', 'q:by-rclone/t');
    await call('rclone', 'copyto', 'big', 'q:by-rclone/big', '--s3-upload-cutoff', '5M', '--s3-chunk-size', '5M');
    await call('rclone', 'copyto', 'q:by-rclone/big', 'q:by-rclone/copy');
    await call('rclone', 'moveto', 'q:by-rclone/copy', 'q:by-rclone/moved');
    await call('rclone', 'copyto', 'q:by-rclone/moved', 'rclone-big');
    expect((await readFile(join(home, 'rclone-big'))).equals(big)).toBe(true);
    const link = (await call('rclone', 'link', '--expire', '60s', 'q:by-rclone/big')).trim();
    expect((await fetch(link)).status).toBe(200);
    await call('rclone', 'check', '--download', 'tree', 'q:by-rclone/t');
    await call('rclone', 'sync', 'q:by-rclone/t', 'rclone-tree');
    expect(await sameTree('rclone-tree')).toBe(true);
    await call('rclone', 'purge', 'q:by-rclone');
  });

  test.runIf(has('s3cmd', '--version'))('s3cmd', async () => {
    const host = server.endpoint.slice('http://'.length);
    const s3cmd = (...args: string[]): Promise<string> =>
      call(
        's3cmd',
        '--config=/dev/null',
        '--access_key=AK',
        '--secret_key=SK',
        `--host=${host}`,
        `--host-bucket=${host}`,
        '--no-ssl',
        '--region=us-east-1',
        '--quiet',
        ...args,
      );
    await s3cmd('mb', 's3://by-s3cmd');
    await s3cmd('sync', 'tree/', 's3://by-s3cmd/t/');
    await s3cmd('put', 'big', 's3://by-s3cmd/big', '--multipart-chunk-size-mb=5');
    await s3cmd('cp', 's3://by-s3cmd/big', 's3://by-s3cmd/copy');
    await s3cmd('get', 's3://by-s3cmd/copy', 's3cmd-big');
    expect((await readFile(join(home, 's3cmd-big'))).equals(big)).toBe(true);
    await s3cmd('sync', 's3://by-s3cmd/t/', 's3cmd-tree/');
    expect(await sameTree('s3cmd-tree')).toBe(true);
    await s3cmd('del', '--recursive', '--force', 's3://by-s3cmd');
    await s3cmd('rb', 's3://by-s3cmd');
  });

  test.runIf(python())('boto3', async () => {
    const script = `
import boto3, sys, urllib.request
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
s3 = boto3.client('s3', config=Config(signature_version='s3v4'))
b = 'by-boto'
big = open('big', 'rb').read()
s3.create_bucket(Bucket=b)
names = ${JSON.stringify(oddNames)}
for k in names:
    s3.put_object(Bucket=b, Key=k, Body=k.encode(), Metadata={'k': 'v'})
    r = s3.get_object(Bucket=b, Key=k, ChecksumMode='ENABLED')
    assert r['Body'].read() == k.encode() and r['Metadata'] == {'k': 'v'} and r['ChecksumCRC32']
assert sorted(o['Key'] for o in s3.list_objects_v2(Bucket=b)['Contents']) == sorted(names)
s3.upload_file('big', b, 'big', Config=TransferConfig(multipart_threshold=5*1024*1024, multipart_chunksize=5*1024*1024))
assert s3.get_object(Bucket=b, Key='big')['Body'].read() == big
assert s3.get_object(Bucket=b, Key='big', Range='bytes=5-104')['Body'].read() == big[5:105]
s3.copy({'Bucket': b, 'Key': 'big'}, b, 'copy', Config=TransferConfig(multipart_threshold=5*1024*1024, multipart_chunksize=5*1024*1024))
assert s3.get_object(Bucket=b, Key='copy')['Body'].read() == big
u = s3.generate_presigned_url('get_object', Params={'Bucket': b, 'Key': names[3]}, ExpiresIn=60)
assert urllib.request.urlopen(u).read() == names[3].encode()
u = s3.generate_presigned_url('put_object', Params={'Bucket': b, 'Key': 'by link'}, ExpiresIn=60)
assert urllib.request.urlopen(urllib.request.Request(u, data=b'zz', method='PUT')).status == 200
keys = names + ['big', 'copy', 'by link']
assert len(s3.delete_objects(Bucket=b, Delete={'Objects': [{'Key': k} for k in keys]})['Deleted']) == len(keys)
s3.delete_bucket(Bucket=b)
print('done')
`;
    expect((await call('python3', '-c', script)).trim()).toBe('done');
  });

  test.runIf(has('curl', '--version'))('curl', async () => {
    const sign = ['--silent', '--fail', '--aws-sigv4', 'aws:amz:us-east-1:s3', '--user', 'AK:SK'];
    const open = [...sign, '--header', 'x-amz-content-sha256: UNSIGNED-PAYLOAD'];
    await call('curl', ...open, '--request', 'PUT', `${server.endpoint}/by-curl`);
    await call('curl', ...open, '--upload-file', 'big', `${server.endpoint}/by-curl/big`);
    await call('curl', ...sign, '--output', 'curl-big', `${server.endpoint}/by-curl/big`);
    expect((await readFile(join(home, 'curl-big'))).equals(big)).toBe(true);
    await call('curl', ...open, '--request', 'DELETE', `${server.endpoint}/by-curl/big`);
    await call('curl', ...open, '--request', 'DELETE', `${server.endpoint}/by-curl`);
  });
});
