import { S3Error } from '../../errors/index.ts';
import type { IncomingBody, PostObjectInput } from '../../operations/index.ts';
import { contentMd5Of, checksumOfHeaders } from '../body/checksum-headers.ts';
import { corsHeaders } from '../cors-answer.ts';
import { checkForm, parseFormPolicy, type FormPolicy } from '../form/form-policy.ts';
import { boundaryOf, readForm, type UploadForm } from '../form/form-reader.ts';
import { headerListOf, type HeaderList } from '../header-list.ts';
import { checkKey } from '../request-target.ts';
import type { S3Request } from '../s3-request.ts';
import { childOf, malformed, parseXml, textOf } from '../xml/xml-reader.ts';
import { aclRequestOf } from './acl-xml.ts';
import { encryptionWishOf } from './encryption-headers.ts';
import { metadataOf } from './metadata-headers.ts';

export interface PostObjectRequest extends PostObjectInput {
  readonly answer: FormAnswer;
}

/** How the form wants to be answered. */
export interface FormAnswer {
  readonly status: 200 | 201 | 204;
  readonly redirect?: URL;
}

/**
 * Reads a browser's form. The bucket is the one of the URL and of nothing else. Throws what is wrong with the form, its
 * signature or its policy before the first byte of the file is kept.
 */
export async function readPostObject(request: S3Request): Promise<PostObjectRequest> {
  if (request.authentication.by !== 'nobody') {
    throw new S3Error('InvalidArgument', { message: 'A form is signed by its fields and not by the request.' });
  }
  const { bucket, headers } = request;
  const isForeign = isForeignPage(request);
  if (isForeign && !/^\s*multipart\/form-data/i.test(headers.get('content-type') ?? ''))
    throw new S3Error('AccessForbidden');
  const boundary = boundaryOf(headers.get('content-type'));
  const outer = request.openBody({ needsLength: true });
  const form = await readForm(outer.chunks, boundary);
  const { fields } = form;
  const key = keyOf(form);
  const named = fields.get('bucket');
  if (named !== undefined && named !== bucket) {
    throw new S3Error('AccessDenied', { message: 'The form names another bucket than its address.' });
  }
  const asHeaders = headersOf(fields);
  const caller = await request.enterForm(fields, asHeaders);
  if (isForeign && !caller.key) throw new S3Error('AccessForbidden');
  const policy = caller.key ? parseFormPolicy(fields.get('policy') ?? '') : undefined;
  if (policy) checkForm(policy, new Map([...fields, ['key', key], ['bucket', bucket]]), request.context.now);
  await request.admitForm(key);
  const acl = aclRequestOf(asHeaders);
  const metadata = metadataOf(asHeaders);
  return {
    caller,
    bucket,
    key,
    metadata,
    ...(acl ? { acl } : {}),
    ...encryptionWishOf(asHeaders),
    body: bodyOf(form, asHeaders, policy),
    answer: answerOf(fields),
  };
}

/**
 * Whether a page sends this whose origin the bucket has no rule for. Any page a user opens can send a simple POST to this
 * machine, so such a page has to have been given a signed form.
 */
function isForeignPage({ context, bucket, headers }: S3Request): boolean {
  if (headers.get('origin') === undefined) return false;
  return corsHeaders(context.storage, bucket, 'POST', headers).length === 0;
}

/** `${filename}` is the last segment of the file's name, whatever path a browser sends. */
function keyOf({ fields, fileName }: UploadForm): string {
  const text = fields.get('key');
  if (text === undefined || text === '') {
    throw new S3Error('InvalidArgument', {
      message:
        "Bucket POST must contain a field named 'key'. If it is specified, please check the order of the fields.",
      details: { ArgumentName: 'key', ArgumentValue: '' },
    });
  }
  const key = text.replaceAll('${filename}', () => fileName.split(/[/\\]/).at(-1) ?? '');
  if (key === '' || key.includes('\0')) throw new S3Error('InvalidURI');
  checkKey(key);
  return key;
}

/** Fields that stand for headers of a PUT, as node:http would give these: one character a byte. */
function headersOf(fields: ReadonlyMap<string, string>): HeaderList {
  const headers = new Map<string, string>();
  for (const [name, value] of fields) {
    if (/[\r\n\0]/.test(value) && name !== 'tagging' && name !== 'policy') {
      throw new S3Error('InvalidArgument', { details: { ArgumentName: name } });
    }
    const bytes = Buffer.from(value, 'utf8').toString('latin1');
    if (name === 'acl') headers.set('x-amz-acl', bytes);
    else if (name === 'tagging') headers.set('x-amz-tagging', tagsOf(value));
    else headers.set(name, bytes);
  }
  return headerListOf(headers);
}

/** The XML of the field as the header writes it. Throws MalformedXML. */
function tagsOf(xml: string): string {
  const set = childOf(parseXml(xml, 'Tagging'), 'TagSet');
  const query = new URLSearchParams();
  for (const tag of set?.children ?? []) {
    const key = textOf(tag, 'Key');
    const value = textOf(tag, 'Value');
    if (key === undefined || value === undefined) throw malformed();
    query.append(key, value);
  }
  return query.toString();
}

function bodyOf(form: UploadForm, headers: HeaderList, policy: FormPolicy | undefined): IncomingBody {
  const md5 = contentMd5Of(headers);
  const checksum = checksumOfHeaders(headers);
  return {
    chunks: policy?.length ? within(form.file, policy.length) : form.file,
    promised: { ...(md5 ? { md5 } : {}), ...(checksum ? { checksum } : {}) },
  };
}

async function* within(
  chunks: AsyncIterable<Uint8Array>,
  { least, most }: { least: number; most: number },
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > most) {
      throw new S3Error('EntityTooLarge', {
        message: 'Your proposed upload exceeds the maximum allowed size',
        details: { ProposedSize: String(size), MaxSizeAllowed: String(most) },
      });
    }
    yield chunk;
  }
  if (size < least) {
    throw new S3Error('EntityTooSmall', {
      message: 'Your proposed upload is smaller than the minimum allowed size',
      details: { ProposedSize: String(size), MinSizeAllowed: String(least) },
    });
  }
}

/** What cannot be done is answered with 204, as S3 does. */
function answerOf(fields: ReadonlyMap<string, string>): FormAnswer {
  const status = fields.get('success_action_status');
  const target = fields.get('success_action_redirect') ?? fields.get('redirect');
  const url = target !== undefined && URL.canParse(target) ? new URL(target) : undefined;
  const redirect = url && (url.protocol === 'http:' || url.protocol === 'https:') ? { redirect: url } : {};
  return { status: status === '200' || status === '201' ? (Number(status) as 200 | 201) : 204, ...redirect };
}
