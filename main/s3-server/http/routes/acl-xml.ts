import type { Owner } from '../../operations/index.ts';
import { xmlAnswer, type Answer } from '../answer.ts';
import { element } from '../xml/xml-writer.ts';
import { ownerXml } from './shared-xml.ts';

export function aclAnswer({ owner }: { owner: Owner }): Answer {
  const grantee = `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">${element('ID', owner.id)}${element('DisplayName', owner.displayName)}</Grantee>`;
  return xmlAnswer(
    'AccessControlPolicy',
    `${ownerXml(owner)}<AccessControlList><Grant>${grantee}<Permission>FULL_CONTROL</Permission></Grant></AccessControlList>`,
  );
}
