import { groupUris, mostGrants, permissions, type Acl, type Grant, type Grantee } from '../../access/index.ts';
import { S3Error } from '../../errors/index.ts';
import type { AclRequest } from '../../operations/index.ts';
import { xmlAnswer, type Answer } from '../answer.ts';
import type { HeaderList } from '../header-list.ts';
import type { S3Request } from '../s3-request.ts';
import { readDocument } from '../xml/read-document.ts';
import { childOf, textOf, type XmlElement } from '../xml/xml-reader.ts';
import { element } from '../xml/xml-writer.ts';
import { invalidArgument } from './parameters.ts';
import { ownerXml } from './shared-xml.ts';

const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const mostBytes = 128 * 1024;

export function aclAnswer({ owner, grants }: Acl): Answer {
  const rows = grants.map(
    ({ grantee, permission }) => `<Grant>${granteeXml(grantee)}${element('Permission', permission)}</Grant>`,
  );
  return xmlAnswer(
    'AccessControlPolicy',
    `${ownerXml({ id: owner, displayName: owner })}<AccessControlList>${rows.join('')}</AccessControlList>`,
  );
}

function granteeXml(grantee: Grantee): string {
  if ('group' in grantee) {
    return `<Grantee ${xsi} xsi:type="Group">${element('URI', groupUris[grantee.group])}</Grantee>`;
  }
  const { user } = grantee;
  return `<Grantee ${xsi} xsi:type="CanonicalUser">${element('ID', user)}${element('DisplayName', user)}</Grantee>`;
}

/** The header of each permission. */
const grantHeaders = {
  'x-amz-grant-full-control': 'FULL_CONTROL',
  'x-amz-grant-read': 'READ',
  'x-amz-grant-write': 'WRITE',
  'x-amz-grant-read-acp': 'READ_ACP',
  'x-amz-grant-write-acp': 'WRITE_ACP',
} as const;

/**
 * What the headers of a write ask for: a canned list or grants, or nothing. Throws InvalidRequest for both,
 * InvalidArgument for a grantee that is none, UnresolvableGrantByEmailAddress.
 */
export function aclRequestOf(headers: HeaderList): AclRequest | undefined {
  const canned = headers.get('x-amz-acl');
  const grants = Object.entries(grantHeaders).flatMap(([name, permission]) =>
    granteesOf(headers.get(name), name).map((grantee): Grant => ({ grantee, permission })),
  );
  if (canned !== undefined && grants.length > 0) {
    throw new S3Error('InvalidRequest', {
      message: 'Specifying both Canned ACLs and Header Grants is not allowed',
    });
  }
  if (canned !== undefined) return { canned };
  return grants.length === 0 ? undefined : { grants };
}

/** `id="ann", uri="http://…"` */
function granteesOf(text: string | undefined, name: string): Grantee[] {
  if (text === undefined) return [];
  return text.split(',').map((piece) => {
    const match = /^\s*(id|uri|emailaddress)\s*=\s*(?:"([^"]*)"|([^",\s]*))\s*$/i.exec(piece);
    const value = match?.[2] ?? match?.[3] ?? '';
    if (!match || value === '') throw invalidArgument('Argument format not recognized', name, text);
    const kind = match[1]?.toLowerCase();
    if (kind === 'emailaddress') throw new S3Error('UnresolvableGrantByEmailAddress');
    return kind === 'uri' ? groupOf(value) : { user: value };
  });
}

function groupOf(uri: string): Grantee {
  if (uri === groupUris.all) return { group: 'all' };
  if (uri === groupUris.authenticated) return { group: 'authenticated' };
  throw invalidArgument('Invalid group uri', 'uri', uri);
}

/** Of PutBucketAcl and PutObjectAcl: headers or a body, one of them. Throws MalformedACLError, MissingSecurityHeader. */
export async function readAcl(request: S3Request): Promise<AclRequest> {
  const asked = aclRequestOf(request.headers);
  const document = await readDocument(request.context, request.openBody(), {
    root: 'AccessControlPolicy',
    mostBytes,
  });
  if (asked && document) {
    throw new S3Error('UnexpectedContent');
  }
  if (asked) return asked;
  if (!document) {
    throw new S3Error('MissingSecurityHeader', { details: { MissingHeaderName: 'x-amz-acl' } });
  }
  const owner = childOf(document, 'Owner');
  const list = childOf(document, 'AccessControlList');
  const id = owner && textOf(owner, 'ID')?.trim();
  if (!list || !id) throw new S3Error('MalformedACLError');
  if (list.children.length > mostGrants) throw new S3Error('MalformedACLError');
  return { document: { owner: id, grants: list.children.map(grantOf) } };
}

function grantOf(grant: XmlElement): Grant {
  const who = childOf(grant, 'Grantee');
  const said = textOf(grant, 'Permission')?.trim();
  const permission = permissions.find((name) => name === said);
  if (grant.name !== 'Grant' || !who || !permission) throw new S3Error('MalformedACLError');
  if (childOf(who, 'EmailAddress')) throw new S3Error('UnresolvableGrantByEmailAddress');
  const id = textOf(who, 'ID')?.trim();
  const uri = textOf(who, 'URI')?.trim();
  if (uri) return { grantee: groupOf(uri), permission };
  if (!id) throw new S3Error('MalformedACLError');
  return { grantee: { user: id }, permission };
}
