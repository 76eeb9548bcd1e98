import { S3Error } from '../../errors/index.ts';
import type { RenameObjectInput } from '../../operations/index.ts';
import { checkKey } from '../request-target.ts';
import type { S3Request } from '../s3-request.ts';
import { decodeOnce } from '../uri-encoding.ts';
import { renameConditionsOf } from './condition-headers.ts';
import { invalidArgument } from './parameters.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_RenameObject.html. Throws InvalidArgument. */
export function readRename({ bucket, key, headers }: S3Request): RenameObjectInput {
  const clientToken = headers.get('x-amz-client-token');
  if (clientToken !== undefined && !/^[\x21-\x7e]{1,64}$/.test(clientToken)) {
    throw invalidArgument('A client token is 1 to 64 visible ASCII characters.', 'x-amz-client-token', clientToken);
  }
  return {
    bucket,
    key,
    source: sourceOf(headers.get('x-amz-rename-source') ?? '', bucket),
    sourceConditions: renameConditionsOf(headers, 'x-amz-rename-source-'),
    destinationConditions: renameConditionsOf(headers, ''),
    ...(clientToken === undefined ? {} : { clientToken }),
  };
}

/** A URL-encoded key of the same bucket: `key`, `/key` or `/bucket/key`. */
function sourceOf(header: string, bucket: string): string {
  try {
    const path = decodeOnce(header.replaceAll(' ', '%20'));
    const named = `/${bucket}/`;
    const source = path.startsWith(named) ? path.slice(named.length) : path.replace(/^\//, '');
    checkKey(source);
    if (source !== '') return source;
  } catch (cause) {
    throw new S3Error('InvalidArgument', {
      message: 'The source of a rename must be a URL-encoded key of the same bucket.',
      details: { ArgumentName: 'x-amz-rename-source', ArgumentValue: header.slice(0, 1024) },
      cause,
    });
  }
  throw invalidArgument('The source of a rename must not be empty.', 'x-amz-rename-source', header);
}
