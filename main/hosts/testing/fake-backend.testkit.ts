import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AppError, contract, type Grant } from '../../../preload/contract/index.ts';
import type { Handlers } from '../../../preload/rpc/index.ts';
import type { Backend, BackendOptions, CreateBackend, HostSessions } from '../../backend.ts';
import type { FileAnswer, FileRequest } from '../../files/index.ts';
import type { KeychainProbe, Ports } from '../../ports/index.ts';

export class MemorySessions implements HostSessions {
  readonly records = new Map<string, { tokenHash: string; createdAt: number; expiresAt: number }>();

  put(session: { tokenHash: string; createdAt: number; expiresAt: number }): void {
    this.records.set(session.tokenHash, { ...session });
  }
  find(tokenHash: string) {
    return this.records.get(tokenHash);
  }
  removeExpired(before: number): void {
    for (const [hash, { expiresAt }] of this.records) if (expiresAt < before) this.records.delete(hash);
  }
}

export const noKeychain: KeychainProbe = {
  name: 'none',
  probe: () => Promise.resolve('no-service'),
  store: {
    place: 'keychain',
    get: () => Promise.reject(new AppError('SECRET_STORE_UNAVAILABLE')),
    set: () => Promise.reject(new AppError('SECRET_STORE_UNAVAILABLE')),
    delete: () => Promise.reject(new AppError('SECRET_STORE_UNAVAILABLE')),
  },
};

/** A backend of a few lines: hosts are tested for what they carry, not for what the app does with it. */
export class FakeBackend implements Backend {
  readonly sessions: HostSessions;
  readonly served: FileRequest[] = [];
  readonly received: Buffer[] = [];
  readonly ended: string[] = [];
  readonly incidents: unknown[] = [];
  readonly granted: { path: string; session: string }[] = [];
  closed = false;
  aborted = 0;
  ports: Ports | undefined;
  options: BackendOptions | undefined;

  constructor(sessions: HostSessions = new MemorySessions()) {
    this.sessions = sessions;
  }

  readonly create: CreateBackend = (ports, options) => {
    this.ports = ports;
    this.options = options;
    return Promise.resolve(this);
  };

  readonly handlers: Handlers = {
    ...(Object.fromEntries(
      Object.entries(contract).map(([module, procedures]) => [
        module,
        Object.fromEntries(
          Object.keys(procedures).map((name) => [
            name,
            () => {
              throw new AppError('NOT_SUPPORTED', { procedure: `${module}.${name}` });
            },
          ]),
        ),
      ]),
    ) as unknown as Handlers),
    settings: {
      watch: () => ({
        snapshot: () => ({
          theme: 'system',
          density: 'compact',
          parallelFiles: 4,
          uploadLimit: 0,
          downloadLimit: 0,
          limitSchedule: [],
          scheduleOffUntil: 0,
          defaultShareSeconds: 60,
          confirmDelete: true,
        }),
        subscribe: () => () => undefined,
      }),
      change: () => ({}),
    },
  };

  readonly files = {
    serve: async (request: FileRequest): Promise<FileAnswer> => {
      this.served.push(request);
      if (request.ticket === 'endless') {
        const body = Readable.from(endless());
        request.signal.addEventListener('abort', () => {
          this.aborted += 1;
          body.destroy();
        });
        return { status: 200, headers: { 'content-type': 'text/plain' }, body };
      }
      if (request.ticket === 'breaks') {
        return { status: 200, headers: { 'content-length': '1000' }, body: Readable.from(breaking()) };
      }
      if (request.method === 'PUT' && request.ticket === 'put' && request.body) {
        this.received.push(await buffer(request.body));
        return { status: 204, headers: {} };
      }
      if (request.ticket !== 'hello') return { status: 403, headers: {} };
      const body = Buffer.from('hello from a file');
      return {
        status: 200,
        headers: {
          'content-type': 'text/plain',
          'content-length': String(body.length),
          'content-security-policy': 'sandbox',
        },
        body: Readable.from([body]),
      };
    },
  };

  readonly grants = {
    add: (path: string, session: string): Promise<Grant> => {
      this.granted.push({ path, session });
      if (path.startsWith('/dev/')) return Promise.reject(new AppError('PATH_NOT_GRANTED'));
      return Promise.resolve({ id: 'g1' as Grant['id'], name: path.split('/').at(-1) ?? '', kind: 'file' });
    },
    resolve: () => {
      throw new AppError('PATH_NOT_GRANTED');
    },
  };

  endSession(session: string): void {
    this.ended.push(session);
  }
  incident(error: unknown): string {
    this.incidents.push(error);
    return `incident-${this.incidents.length}`;
  }
  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

function* endless(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(64 * 1024, 'x');
}

function* breaking(): Generator<Buffer> {
  yield Buffer.from('some');
  throw new Error('the store broke off');
}
