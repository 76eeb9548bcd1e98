import type { Tags } from '../../operations/index.ts';
import { xmlAnswer, type Answer, type AnswerHeader } from '../answer.ts';
import type { S3Request } from '../s3-request.ts';
import { readDocument } from '../xml/read-document.ts';
import { childOf, malformed, textOf } from '../xml/xml-reader.ts';
import { element } from '../xml/xml-writer.ts';
import { collectTags } from './tag-rules.ts';

/** Fifty tags of the largest size, each character written as a reference. */
const mostBytes = 256 * 1024;

/** A `Tagging` body, of an object or of a bucket. Throws MalformedXML, InvalidTag. */
export async function readTagging(request: S3Request, options: { mostTags: number }): Promise<Tags> {
  const body = await readDocument(request.context, request.openBody(), { root: 'Tagging', mostBytes });
  const set = body && childOf(body, 'TagSet');
  if (!set) throw malformed();
  const pairs = set.children.map((tag): [string, string] => {
    const key = textOf(tag, 'Key');
    const value = textOf(tag, 'Value');
    if (tag.name !== 'Tag' || key === undefined || value === undefined) throw malformed();
    return [key, value];
  });
  return collectTags(pairs, options);
}

export function taggingAnswer(tags: Tags, headers: readonly AnswerHeader[] = []): Answer {
  const rows = Object.entries(tags).map(
    ([key, value]) => `<Tag>${element('Key', key)}${element('Value', value)}</Tag>`,
  );
  return xmlAnswer('Tagging', `<TagSet>${rows.join('')}</TagSet>`, headers);
}
