import { anonymous, type Caller, type KeySource } from '../../access/index.ts';
import { S3Error } from '../../errors/index.ts';
import { parseAmzDate } from './amz-date.ts';
import { sameText } from './chunk-signer.ts';
import { deriveSigningKey } from './signing-key.ts';

/** Verifies who signed the policy of a form. */
export type FormVerifier = (fields: ReadonlyMap<string, string>, now: number) => Promise<Caller>;

const needed = ['policy', 'x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-signature'] as const;

/**
 * A form without any of these fields is anonymous. Throws InvalidArgument where only some are there, InvalidRequest for other
 * signing versions, InvalidAccessKeyId, SignatureDoesNotMatch.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
 */
export function createFormVerifier({ keys, region }: { keys: KeySource; region: string }): FormVerifier {
  return async (fields, now) => {
    if (fields.has('awsaccesskeyid') || fields.has('signature')) {
      throw new S3Error('InvalidRequest', {
        message: 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
      });
    }
    if (!needed.some((name) => fields.has(name))) return anonymous;
    if (fields.has('x-amz-security-token')) throw new S3Error('InvalidToken');
    for (const name of needed) if (!fields.get(name)) throw missing(name);
    const get = (name: (typeof needed)[number]): string => fields.get(name) ?? '';
    if (get('x-amz-algorithm') !== 'AWS4-HMAC-SHA256') {
      throw malformed('x-amz-algorithm', 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"');
    }
    const match = /^(.+)\/(\d{8})\/([^/]+)\/s3\/aws4_request$/.exec(get('x-amz-credential'));
    const [, accessKeyId = '', date = '', claimed = ''] = match ?? [];
    if (!match || claimed !== region) {
      throw malformed('x-amz-credential', 'Error parsing the X-Amz-Credential parameter.');
    }
    const at = parseAmzDate(get('x-amz-date'));
    if (at === undefined || !get('x-amz-date').startsWith(date)) {
      throw malformed('x-amz-date', "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
    }
    const found = await keys.find(accessKeyId);
    const key = found && (found.expiresAt === undefined || found.expiresAt > now) ? found : undefined;
    // Signed in any case, so that an unknown id costs what a wrong secret costs.
    const signingKey = deriveSigningKey(key?.secret ?? 'nobody', date, claimed);
    const expected = signingKey.sign(Buffer.from(get('policy'), 'utf8').toString('latin1'));
    const same = sameText(expected, get('x-amz-signature'));
    if (!key) throw new S3Error('InvalidAccessKeyId', { details: { AWSAccessKeyId: accessKeyId } });
    if (!same) throw new S3Error('SignatureDoesNotMatch', { details: { AWSAccessKeyId: accessKeyId } });
    keys.touched?.(key.accessKeyId, now);
    return { key };
  };
}

function missing(name: string): S3Error {
  return new S3Error('InvalidArgument', {
    message: `Bucket POST must contain a field named '${name}'. If it is specified, please check the order of the fields.`,
    details: { ArgumentName: name, ArgumentValue: '' },
  });
}

const malformed = (name: string, message: string): S3Error =>
  new S3Error('InvalidArgument', { message, details: { ArgumentName: name } });
