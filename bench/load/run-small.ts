import { randomBytes } from 'node:crypto';
import { drive } from './drive.ts';
import type { FillJob, SmallJob } from './jobs.ts';
import { createHeadMaker } from './sign-request.ts';

export async function runSmall(job: SmallJob): Promise<number> {
  const { target, clients, ms, once, method, bytes } = job;
  // Signed before the clock starts: what the client spends is not the server's.
  const requests = makeRequests(job);
  let short = 0;
  let at = 0;
  const deadline = performance.now() + ms;
  const rate = await drive(target, {
    clients,
    next() {
      if (performance.now() > deadline || (once && at >= requests.length)) return undefined;
      return requests[at++ % requests.length];
    },
    check(answer) {
      if (method === 'GET' && answer.bytes !== bytes) short += 1;
    },
  });
  if (short > 0) throw new Error(`${short} objects were not of ${bytes} bytes`);
  return rate;
}

export async function runFill({ target, paths, clients, bytes }: FillJob): Promise<number> {
  const makeHead = createHeadMaker(target);
  const body = randomBytes(bytes);
  let at = 0;
  return await drive(target, {
    clients,
    next() {
      const path = paths[at++];
      return path === undefined ? undefined : Buffer.concat([makeHead({ method: 'PUT', path, length: bytes }), body]);
    },
  });
}

function makeRequests({ target, method, path, keys, bytes }: SmallJob): Buffer[] {
  const makeHead = createHeadMaker(target);
  const body = randomBytes(bytes);
  return Array.from({ length: keys }, (_, at) =>
    method === 'GET'
      ? makeHead({ method, path: `${path}${at}` })
      : Buffer.concat([makeHead({ method, path: `${path}${at}`, length: bytes }), body]),
  );
}
