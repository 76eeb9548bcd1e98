/** A headless host in a process of its own over the fake backend; its sessions are in a file of the home. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runHeadless } from '../run-headless.ts';
import { parseStartOptions } from '../start-options.ts';
import { FakeBackend, MemorySessions } from './fake-backend.testkit.ts';

class FileSessions extends MemorySessions {
  readonly #file: string;
  constructor(file: string) {
    super();
    this.#file = file;
    if (!existsSync(file)) return;
    const stored = JSON.parse(readFileSync(file, 'utf8')) as Parameters<MemorySessions['put']>[0][];
    for (const session of stored) super.put(session);
  }
  override put(session: Parameters<MemorySessions['put']>[0]): void {
    super.put(session);
    writeFileSync(this.#file, JSON.stringify([...this.records.values()]));
  }
}

const options = parseStartOptions(process.argv.slice(2), process.env);
const backend = new FakeBackend(new FileSessions(join(options.home, 'sessions.json')));
const refusal = process.env['TEST_REFUSAL'];
await runHeadless({
  ...options,
  createBackend: (ports, backendOptions) => {
    if (refusal !== undefined) throw Object.assign(new Error(refusal), { name: 'StartRefusal' });
    backendOptions.log?.('the backend started');
    return backend.create(ports, backendOptions);
  },
});
