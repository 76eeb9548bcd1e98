import { createStaticKeys, allRights } from '../../main/s3-server/access/index.ts';
import { createAuthenticator, parseTarget, readHeaders } from '../../main/s3-server/http/index.ts';
import { createHeadMaker } from '../load/sign-request.ts';
import type { Row } from '../report/row.ts';

const checks = 20_000;
const credential = { id: 'BENCH', secret: 'bench-secret-of-no-worth' };

/** What it takes to tell who sent a small GET, in the processor time of this process. */
export function signatureRow(): Row {
  const name = 'SigV4 check';
  const keys = createStaticKeys([
    { accessKeyId: credential.id, secret: credential.secret, user: 'local', scope: allRights },
  ]);
  const authenticator = createAuthenticator({ keys, region: 'us-east-1' });
  return {
    title: 'the signature of a GET',
    unit: 'us',
    contenders: [
      {
        name,
        async measure() {
          const path = '/bench/small/1234';
          const head = createHeadMaker({ port: 9000, credential })({ method: 'GET', path }).toString('latin1');
          const raw = head
            .trimEnd()
            .split('\r\n')
            .slice(1)
            .flatMap((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]);
          const headers = readHeaders(raw);
          const target = parseTarget(path, undefined);
          const before = process.cpuUsage();
          for (let check = 0; check < checks; check += 1) {
            const { by } = await authenticator.authenticate({ method: 'GET', ...target, headers }, Date.now());
            if (by !== 'header') throw new Error('the signature was not seen');
          }
          const { user, system } = process.cpuUsage(before);
          return (user + system) / checks;
        },
      },
    ],
    ratios: [],
    bounds: [{ of: name, atMost: 8 }],
  };
}
