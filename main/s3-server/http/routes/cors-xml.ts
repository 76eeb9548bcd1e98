import type { CorsRule } from '../../access/index.ts';
import { S3Error } from '../../errors/index.ts';
import { xmlAnswer, type Answer } from '../answer.ts';
import type { S3Request } from '../s3-request.ts';
import { readDocument } from '../xml/read-document.ts';
import { malformed, textOf, type XmlElement } from '../xml/xml-reader.ts';
import { element } from '../xml/xml-writer.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CORSConfiguration.html */
const mostRules = 100;
const mostBytes = 64 * 1024;
const methods = new Set(['GET', 'PUT', 'POST', 'DELETE', 'HEAD']);

/** Throws MalformedXML, InvalidRequest. */
export async function readCorsRulesXml(request: S3Request): Promise<readonly CorsRule[]> {
  const document = await readDocument(request.context, request.openBody(), { root: 'CORSConfiguration', mostBytes });
  if (!document || document.children.length === 0 || document.children.length > mostRules) throw malformed();
  return document.children.map(ruleOf);
}

function ruleOf(rule: XmlElement): CorsRule {
  if (rule.name !== 'CORSRule') throw malformed();
  const all = (name: string): string[] =>
    rule.children.filter((child) => child.name === name).map((child) => child.text.trim());
  const id = textOf(rule, 'ID')?.trim();
  const age = textOf(rule, 'MaxAgeSeconds')?.trim();
  const origins = all('AllowedOrigin');
  const asked = all('AllowedMethod');
  const headers = all('AllowedHeader');
  const exposes = all('ExposeHeader');
  if (origins.length === 0 || asked.length === 0) throw malformed();
  if (id !== undefined && id.length > 255) throw malformed();
  if (age !== undefined && !/^\d{1,9}$/.test(age)) throw malformed();
  for (const method of asked) {
    if (!methods.has(method)) {
      throw invalid(`Found unsupported HTTP method in CORS config. Unsupported method is ${method.slice(0, 50)}`);
    }
  }
  for (const origin of origins) {
    if (!isPrintable(origin) || stars(origin) > 1) {
      throw invalid(`AllowedOrigin "${origin.slice(0, 100)}" can not have more than one wildcard.`);
    }
  }
  for (const header of headers) {
    if (!isPrintable(header) || stars(header) > 1) {
      throw invalid(`AllowedHeader "${header.slice(0, 100)}" can not have more than one wildcard.`);
    }
  }
  // These go out as a header: a line break in one would write the headers behind it.
  for (const header of exposes) {
    if (stars(header) > 0)
      throw invalid(
        `ExposeHeader "${header.slice(0, 100)}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
      );
    if (!/^[A-Za-z0-9!#$%&'+.^_`|~-]+$/.test(header)) throw invalid('ExposeHeader contains invalid characters.');
  }
  return {
    ...(id ? { id } : {}),
    origins,
    methods: asked,
    headers,
    exposes,
    ...(age === undefined ? {} : { maxAge: Number(age) }),
  };
}

export function corsAnswer(rules: readonly CorsRule[]): Answer {
  const list = (name: string, values: readonly string[]): string =>
    values.map((value) => element(name, value)).join('');
  const rows = rules.map(
    (rule) =>
      `<CORSRule>${element('ID', rule.id)}${list('AllowedMethod', rule.methods)}${list('AllowedOrigin', rule.origins)}${list('AllowedHeader', rule.headers)}${element('MaxAgeSeconds', rule.maxAge)}${list('ExposeHeader', rule.exposes)}</CORSRule>`,
  );
  return xmlAnswer('CORSConfiguration', rows.join(''));
}

const isPrintable = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);
const stars = (text: string): number => text.split('*').length - 1;
const invalid = (message: string): S3Error => new S3Error('InvalidRequest', { message });
