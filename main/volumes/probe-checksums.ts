import { createHash } from 'node:crypto';
import { crc32 as zlibCrc32 } from 'node:zlib';
import { PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3';
import { AppError } from '../../preload/contract/index.ts';
import { readRefusal, type Found, type ProbeContext, type ProbeStep } from './probe-step.ts';

const body = Buffer.from('123456789');
const number = (value: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString('base64');
};
/** Of `123456789`: the check values that the catalogues of CRCs state (https://reveng.sourceforge.io/crc-catalogue/all.htm). */
const crc32c = number(0xe3069283);
const crc64nvme = Buffer.from('ae8b14860a799888', 'hex').toString('base64');
const hash = (name: 'md5' | 'sha1' | 'sha256', of: Uint8Array = body) => createHash(name).update(of).digest('base64');

const kinds: readonly {
  name: ProbeStep['name'];
  right: Partial<PutObjectCommandInput>;
  wrong: Partial<PutObjectCommandInput>;
}[] = [
  { name: 'crc32', right: { ChecksumCRC32: number(zlibCrc32(body)) }, wrong: { ChecksumCRC32: number(1) } },
  { name: 'crc32c', right: { ChecksumCRC32C: crc32c }, wrong: { ChecksumCRC32C: number(1) } },
  {
    name: 'crc64nvme',
    right: { ChecksumCRC64NVME: crc64nvme },
    wrong: { ChecksumCRC64NVME: Buffer.from('0000000000000001', 'hex').toString('base64') },
  },
  { name: 'sha1', right: { ChecksumSHA1: hash('sha1') }, wrong: { ChecksumSHA1: hash('sha1', Buffer.from('x')) } },
  {
    name: 'sha256',
    right: { ChecksumSHA256: hash('sha256') },
    wrong: { ChecksumSHA256: hash('sha256', Buffer.from('x')) },
  },
  { name: 'content-md5', right: { ContentMD5: hash('md5') }, wrong: { ContentMD5: hash('md5', Buffer.from('x')) } },
];

/** A checksum counts where the right value is taken and a wrong one refused: one that is only taken proves nothing. */
export function checksumSteps({ client, bucket, signal, key }: ProbeContext): ProbeStep[] {
  const put = (name: string, extra: Partial<PutObjectCommandInput>) =>
    client.run({ operation: 'PutObject', bucket, key: key(name) }, { signal, pace: 'once' }, (s3, send) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: key(name), Body: body, ...extra }), send),
    );
  return kinds.map(({ name, right, wrong }) => ({
    name,
    run: async (): Promise<Found> => {
      await put(`sum-${name}`, right);
      try {
        await put(`sum-${name}`, wrong);
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'CANCELLED') throw error;
        const { found, answer } = readRefusal(error);
        // The refusal of a wrong value is the proof.
        return { ...(found === false ? { found: true } : {}), answer };
      }
      return { found: false, answer: 'a wrong value is taken' };
    },
  }));
}
