import { randomBytes } from 'node:crypto';
import { AppError, type ConnectionId, type LinkHow } from '../../preload/contract/index.ts';
import { listPage, uploadPage, type UploadTarget } from '../link-server/index.ts';
import type { Volume } from '../volumes/index.ts';
import type { LinkApis } from './link-apis.ts';
import type { Judged } from './link-ways.ts';
import type { LinkAddress, UploadRequest } from './share-request.ts';

interface Target {
  readonly connectionId: ConnectionId;
  readonly bucket: string;
  readonly show: 'inline' | 'download';
}
interface Signed {
  readonly url: string;
  /** 0 where the store signed. */
  readonly signedAt: number;
  readonly expiresAt: number;
}

/** Links that a store makes, or that are signed for it. */
export interface LinkMaker {
  one(target: Target & { readonly key: string; readonly signedAt?: number }, judged: Judged): Promise<Signed>;
  /** All with the same moment, so that they can be made again. */
  many(
    target: Target & { readonly keys: readonly string[] },
    judged: Judged,
  ): Promise<Omit<Signed, 'url'> & { readonly links: LinkAddress[] }>;
  /** Puts a page with the links beside the objects; gives its key and a link to it. */
  page(
    target: Target & { readonly base: string; readonly links: readonly LinkAddress[]; readonly signedAt: number },
    judged: Judged,
  ): Promise<{ readonly pageKey: string; readonly url: string }>;
  /** A way to send one file to the store, and a page for it beside where it goes. */
  upload(
    request: UploadRequest,
    judged: Judged,
  ): Promise<Signed & { readonly pageKey: string; readonly key: string; readonly command: string }>;
}

/** Links by a store's own API are made one by one: no more than this at a time. */
export const mostByApi = 100;

export function createLinkMaker(apis: LinkApis, now: () => number): LinkMaker {
  async function byApi(how: LinkHow, target: Target & { readonly key: string }, seconds: number): Promise<string> {
    const { connectionId, bucket, key } = target;
    if (how === 'control-plane') {
      const api = await apis.archil(connectionId);
      if (api) return (await api.share({ disk: bucket, path: key, seconds })).url;
    } else {
      const api = await apis.runsite(connectionId);
      if (api) return (await api.presign({ bucket, key, operation: 'get', seconds })).url;
    }
    throw new AppError('NOT_SUPPORTED', { operation: 'share-link', reason: 'The token of this store’s API is gone.' });
  }

  const one: LinkMaker['one'] = async (target, { how, volume, seconds }) => {
    const { bucket, key, show, signedAt } = target;
    if (how === 'signature') return volume.presign({ bucket, key, method: 'GET', seconds, show, signedAt });
    const at = now();
    return { url: await byApi(how, target, seconds), signedAt: 0, expiresAt: at + seconds * 1000 };
  };

  return {
    one,
    async many(target, judged) {
      const { how, volume, seconds } = judged;
      const { bucket, show, keys } = target;
      const links: LinkAddress[] = [];
      let signedAt: number | undefined;
      let expiresAt = now() + seconds * 1000;
      for (const key of keys) {
        if (how === 'signature') {
          const signed = await volume.presign({ bucket, key, method: 'GET', seconds, show, signedAt });
          ({ signedAt, expiresAt } = signed);
          links.push({ key, url: signed.url });
        } else links.push({ key, url: await byApi(how, { ...target, key }, seconds) });
      }
      return { links, signedAt: signedAt ?? 0, expiresAt };
    },
    async page(target, judged) {
      const { base, links, bucket } = target;
      const title = base.replace(/\/$/, '').split('/').at(-1) || bucket;
      const files = links.map(({ key, url }) => ({ name: nameBelow(key, base), url }));
      const { html } = listPage({ title, files, expiresAt: judged.expiresAt });
      const pageKey = await putPage(judged.volume, bucket, `${base}links`, html);
      return { pageKey, url: (await one({ ...target, key: pageKey, show: 'inline' }, judged)).url };
    },
    async upload(request, judged) {
      const { bucket, prefix, name, contentType } = request;
      const { volume, seconds, expiresAt } = judged;
      const key = `${prefix}${name ?? ''}`;
      const made = await uploadTarget(request, judged, key);
      const { html } = uploadPage({ target: made.target, expiresAt, maxBytes: made.maxBytes, contentType });
      const pageKey = await putPage(volume, bucket, `${prefix}send a file`, html);
      const page = await volume.presign({ bucket, key: pageKey, method: 'GET', seconds, show: 'inline' });
      return { ...page, pageKey, key, command: made.command };
    },
  };
}

async function uploadTarget(
  request: UploadRequest,
  { volume, seconds }: Judged,
  key: string,
): Promise<{ target: UploadTarget; command: string; maxBytes: number | undefined }> {
  const { bucket, name, maxBytes, contentType } = request;
  const exact = contentType?.endsWith('/*') === false ? contentType : undefined;
  try {
    const call = { bucket, key, anyName: name === undefined, seconds, maxBytes, contentType };
    const { url, fields } = await volume.presignPost(call);
    const parts = Object.entries({ ...fields, 'Content-Type': exact ?? 'application/octet-stream' });
    const command = `curl ${parts.map(([field, value]) => `-F ${quote(`${field}=${value}`)}`).join(' ')} -F file=@FILE ${quote(url)}`;
    return { target: { kind: 'form', url, fields }, command, maxBytes };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'NOT_SUPPORTED') throw error;
  }
  if (name === undefined) throw new AppError('BAD_INPUT', { field: 'name' });
  const { url } = await volume.presign({ bucket, key, method: 'PUT', seconds, contentType: exact });
  const header = exact === undefined ? '' : ` -H ${quote(`Content-Type: ${exact}`)}`;
  return {
    target: { kind: 'put', url, tellsName: false, contentType: exact },
    command: `curl -T FILE${header} ${quote(url)}`,
    // The signature of a PUT cannot limit the size: nothing is promised.
    maxBytes: undefined,
  };
}

/** A name that cannot be guessed, and that is never another object's. */
async function putPage(volume: Volume, bucket: string, start: string, html: string): Promise<string> {
  const key = `${start} ${randomBytes(9).toString('base64url')}.html`;
  await volume.put({
    bucket,
    key,
    body: Buffer.from(html),
    contentType: 'text/html; charset=utf-8',
    onlyIfAbsent: true,
  });
  return key;
}

const nameBelow = (key: string, base: string): string => (key.startsWith(base) ? key.slice(base.length) : key) || key;

/** For a POSIX shell. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
