import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BucketKind } from './storage.ts';
import { BUCKET, makeKit, md5, noise, type Kit } from './storage-kit.ts';

/** What every kind of volume does alike with uploads of parts. */
export function multipartSuite(kind: BucketKind): void {
  describe(`${kind} volume`, () => {
    let kit: Kit;
    beforeEach(async () => {
      kit = await makeKit(kind);
    });
    afterEach(() => kit.dispose());

    const code = (name: string) => expect.objectContaining({ code: name });

    describe('multipart', () => {
      it('puts parts together in one step', async () => {
        const upload = await kit.upload('big', { contentType: 'x/y', user: { u: '1' } });
        const bodies = [noise(300_000), noise(10), noise(70_000)];
        const [one, , three] = [
          await kit.part(upload, 1, bodies[0] ?? ''),
          await kit.part(upload, 2, bodies[1] ?? ''),
          await kit.part(upload, 7, bodies[2] ?? ''),
        ];
        await expect(kit.get('big')).rejects.toThrow(code('NoSuchKey'));
        expect((await kit.storage.listParts(upload)).map((part) => part.partNumber)).toEqual([1, 2, 7]);
        expect(await kit.storage.listParts(upload, { after: 1, limit: 1 })).toMatchObject([
          { partNumber: 2, size: 10 },
        ]);
        const record = await kit.storage.completeUpload(upload, { etag: 'e-2', parts: [one, three] });
        expect(record).toMatchObject({
          etag: 'e-2',
          size: 370_000,
          metadata: { contentType: 'x/y', user: { u: '1' } },
        });
        expect((await kit.get('big')).equals(Buffer.concat([bodies[0] ?? one, bodies[2] ?? one] as Buffer[]))).toBe(
          true,
        );
        const across = { start: 299_990, end: 300_020 };
        expect((await kit.get('big', across)).length).toBe(30);
        await expect(kit.storage.getUpload(BUCKET, 'big', upload.uploadId)).rejects.toThrow(code('NoSuchUpload'));
        expect(await kit.storage.findCompletedUpload(BUCKET, 'big', upload.uploadId)).toMatchObject({ etag: 'e-2' });
        expect((await kit.storage.headObject(BUCKET, 'big')).parts?.map((part) => part.size)).toEqual([
          300_000, 70_000,
        ]);
        await kit.reopen();
        expect((await kit.get('big')).length).toBe(370_000);
        await kit.put('big', 'replaced');
        expect(await kit.storage.findCompletedUpload(BUCKET, 'big', upload.uploadId)).toBeUndefined();
      });

      it('a part sent again replaces the old one', async () => {
        const upload = await kit.upload('k');
        const old = await kit.part(upload, 1, 'old');
        const part = await kit.part(upload, 1, 'newer');
        await expect(kit.storage.completeUpload(upload, { etag: 'e', parts: [old] })).rejects.toThrow(
          code('InvalidPart'),
        );
        await kit.storage.completeUpload(upload, { etag: 'e', parts: [part] });
        expect(await kit.text('k')).toBe('newer');
      });

      it('an upload that was aborted takes no part', async () => {
        const upload = await kit.upload('k');
        const writer = await kit.storage.writePart(upload, 1);
        await writer.write(noise(10));
        await kit.storage.abortUpload(upload);
        await expect(writer.commit({ etag: 'x' })).rejects.toThrow(code('NoSuchUpload'));
        await expect(kit.storage.writePart(upload, 2)).rejects.toThrow(code('NoSuchUpload'));
        await expect(kit.storage.abortUpload(upload)).rejects.toThrow(code('NoSuchUpload'));
      });

      it('an upload belongs to its key', async () => {
        const upload = await kit.upload('k');
        await expect(kit.storage.getUpload(BUCKET, 'other', upload.uploadId)).rejects.toThrow(code('NoSuchUpload'));
      });

      it('completes under conditions, and keeps the upload where they fail', async () => {
        const upload = await kit.upload('k');
        const part = await kit.part(upload, 1, 'x');
        await kit.put('k', 'there');
        const conditions = { ifNoneMatch: '*' as const };
        await expect(kit.storage.completeUpload(upload, { etag: 'e', parts: [part], conditions })).rejects.toThrow(
          code('PreconditionFailed'),
        );
        expect(await kit.text('k')).toBe('there');
        await kit.storage.completeUpload(upload, { etag: 'e', parts: [part], conditions: { ifMatch: md5('there') } });
        expect(await kit.text('k')).toBe('x');
      });

      it('lists uploads by key and then by age, page by page', async () => {
        const made = [];
        for (const key of ['a', 'a', 'dir/1', 'dir/2', 'z']) {
          made.push(await kit.upload(key));
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
        const seen: string[] = [];
        let marker = {};
        for (let page = 0; page < 10; page += 1) {
          const found = await kit.storage.listUploads(BUCKET, { prefix: '', delimiter: '', limit: 2, ...marker });
          seen.push(...found.uploads.map((upload) => upload.uploadId));
          if (!found.isTruncated) break;
          marker = { keyMarker: found.nextKeyMarker, uploadIdMarker: found.nextUploadIdMarker };
        }
        expect(seen).toEqual(made.map((upload) => upload.uploadId));
        const grouped = await kit.storage.listUploads(BUCKET, { prefix: '', delimiter: '/', limit: 3 });
        expect(grouped).toMatchObject({ commonPrefixes: ['dir/'], isTruncated: true, nextKeyMarker: 'dir/' });
        const rest = await kit.storage.listUploads(BUCKET, { prefix: '', delimiter: '/', limit: 3, keyMarker: 'dir/' });
        expect(rest.uploads.map((upload) => upload.key)).toEqual(['z']);
        const after = await kit.storage.listUploads(BUCKET, { prefix: '', delimiter: '', limit: 9, keyMarker: 'a' });
        expect(after.uploads.map((upload) => upload.key)).toEqual(['dir/1', 'dir/2', 'z']);
      });
    });
  });
}
