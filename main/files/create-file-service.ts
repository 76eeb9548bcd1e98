import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AppError,
  type AppErrorCode,
  type ConnectionId,
  type FileId,
  type JobId,
  type Selection,
} from '../../preload/contract/index.ts';
import type { Clock } from '../base/index.ts';
import type { Ports } from '../ports/index.ts';
import type { Transfers } from '../transfers/index.ts';
import type { Volumes } from '../volumes/index.ts';
import { archiveOf } from './archive.ts';
import { parseRange } from './byte-range.ts';
import type { FileAnswer, FileRequest, FileService } from './file-service.ts';
import { disposition, inertHeaders, inertType } from './inert-headers.ts';
import { type Errand, type Ticket, createTickets } from './tickets.ts';

interface OneObject {
  readonly connectionId: ConnectionId;
  readonly bucket: string;
  readonly key: string;
}

/** The file service, and the addresses that `files.*` hands out for it. */
export interface Files extends FileService {
  preview(object: OneObject, session: string): Ticket;
  save(object: OneObject, session: string): Ticket;
  saveArchive(
    what: { connectionId: ConnectionId; bucket: string; base: string; selection: Selection },
    session: string,
  ): Ticket;
  /** Addresses for files whose bytes are missing; files that are whole get none. */
  receive(
    jobId: JobId,
    fileIds: readonly FileId[],
    session: string,
  ): Promise<{ fileId: FileId; url: string; offset: number }[]>;
  /** Stages objects in a temporary folder and starts a native drag. NOT_SUPPORTED where the host cannot. */
  dragOut(
    what: { connectionId: ConnectionId; bucket: string; keys: readonly string[] },
    session: string,
    signal: AbortSignal,
  ): Promise<number>;
  endSession(session: string): void;
  /** Removes what was staged for drags. */
  close(): Promise<void>;
}

export interface FilesOptions {
  readonly volumes: Volumes;
  readonly transfers: Transfers;
  readonly ports: Pick<Ports, 'paths' | 'dragOut'>;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

export function createFileService(options: FilesOptions): Files {
  const { volumes, transfers, ports, log } = options;
  const tickets = createTickets(() => options.clock.now());
  const staged = new Set<string>();

  const serveErrand = async (errand: Errand, request: FileRequest): Promise<FileAnswer> => {
    switch (errand.kind) {
      case 'preview':
      case 'save':
        return serveObject(errand, request);
      case 'archive': {
        const volume = await volumes.of(errand.connectionId);
        const name = `${errand.base.replace(/\/$/, '').split('/').at(-1) || errand.bucket}.zip`;
        const headers = {
          ...inertHeaders,
          'content-type': 'application/zip',
          'content-disposition': disposition('attachment', name),
        };
        if (request.method === 'HEAD') return { status: 200, headers };
        const { bucket, base, selection } = errand;
        return { status: 200, headers, body: archiveOf({ volume, bucket, base, selection, signal: request.signal }) };
      }
      case 'receive': {
        if (!request.body) throw new AppError('BAD_INPUT', { reason: 'no body' });
        const { jobId, fileId, offset } = errand;
        const end = await transfers.receiving.append(jobId, fileId, offset, request.body, request.signal);
        return { status: end === 'complete' ? 204 : 409, headers: inertHeaders };
      }
    }
  };

  const serveObject = async (
    { connectionId, bucket, key, kind }: Errand & { kind: 'preview' | 'save' },
    request: FileRequest,
  ): Promise<FileAnswer> => {
    const { signal } = request;
    const volume = await volumes.of(connectionId);
    const head = await volume.head({ bucket, key, signal });
    const ask = parseRange(request.headers.range, head.size);
    const name = key.replace(/\/$/, '').split('/').at(-1) ?? key;
    const headers = {
      ...inertHeaders,
      'accept-ranges': 'bytes',
      'content-type': kind === 'preview' ? inertType(head.contentType, key) : 'application/octet-stream',
      'content-disposition': disposition(kind === 'preview' ? 'inline' : 'attachment', name),
      ...(head.etag === '' ? {} : { etag: `"${head.etag.replace(/[^\x21\x23-\x7e]/g, '')}"` }),
    };
    if (ask.kind === 'unsatisfiable') {
      return { status: 416, headers: { ...headers, 'content-range': `bytes */${head.size}` } };
    }
    const length = ask.kind === 'part' ? ask.last - ask.first + 1 : head.size;
    const answer = {
      status: ask.kind === 'part' ? 206 : 200,
      headers: {
        ...headers,
        'content-length': String(length),
        ...(ask.kind === 'part' ? { 'content-range': `bytes ${ask.first}-${ask.last}/${head.size}` } : {}),
      },
    };
    if (request.method === 'HEAD' || length === 0) return answer;
    const range = ask.kind === 'part' ? ask : undefined;
    const body = await volume.get({ bucket, key, range, ifMatch: head.etag || undefined, signal });
    return { ...answer, body: body.stream };
  };

  return {
    async serve(request) {
      const errand = tickets.look(request.ticket, request.session);
      const fits = errand?.kind === 'receive' ? request.method === 'PUT' : ['GET', 'HEAD'].includes(request.method);
      if (!errand) return refusal(403);
      if (!fits)
        return {
          ...refusal(405),
          headers: { ...inertHeaders, allow: errand.kind === 'receive' ? 'PUT' : 'GET, HEAD' },
        };
      if (request.method !== 'HEAD') tickets.use(request.ticket, request.session);
      try {
        return await serveErrand(errand, request);
      } catch (error) {
        if (!(error instanceof AppError))
          log(`files: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        return refusal(error instanceof AppError ? (statuses[error.code] ?? 502) : 500);
      }
    },
    preview: (object, session) => tickets.issue({ kind: 'preview', ...object }, session),
    save: (object, session) => tickets.issue({ kind: 'save', ...object }, session),
    saveArchive: (what, session) => tickets.issue({ kind: 'archive', ...what }, session),
    async receive(jobId, fileIds, session) {
      const wanted = await transfers.receiving.offsets(jobId, fileIds);
      return wanted.map(({ fileId, offset }) => {
        const { url } = tickets.issue({ kind: 'receive', jobId, fileId, offset }, session);
        return { fileId, url, offset };
      });
    },
    async dragOut({ connectionId, bucket, keys }, session, signal) {
      if (!ports.dragOut) throw new AppError('NOT_SUPPORTED', { feature: 'drag-out' });
      const folder = await mkdtemp(join(ports.paths.temporary, 'quayside-drag-'));
      staged.add(folder);
      const first = keys[0] ?? '';
      const base = first.slice(0, first.lastIndexOf('/') + 1);
      const source = { connectionId, bucket, base, selection: { keys: [...keys], prefixes: [] } };
      const job = transfers.download({ source, into: folder, conflict: 'keep-both' });
      const { state, error } = await transfers.ended(job, signal);
      if (state !== 'done') throw error ? AppError.fromShape(error) : new AppError('CANCELLED');
      await transfers.forget(job);
      const names = await readdir(folder);
      await ports.dragOut.start(
        names.map((name) => join(folder, name)),
        session,
      );
      return names.length;
    },
    endSession: (session) => tickets.endSession(session),
    async close() {
      for (const folder of staged) await rm(folder, { recursive: true, force: true });
      staged.clear();
    },
  };
}

const refusal = (status: number): FileAnswer => ({ status, headers: { ...inertHeaders, 'content-length': '0' } });

/** What a refused errand answers; all else is a store that failed. */
const statuses: Partial<Record<AppErrorCode, number>> = {
  OBJECT_NOT_FOUND: 404,
  BUCKET_NOT_FOUND: 404,
  CONNECTION_NOT_FOUND: 404,
  JOB_NOT_FOUND: 404,
  JOB_STATE: 409,
  OBJECT_CHANGED: 409,
  BAD_INPUT: 400,
  CANCELLED: 499,
  DISK_FULL: 507,
  ACCESS_DENIED: 502,
  SHUTTING_DOWN: 503,
};
