import { createHash } from 'node:crypto';
import type { BuildHandler, BuildMiddleware, MiddlewareStack, SerializeMiddleware } from '@smithy/types';

/** The SDK leaves the request's type open; these steps run on HTTP requests only. */
interface Outgoing {
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}
interface HasStack<I extends object, O extends object> {
  readonly middlewareStack: MiddlewareStack<I, O>;
}

/** A step on the built request, before it is signed and after the SDK's own checksums. */
const onRequest =
  <I extends object, O extends object>(change: (request: Outgoing) => void): BuildMiddleware<I, O> =>
  (next): BuildHandler<I, O> =>
  async (args) => {
    change(args.request as Outgoing);
    return next(args);
  };

/**
 * Content-MD5 instead of the SDK's CRC32: every store takes it on DeleteObjects, many take nothing else
 * (https://github.com/aws/aws-sdk-js-v3/issues/6920).
 */
export function withContentMd5<I extends object, O extends object, C extends HasStack<I, O>>(
  command: C & HasStack<I, O>,
): C {
  command.middlewareStack.add(
    onRequest(({ headers, body }) => {
      for (const name of Object.keys(headers))
        if (/^x-amz-(checksum-|sdk-checksum-algorithm)/i.test(name)) delete headers[name];
      headers['content-md5'] = createHash('md5').update(String(body)).digest('base64');
    }),
    { step: 'build', priority: 'low', name: 'contentMd5' },
  );
  return command;
}

/** The SDK names the region in CreateBucket by itself, in every region but us-east-1; some stores refuse that. */
export function withoutLocation<
  I extends { CreateBucketConfiguration?: unknown },
  O extends object,
  C extends HasStack<I, O>,
>(command: C & HasStack<I, O>): C {
  const step: SerializeMiddleware<I, O> = (next) => async (args) => {
    delete args.input.CreateBucketConfiguration;
    return next(args);
  };
  command.middlewareStack.add(step, { step: 'serialize', priority: 'high', name: 'withoutLocation' });
  return command;
}
