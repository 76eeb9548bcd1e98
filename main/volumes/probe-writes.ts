import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AppError } from '../../preload/contract/index.ts';
import { readRefusal, type Found, type ProbeContext, type ProbeStep } from './probe-step.ts';
import { withContentMd5 } from './signing-steps.ts';

const text = 'Quayside measures this endpoint.\n';

export function writingSteps(context: ProbeContext): ProbeStep[] {
  const { client, bucket, signal, key } = context;
  const once = { signal, pace: 'once' } as const;
  const put = (name: string, extra: Partial<PutObjectCommandInput> = {}) =>
    client.run({ operation: 'PutObject', bucket, key: key(name), precondition: 'absent' }, once, (s3, send) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: key(name), Body: text, ...extra }), send),
    );
  const head = (name: string) =>
    client.run({ operation: 'HeadObject', bucket, key: key(name) }, once, (s3, send) =>
      s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key(name) }), send),
    );
  const startUpload = async (name: string): Promise<string> => {
    const { UploadId } = await client.run(
      { operation: 'CreateMultipartUpload', bucket, key: key(name) },
      once,
      (s3, send) => s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key(name) }), send),
    );
    if (UploadId === undefined) throw new AppError('STORE_BROKEN_ANSWER', { operation: 'CreateMultipartUpload' });
    context.upload(key(name), UploadId);
    return UploadId;
  };
  /** Sends so many parts of a kilobyte and puts them together. */
  const inParts = async (name: string, parts: number, IfNoneMatch?: '*'): Promise<void> => {
    const UploadId = await startUpload(name);
    const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
    for (let PartNumber = 1; PartNumber <= parts; PartNumber++) {
      const { ETag } = await client.run({ operation: 'UploadPart', bucket, key: key(name) }, once, (s3, send) =>
        s3.send(
          new UploadPartCommand({
            Bucket: bucket,
            Key: key(name),
            UploadId,
            PartNumber,
            Body: Buffer.alloc(1024, 'p'),
          }),
          send,
        ),
      );
      Parts.push({ PartNumber, ETag });
    }
    await client.run(
      { operation: 'CompleteMultipartUpload', bucket, key: key(name), precondition: 'absent' },
      once,
      (s3, send) =>
        s3.send(
          new CompleteMultipartUploadCommand({
            Bucket: bucket,
            Key: key(name),
            UploadId,
            MultipartUpload: { Parts },
            ...(IfNoneMatch === undefined ? {} : { IfNoneMatch }),
          }),
          send,
        ),
    );
  };
  /** Honoured where it is refused for being there; taken without effect otherwise. */
  const conditional = async (write: () => Promise<unknown>): Promise<Found> => {
    try {
      await write();
      return { found: false, answer: 'is taken, without effect' };
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'CANCELLED') throw error;
      if (error.code === 'OBJECT_EXISTS') return { found: true, answer: '412 PreconditionFailed' };
      return readRefusal(error);
    }
  };

  return [
    {
      name: 'metadata',
      run: async () => {
        await put('folder/one-1', { Metadata: { probe: 'quayside' } });
        await put('folder/inner/two');
        return (await head('folder/one-1')).Metadata?.['probe'] === 'quayside';
      },
    },
    { name: 'conditional-put', run: () => conditional(() => put('folder/one-1', { IfNoneMatch: '*' })) },
    {
      name: 'multipart',
      run: async () => {
        await inParts('parts', 1);
        return (await head('parts')).ContentLength === 1024;
      },
    },
    { name: 'conditional-complete', run: () => conditional(() => inParts('parts', 1, '*')) },
    {
      name: 'small-parts',
      run: async () => {
        await inParts('small-parts', 2);
        return (await head('small-parts')).ContentLength === 2048;
      },
    },
    {
      name: 'copy',
      run: async () => {
        const CopySource = `${bucket}/${encodeURIComponent(key('folder/one-1')).replaceAll('%2F', '/')}`;
        await client.run({ operation: 'CopyObject', bucket, key: key('copy') }, once, (s3, send) =>
          s3.send(new CopyObjectCommand({ Bucket: bucket, Key: key('copy'), CopySource }), send),
        );
        return (await head('copy')).ContentLength === text.length;
      },
    },
    {
      name: 'tags',
      run: async () => {
        const at = { Bucket: bucket, Key: key('folder/one-1') };
        const Tagging = { TagSet: [{ Key: 'probe', Value: 'quayside' }] };
        await client.run({ operation: 'PutObjectTagging', bucket, key: at.Key }, once, (s3, send) =>
          s3.send(new PutObjectTaggingCommand({ ...at, Tagging }), send),
        );
        const { TagSet = [] } = await client.run(
          { operation: 'GetObjectTagging', bucket, key: at.Key },
          once,
          (s3, send) => s3.send(new GetObjectTaggingCommand(at), send),
        );
        return TagSet.some(({ Value }) => Value === 'quayside');
      },
    },
    {
      name: 'batch-delete',
      run: async () => {
        await put('batch');
        const command = withContentMd5(
          new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: [{ Key: key('batch') }], Quiet: false } }),
        );
        const { Deleted = [] } = await client.run({ operation: 'DeleteObjects', bucket }, once, (s3, send) =>
          s3.send(command, send),
        );
        return Deleted.some(({ Key }) => Key === key('batch'));
      },
    },
    { name: 'presign', run: () => opensLink(context, text) },
  ];
}

/** Signs a link and opens it as a stranger would, over the connection's own way to the store. */
async function opensLink({ client, bucket, signal, key }: ProbeContext, expected: string): Promise<Found> {
  const about = { operation: 'GetObject', bucket, key: key('folder/one-1') };
  const signingDate = new Date(client.clock.now() + client.clockOffset.used());
  const url = await client.run(about, { signal }, (s3) =>
    getSignedUrl(s3, new GetObjectCommand({ Bucket: bucket, Key: about.key }), { expiresIn: 60, signingDate }),
  );
  const ask = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise<Found>((resolve) => {
    const end = (found: Found) => {
      call.destroy();
      resolve(found);
    };
    const call = ask(
      url,
      {
        agent: client.agents[url.startsWith('https:') ? 'https' : 'http'],
        timeout: 10_000,
        ...(signal ? { signal } : {}),
      },
      (answer) => {
        let body = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          body += chunk.slice(0, 4096 - Math.min(body.length, 4096));
        });
        answer.on('end', () => {
          const status = answer.statusCode ?? 0;
          const passing = status === 429 || (status >= 500 && status !== 501);
          end(
            passing
              ? { answer: String(status) }
              : { found: status === 200 && body === expected, answer: String(status) },
          );
        });
        answer.on('error', (error) => end({ answer: error.message.slice(0, 120) }));
      },
    );
    call.on('timeout', () => end({ answer: 'no answer' }));
    call.on('error', (error) => end({ answer: error.message.slice(0, 120) }));
    call.end();
  });
}
