import { randomUUID } from 'node:crypto';
import { S3Error } from '../../errors/index.ts';
import type { LifecycleFilter, LifecycleRule } from '../../operations/index.ts';
import { xmlAnswer, type Answer } from '../answer.ts';
import type { S3Request } from '../s3-request.ts';
import { readDocument } from '../xml/read-document.ts';
import { childOf, malformed, textOf, type XmlElement } from '../xml/xml-reader.ts';
import { element } from '../xml/xml-writer.ts';
import { collectTags } from './tag-rules.ts';

const mostRules = 1000;
const mostBytes = 1024 * 1024;
const day = 24 * 60 * 60 * 1000;
const ruleElements =
  /^(?:ID|Status|Prefix|Filter|Expiration|NoncurrentVersionExpiration|AbortIncompleteMultipartUpload)$/;

/** Throws MalformedXML, InvalidArgument, InvalidRequest; NotImplemented for transitions, as there is one place to store. */
export async function readLifecycleXml(request: S3Request): Promise<readonly LifecycleRule[]> {
  const document = await readDocument(request.context, request.openBody(), {
    root: 'LifecycleConfiguration',
    mostBytes,
  });
  if (!document || document.children.length === 0 || document.children.length > mostRules) throw malformed();
  const rules = document.children.map(ruleOf);
  const ids = new Set(rules.map((rule) => rule.id));
  if (ids.size < rules.length) throw invalid('Rule ID must be unique. Found same ID for more than one rule');
  return rules;
}

function ruleOf(rule: XmlElement): LifecycleRule {
  if (rule.name !== 'Rule') throw malformed();
  for (const { name } of rule.children) {
    if (name === 'Transition' || name === 'NoncurrentVersionTransition') {
      throw new S3Error('NotImplemented', {
        message: 'This server keeps everything in one place: there is no storage class that objects could move to.',
      });
    }
    if (!ruleElements.test(name)) throw malformed();
  }
  const id = textOf(rule, 'ID')?.trim();
  if (id !== undefined && id.length > 255) throw invalid('ID length should not exceed allowed limit of 255');
  const status = textOf(rule, 'Status')?.trim();
  if (status !== 'Enabled' && status !== 'Disabled') throw malformed();
  const filter = filterOf(rule);
  const expiration = childOf(rule, 'Expiration');
  const noncurrent = childOf(rule, 'NoncurrentVersionExpiration');
  const abort = childOf(rule, 'AbortIncompleteMultipartUpload');
  if (!expiration && !noncurrent && !abort) {
    throw new S3Error('InvalidRequest', { message: 'At least one action needs to be specified in a rule' });
  }
  const asked = expiration && expirationOf(expiration);
  const narrow = filter.tags.length > 0 || filter.largerThan !== undefined || filter.smallerThan !== undefined;
  if (narrow && abort) throw unfit('AbortIncompleteMultipartUpload');
  if (filter.tags.length > 0 && asked && 'deleteMarker' in asked) throw unfit('ExpiredObjectDeleteMarker');
  return {
    id: id === undefined || id === '' ? randomUUID() : id,
    enabled: status === 'Enabled',
    filter,
    ...(asked ? { expiration: asked } : {}),
    ...(noncurrent ? { noncurrent: noncurrentOf(noncurrent) } : {}),
    ...(abort ? { abortDays: daysOf(abort, 'DaysAfterInitiation', 'AbortIncompleteMultipartUpload') } : {}),
  };
}

function filterOf(rule: XmlElement): LifecycleFilter {
  const filter = childOf(rule, 'Filter');
  const old = textOf(rule, 'Prefix');
  if ((filter === undefined) === (old === undefined)) throw malformed();
  if (!filter) return { form: 'prefix', prefix: prefixOf(old ?? ''), tags: [] };
  const and = childOf(filter, 'And');
  const within = and ?? filter;
  if (filter.children.length > 1 || (and && and.children.length === 0)) throw malformed();
  const pairs: [string, string][] = [];
  for (const child of within.children) {
    if (child.name === 'Tag') {
      const key = textOf(child, 'Key');
      const value = textOf(child, 'Value');
      if (key === undefined || value === undefined) throw malformed();
      pairs.push([key, value]);
    } else if (!/^(?:Prefix|ObjectSizeGreaterThan|ObjectSizeLessThan)$/.test(child.name)) throw malformed();
  }
  const prefix = textOf(within, 'Prefix');
  const largerThan = sizeOf(within, 'ObjectSizeGreaterThan');
  const smallerThan = sizeOf(within, 'ObjectSizeLessThan');
  if (largerThan !== undefined && smallerThan !== undefined && largerThan >= smallerThan) {
    throw new S3Error('InvalidRequest', {
      message: "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.",
    });
  }
  return {
    form: and ? 'and' : 'single',
    ...(prefix === undefined ? {} : { prefix: prefixOf(prefix) }),
    tags: Object.entries(collectTags(pairs, { mostTags: 10 })),
    ...(largerThan === undefined ? {} : { largerThan }),
    ...(smallerThan === undefined ? {} : { smallerThan }),
  };
}

function prefixOf(text: string): string {
  if (Buffer.byteLength(text) > 1024) throw invalid('The maximum size of a prefix is 1024.');
  return text;
}

function sizeOf(parent: XmlElement, name: string): number | undefined {
  const text = textOf(parent, name)?.trim();
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw malformed();
  return Number(text);
}

function expirationOf(expiration: XmlElement): NonNullable<LifecycleRule['expiration']> {
  const days = textOf(expiration, 'Days');
  const date = textOf(expiration, 'Date')?.trim();
  const marker = textOf(expiration, 'ExpiredObjectDeleteMarker')?.trim().toLowerCase();
  if (expiration.children.length !== 1) throw malformed();
  if (days !== undefined) return { days: daysOf(expiration, 'Days', 'Expiration') };
  if (date !== undefined) {
    const at = /^\d{4}-\d\d-\d\d(?:T|$)/.test(date) ? Date.parse(date) : Number.NaN;
    if (Number.isNaN(at)) throw malformed();
    if (at % day !== 0) throw invalid("'Date' must be at midnight GMT");
    return { date: at };
  }
  if (marker !== 'true' && marker !== 'false') throw malformed();
  return { deleteMarker: marker === 'true' };
}

function noncurrentOf(noncurrent: XmlElement): NonNullable<LifecycleRule['noncurrent']> {
  const days = daysOf(noncurrent, 'NoncurrentDays', 'NoncurrentVersionExpiration');
  const keep = textOf(noncurrent, 'NewerNoncurrentVersions')?.trim();
  if (keep === undefined) return { days };
  if (!/^\d{1,9}$/.test(keep) || Number(keep) < 1 || Number(keep) > 100) {
    throw invalid("'NewerNoncurrentVersions' for NoncurrentVersionExpiration action must be between 1 and 100");
  }
  return { days, keep: Number(keep) };
}

function daysOf(parent: XmlElement, name: string, action: string): number {
  const text = textOf(parent, name)?.trim();
  if (text === undefined || !/^-?\d{1,10}$/.test(text)) throw malformed();
  const days = Number(text);
  if (days < 1 || days > 2_147_483_647) throw invalid(`'${name}' for ${action} action must be a positive integer`);
  return days;
}

export function lifecycleAnswer(rules: readonly LifecycleRule[]): Answer {
  return xmlAnswer('LifecycleConfiguration', rules.map(ruleXml).join(''));
}

function ruleXml({ id, enabled, filter, expiration, noncurrent, abortDays }: LifecycleRule): string {
  return [
    '<Rule>',
    element('ID', id),
    filterXml(filter),
    element('Status', enabled ? 'Enabled' : 'Disabled'),
    expiration ? `<Expiration>${expirationXml(expiration)}</Expiration>` : '',
    noncurrent
      ? `<NoncurrentVersionExpiration>${element('NoncurrentDays', noncurrent.days)}${element('NewerNoncurrentVersions', noncurrent.keep)}</NoncurrentVersionExpiration>`
      : '',
    abortDays === undefined
      ? ''
      : `<AbortIncompleteMultipartUpload>${element('DaysAfterInitiation', abortDays)}</AbortIncompleteMultipartUpload>`,
    '</Rule>',
  ].join('');
}

function filterXml({ form, prefix, tags, largerThan, smallerThan }: LifecycleFilter): string {
  if (form === 'prefix') return element('Prefix', prefix ?? '');
  const inner = [
    element('Prefix', prefix),
    ...tags.map(([key, value]) => `<Tag>${element('Key', key)}${element('Value', value)}</Tag>`),
    element('ObjectSizeGreaterThan', largerThan),
    element('ObjectSizeLessThan', smallerThan),
  ].join('');
  return `<Filter>${form === 'and' ? `<And>${inner}</And>` : inner}</Filter>`;
}

function expirationXml(expiration: NonNullable<LifecycleRule['expiration']>): string {
  if ('days' in expiration) return element('Days', expiration.days);
  if ('date' in expiration) return element('Date', new Date(expiration.date).toISOString());
  return element('ExpiredObjectDeleteMarker', expiration.deleteMarker);
}

const invalid = (message: string): S3Error => new S3Error('InvalidArgument', { message });
const unfit = (action: string): S3Error =>
  new S3Error('InvalidRequest', { message: `${action} cannot be specified with Tags or object sizes.` });
