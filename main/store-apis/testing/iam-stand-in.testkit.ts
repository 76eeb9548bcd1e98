import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface StandInKey {
  accessKeyId: string;
  secretAccessKey: string;
  active: boolean;
}

/** A server that speaks IAM's query protocol for one user, with the limit of two keys that AWS has. */
export interface IamStandIn {
  readonly address: string;
  readonly keys: StandInKey[];
  /** Actions that are refused with AccessDenied. */
  readonly denied: Set<string>;
  readonly calls: string[];
  close(): Promise<void>;
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html: XML answers of version 2010-05-08. */
export async function startIamStandIn(first: StandInKey): Promise<IamStandIn> {
  const keys: StandInKey[] = [first];
  const denied = new Set<string>();
  const calls: string[] = [];
  let made = 0;
  const member = ({ accessKeyId, active }: StandInKey) =>
    `<member><UserName>harbour</UserName><AccessKeyId>${accessKeyId}</AccessKeyId><Status>${active ? 'Active' : 'Inactive'}</Status><CreateDate>2026-01-02T03:04:05Z</CreateDate></member>`;
  const refuse = (status: number, code: string) => ({
    status,
    xml: `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${code}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  });
  const answer = (form: URLSearchParams, signer: string): { status: number; xml: string } => {
    const action = form.get('Action') ?? '';
    calls.push(action);
    if (!keys.some((key) => key.accessKeyId === signer && key.active)) return refuse(403, 'InvalidClientTokenId');
    if (denied.has(action)) return refuse(403, 'AccessDenied');
    const id = form.get('AccessKeyId');
    const key = keys.find((one) => one.accessKeyId === id);
    const ok = (result: string) => ({
      status: 200,
      xml: `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`,
    });
    switch (action) {
      case 'ListAccessKeys':
        return ok(
          `<AccessKeyMetadata>${keys.map(member).join('')}</AccessKeyMetadata><IsTruncated>false</IsTruncated>`,
        );
      case 'CreateAccessKey': {
        if (keys.length >= 2) return refuse(409, 'LimitExceeded');
        made += 1;
        const next = {
          accessKeyId: `AKIASTANDIN${made}`,
          secretAccessKey: `made-by-the-stand-in-${made}`,
          active: true,
        };
        keys.push(next);
        return ok(
          `<AccessKey><UserName>harbour</UserName><AccessKeyId>${next.accessKeyId}</AccessKeyId><Status>Active</Status><SecretAccessKey>${next.secretAccessKey}</SecretAccessKey></AccessKey>`,
        );
      }
      case 'GetAccessKeyLastUsed':
        return ok(
          '<UserName>harbour</UserName><AccessKeyLastUsed><LastUsedDate>2026-05-06T07:08:09Z</LastUsedDate><ServiceName>s3</ServiceName><Region>eu-central-1</Region></AccessKeyLastUsed>',
        );
      case 'UpdateAccessKey':
        if (!key) return refuse(404, 'NoSuchEntity');
        key.active = form.get('Status') === 'Active';
        return ok('');
      case 'DeleteAccessKey':
        if (!key) return refuse(404, 'NoSuchEntity');
        keys.splice(keys.indexOf(key), 1);
        return ok('');
      default:
        return refuse(400, 'InvalidAction');
    }
  };
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const signer = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const { status, xml } = answer(new URLSearchParams(Buffer.concat(pieces).toString('utf8')), signer);
      response.writeHead(status, { 'content-type': 'text/xml' });
      response.end(xml);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    denied,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
