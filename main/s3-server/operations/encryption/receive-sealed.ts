import { receiveBody, type ByteSink, type ReceivedBody } from '../receive-body.ts';
import type { OperationContext } from '../operation.ts';
import type { Seal } from './seal.ts';
import { sealInto } from './unit-cipher.ts';

export interface SealedBody extends ReceivedBody {
  readonly etag: string;
}

/** `receiveBody` with the bytes encrypted on their way to the disk, where there is a seal; `part` is 0 for a whole object. */
export async function receiveSealed(
  context: OperationContext,
  body: Parameters<typeof receiveBody>[1],
  sink: ByteSink,
  options: Parameters<typeof receiveBody>[3] & { seal: Seal | undefined; part?: number },
): Promise<SealedBody> {
  const { seal, part = 0, ...rest } = options;
  if (!seal) {
    const received = await receiveBody(context, body, sink, rest);
    return { ...received, etag: received.md5.toString('hex') };
  }
  const sealed = sealInto(sink, { key: seal.unitKey, part });
  const received = await receiveBody(context, body, sealed, rest);
  await sealed.finish();
  return { ...received, etag: seal.etagOf(received.md5) };
}
