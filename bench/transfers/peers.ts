import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { runProgram } from './run-program.ts';

export interface Place {
  readonly endpoint: string;
  readonly bucket: string;
  readonly credential: { readonly id: string; readonly secret: string };
}

/** Another program that moves files; each call gives seconds of wall time, its start in it, and its memory. */
export interface Peer {
  readonly name: string;
  upload(path: string, key: string, folder: boolean): ReturnType<typeof runProgram>;
  download(key: string, path: string, folder: boolean): ReturnType<typeof runProgram>;
}

const has = async (command: string, flag: string): Promise<boolean> =>
  promisify(execFile)(command, [flag], { timeout: 30_000 }).then(
    () => true,
    () => false,
  );

/** aws cli and rclone as they come, with their own defaults; those that are not there are told to `skipped`. */
export async function findPeers(place: Place, skipped: (reason: string) => void): Promise<readonly Peer[]> {
  const peers: Peer[] = [];
  const { endpoint, bucket, credential } = place;
  if (await has('aws', '--version')) {
    const environment = {
      AWS_ACCESS_KEY_ID: credential.id,
      AWS_SECRET_ACCESS_KEY: credential.secret,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
    };
    const aws = (from: string, to: string, folder: boolean) =>
      runProgram({
        command: 'aws',
        arguments: [
          '--endpoint-url',
          endpoint,
          's3',
          'cp',
          '--only-show-errors',
          ...(folder ? ['--recursive'] : []),
          from,
          to,
        ],
        environment,
      });
    peers.push({
      name: 'aws cli',
      upload: (path, key, folder) => aws(path, `s3://${bucket}/${key}`, folder),
      download: (key, path, folder) => aws(`s3://${bucket}/${key}`, path, folder),
    });
  } else skipped('aws cli: not installed');
  if (await has('rclone', '--version')) {
    const environment = {
      RCLONE_CONFIG_BENCH_TYPE: 's3',
      RCLONE_CONFIG_BENCH_PROVIDER: 'Other',
      RCLONE_CONFIG_BENCH_ENDPOINT: endpoint,
      RCLONE_CONFIG_BENCH_ACCESS_KEY_ID: credential.id,
      RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY: credential.secret,
      RCLONE_CONFIG_BENCH_REGION: 'us-east-1',
      RCLONE_CONFIG_BENCH_FORCE_PATH_STYLE: 'true',
      RCLONE_S3_NO_CHECK_BUCKET: 'true',
      RCLONE_CONFIG: '/dev/null',
      // With it rclone does not begin at all.
      AWS_CA_BUNDLE: undefined,
    };
    const rclone = (from: string, to: string, folder: boolean) =>
      runProgram({ command: 'rclone', arguments: [folder ? 'copy' : 'copyto', from, to], environment });
    peers.push({
      name: 'rclone',
      upload: (path, key, folder) => rclone(path, `bench:${bucket}/${key}`, folder),
      download: (key, path, folder) => rclone(`bench:${bucket}/${key}`, path, folder),
    });
  } else skipped('rclone: not installed');
  return peers;
}
