import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, type ConnectionId, type FileId, type JobId, type Place } from '../../../preload/contract/index.ts';
import { pickedItems, type DroppedItem } from './dropped-items.ts';
import { UploadSender, type UploadSenderOptions } from './upload-sender.ts';

const target: Place = { connectionId: 'c1' as ConnectionId, bucket: 'box', prefix: '' };
const jobId = 'j1' as JobId;

/** The receiving side of a host: real HTTP, with the answers of the contract in memory. */
class Receiver {
  readonly stored = new Map<string, Buffer[]>();
  readonly named = new Map<FileId, { path: string; size: number }>();
  readonly dropped = new Map<FileId, string>();
  isSealed = false;
  refuse = new Set<string>();
  cutAfter = new Map<string, number>();
  server: Server | undefined;
  origin = '';

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const id = request.url?.slice(1) ?? '';
      const chunks = this.stored.get(id) ?? [];
      this.stored.set(id, chunks);
      if (this.refuse.delete(id)) {
        request.resume();
        response.writeHead(403).end();
        return;
      }
      const cut = this.cutAfter.get(id);
      let taken = 0;
      request.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        taken += chunk.length;
        if (cut !== undefined && taken >= cut) {
          this.cutAfter.delete(id);
          request.destroy();
        }
      });
      request.on('end', () => response.writeHead(204).end());
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve());
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    this.origin = `http://127.0.0.1:${address.port}`;
    this.server = server;
  }
  bytes(id: string): Buffer {
    return Buffer.concat(this.stored.get(id) ?? []);
  }
  options(): UploadSenderOptions {
    return {
      pause: () => 1,
      whenConnected: () => Promise.resolve(),
      files: {
        receive: ({ fileIds }) =>
          Promise.resolve({
            addresses: fileIds.map((fileId) => ({
              fileId: fileId as FileId,
              url: `${this.origin}/${fileId}`,
              offset: this.bytes(fileId).length,
            })),
          }),
      },
      transfers: {
        receive: () => Promise.resolve({ jobId }),
        addReceived: ({ files }) =>
          Promise.resolve({
            fileIds: files.map(({ path, size }) => {
              const id = `f${this.named.size}` as FileId;
              this.named.set(id, { path, size });
              return id;
            }),
          }),
        seal: () => {
          this.isSealed = true;
          return Promise.resolve({});
        },
        missing: () =>
          Promise.resolve({
            files: [...this.named]
              .filter(([id, { size }]) => this.bytes(id).length < size && !this.dropped.has(id))
              .map(([id, { path, size }]) => ({ id, path, size, modified: 0 })),
          }),
        dropReceived: ({ fileIds, reason }) => {
          for (const id of fileIds) this.dropped.set(id as FileId, reason);
          return Promise.resolve({});
        },
      },
    };
  }
}

/** A file that is gone when its bytes are asked for, as Chromium shows it. */
function vanished(name: string): File {
  const gone = (): Promise<ArrayBuffer> => Promise.reject(new DOMException('gone', 'NotFoundError'));
  const file = new File(['x'], name);
  file.slice = () =>
    Object.assign(new Blob(), {
      arrayBuffer: gone,
      stream: () => {
        throw new TypeError('Failed to fetch');
      },
    });
  return file;
}

describe('UploadSender', () => {
  const receiver = { current: new Receiver() };
  beforeEach(async () => {
    receiver.current = new Receiver();
    await receiver.current.start();
  });
  afterEach(() => receiver.current.server?.close());
  const send = (items: AsyncIterable<DroppedItem>, change: Partial<UploadSenderOptions> = {}) =>
    new UploadSender({ ...receiver.current.options(), ...change }).send({
      target,
      title: 'x',
      conflict: 'overwrite',
      items,
    });

  it('names, seals and sends every byte of many files', async () => {
    const files = Array.from({ length: 120 }, (_, index) => new File(['é'.repeat(index * 37)], `f ${index}+%#é😀.txt`));
    const result = await send(pickedItems(files));
    expect(result).toMatchObject({ jobId, sent: 120, lost: [] });
    expect(receiver.current.isSealed).toBe(true);
    for (const [id, { path }] of receiver.current.named) {
      const file = files.find(({ name }) => name === path);
      const wanted = Buffer.from((await file?.arrayBuffer()) ?? new ArrayBuffer());
      expect(`${path}: ${receiver.current.bytes(id).toString()}`).toBe(`${path}: ${wanted.toString()}`);
    }
  });

  it('goes on at the offset after a cut, and asks for a new address when one is spent', async () => {
    const body = Buffer.alloc(700_000, 'quay');
    receiver.current.cutAfter.set('f0', 100_000);
    receiver.current.refuse.add('f1');
    await send(pickedItems([new File([body], 'large.bin'), new File(['small'], 'small.txt')]));
    expect(receiver.current.bytes('f0').equals(body)).toBe(true);
    expect(receiver.current.bytes('f1').toString()).toBe('small');
  });

  it('gives up a file that vanished and sends the others', async () => {
    const gone = vanished('gone.txt');
    const put: UploadSenderOptions['put'] = async (url, body, signal) => {
      await body.arrayBuffer().catch(() => {
        throw new TypeError('Failed to fetch');
      });
      return (await fetch(url, { method: 'PUT', body, signal })).status;
    };
    await send(pickedItems([gone, new File(['here'], 'here.txt')]), { put });
    expect([...receiver.current.dropped]).toEqual([['f0', 'vanished']]);
    expect(receiver.current.bytes('f1').toString()).toBe('here');
  });

  it('tells a file that changed from one that cannot be opened', async () => {
    const locked = (): Promise<ArrayBuffer> => Promise.reject(new DOMException('locked', 'NotReadableError'));
    const broken = (name: string): File => {
      const file = new File(['x'], name, { lastModified: 1 });
      file.slice = () => Object.assign(new Blob(), { arrayBuffer: locked });
      return file;
    };
    const items = async function* (): AsyncGenerator<DroppedItem> {
      yield {
        kind: 'file',
        path: 'a',
        file: broken('a'),
        again: async () => new File(['xy'], 'a', { lastModified: 2 }),
      };
      yield {
        kind: 'file',
        path: 'b',
        file: broken('b'),
        again: async () => new File(['x'], 'b', { lastModified: 1 }),
      };
      yield {
        kind: 'file',
        path: 'c',
        file: broken('c'),
        again: () => Promise.reject(new DOMException('', 'NotFoundError')),
      };
      yield { kind: 'file', path: 'd', file: broken('d') };
    };
    await send(items(), { put: () => Promise.reject(new TypeError('Failed to fetch')) });
    expect([...receiver.current.dropped.values()]).toEqual(['changed', 'unreadable', 'vanished', 'unreadable']);
  });

  it('waits while the backend is away', async () => {
    const options = receiver.current.options();
    let failures = 3;
    let waits = 0;
    await send(pickedItems([new File(['abc'], 'a.txt')]), {
      whenConnected: () => {
        waits += 1;
        return Promise.resolve();
      },
      files: {
        receive: (input, call) => {
          failures -= 1;
          return failures >= 0 ? Promise.reject(new AppError('DISCONNECTED')) : options.files.receive(input, call);
        },
      },
    });
    expect(waits).toBe(3);
    expect(receiver.current.bytes('f0').toString()).toBe('abc');
  });

  it('offers a file again for as long as the disk is full', async () => {
    let refusals = 30;
    const put: UploadSenderOptions['put'] = async (url, body, signal) => {
      refusals -= 1;
      return refusals >= 0 ? 507 : (await fetch(url, { method: 'PUT', body, signal })).status;
    };
    await send(pickedItems([new File(['abc'], 'a.txt')]), { put });
    expect(receiver.current.bytes('f0').toString()).toBe('abc');
  });

  it('tells what could not even be read, and passes a refusal on', async () => {
    const items = async function* (): AsyncGenerator<DroppedItem> {
      yield { kind: 'lost', path: 'locked' };
      yield { kind: 'folder', path: 'empty' };
    };
    const options = receiver.current.options();
    await expect(
      send(items(), {
        transfers: { ...options.transfers, addReceived: () => Promise.reject(new AppError('BAD_INPUT')) },
      }),
    ).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
