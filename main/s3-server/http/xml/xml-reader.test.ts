import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { S3Error } from '../../errors/index.ts';
import { childOf, parseXml, textOf } from './xml-reader.ts';
import { element } from './xml-writer.ts';

describe('XML reader', () => {
  test('declaration, comment, namespace, attributes, CDATA, entities > the text', () => {
    const source =
      '\ufeff<?xml version="1.0"?>\n<!-- x --><d:Delete xmlns:d="u" a=\'b\'><Object><Key>a&amp;&#x41;&#66;<![CDATA[<&]]></Key></Object><Quiet/></d:Delete>\n';
    const root = parseXml(source, 'Delete');
    const object = childOf(root, 'Object');
    expect(object && textOf(object, 'Key')).toBe('a&AB<&');
    expect(textOf(root, 'Quiet')).toBe('');
    expect(textOf(root, 'None')).toBeUndefined();
  });

  test.each([
    '',
    ' ',
    'x',
    '<a>',
    '</a>',
    '<a></b>',
    '<a/><a/>',
    '<a>&#0;</a>',
    '<a>&#xD800;</a>',
    '<a>&</a>',
    '<a b=c/>',
    '<a b="<"/>',
    '<!DOCTYPE a><a/>',
    '<a><!DOCTYPE b></a>',
    '<b/>',
  ])('%s > MalformedXML', (source) => {
    expect(() => parseXml(source, 'a')).toThrow(S3Error);
  });

  test('what the writer wrote > the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes('\0') && Buffer.from(text).toString() === text);
        expect(textOf(parseXml(`<a>${element('k', text)}</a>`, 'a'), 'k')).toBe(text);
      }),
    );
  });

  test('anything > a tree or MalformedXML', () => {
    const soup = fc.array(
      fc.constantFrom(
        '<',
        '>',
        '/',
        'a',
        ' ',
        '&',
        ';',
        '#',
        '"',
        '=',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '<a>',
        '</a>',
      ),
    );
    fc.assert(
      fc.property(soup, (pieces) => {
        let outcome: unknown = 'tree';
        try {
          parseXml(pieces.join(''), 'a');
        } catch (error) {
          outcome = error;
        }
        expect(outcome === 'tree' || (outcome instanceof S3Error && outcome.code === 'MalformedXML')).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
