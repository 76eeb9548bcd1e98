import { useState, type ReactNode } from 'react';
import { SegmentedView } from './segmented-view.tsx';
import { highlight, type Stretch } from './highlight.ts';
import { markdownElements } from './markdown.tsx';
import type { ObjectBytes } from './object-bytes.ts';
import { PreviewFrame, PreviewScroll } from './preview-frame.tsx';
import { texts } from './texts.ts';
import { useLook, type PreviewedObject } from './use-object-bytes.ts';
import { visibleText } from './visible-text.ts';
import type { Token } from 'marked';

/** Bytes of a text that are looked at. */
export const textBytes = 256 * 1024;

interface ReadText {
  readonly stretches: readonly Stretch[];
  readonly isBinary: boolean;
}

/** The start of an object as text; what was cut in the middle of a character at its end is left out. */
export async function readText(object: ObjectBytes): Promise<{ text: string; isBinary: boolean; isCut: boolean }> {
  const bytes = await object.read(0, textBytes);
  const isCut = object.size > bytes.length;
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  const isBinary = mark === 'utf-8' && bytes.subarray(0, 8192).includes(0);
  return { text: isBinary ? '' : new TextDecoder(mark).decode(bytes, { stream: isCut }), isBinary, isCut };
}

const endingOf = (key: string): string => key.slice(key.lastIndexOf('.') + 1).toLowerCase();

async function readPlain(object: ObjectBytes): Promise<ReadText> {
  const { text, isBinary } = await readText(object);
  return { stretches: [{ text: visibleText(text), scope: undefined }], isBinary };
}

async function readCode(object: ObjectBytes, key: string): Promise<ReadText> {
  const { text, isBinary } = await readText(object);
  return { stretches: await highlight(visibleText(text), endingOf(key)), isBinary };
}

/** JSON that fits is set in lines; what is cut or broken is shown as it is. */
async function readJson(object: ObjectBytes): Promise<ReadText> {
  const { text, isBinary, isCut } = await readText(object);
  let shown = text;
  if (!isCut) {
    try {
      shown = JSON.stringify(JSON.parse(text), undefined, 2);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return { stretches: await highlight(visibleText(shown), 'json'), isBinary };
}

const readers = { text: readPlain, code: readCode, json: readJson };

export function TextPreview({
  object,
  kind,
}: {
  readonly object: PreviewedObject;
  readonly kind: keyof typeof readers;
}): ReactNode {
  const look = useLook(object, readers[kind]);
  return (
    <PreviewFrame look={look}>
      {({ stretches, isBinary }) => (
        <>
          <Source stretches={stretches} isBinary={isBinary} />
          <CutNote size={object.size} />
        </>
      )}
    </PreviewFrame>
  );
}

interface ReadMarkdown extends ReadText {
  readonly tokens: readonly Token[];
}

async function readMarkdown(object: ObjectBytes): Promise<ReadMarkdown> {
  const { text, isBinary } = await readText(object);
  const shown = visibleText(text);
  const { lexer } = await import('marked');
  return { tokens: lexer(shown), stretches: [{ text: shown, scope: undefined }], isBinary };
}

export function MarkdownPreview({ object }: { readonly object: PreviewedObject }): ReactNode {
  const look = useLook(object, readMarkdown);
  const [view, setView] = useState<'formatted' | 'source'>('formatted');
  return (
    <PreviewFrame look={look}>
      {({ tokens, stretches, isBinary }) =>
        isBinary ? (
          <Source stretches={stretches} isBinary />
        ) : (
          <>
            <SegmentedView
              label={texts.view}
              choices={[
                ['formatted', texts.formatted],
                ['source', texts.source],
              ]}
              value={view}
              onChange={setView}
            />
            {view === 'source' ? (
              <Source stretches={stretches} isBinary={false} />
            ) : (
              <PreviewScroll label={texts.formatted} className="markdown">
                {markdownElements(tokens)}
              </PreviewScroll>
            )}
            <CutNote size={object.size} />
          </>
        )
      }
    </PreviewFrame>
  );
}

export function CutNote({ size }: { readonly size: number }): ReactNode {
  return size > textBytes ? <figcaption className="preview-note">{texts.cut(textBytes)}</figcaption> : null;
}

function Source({ stretches, isBinary }: ReadText): ReactNode {
  if (isBinary) return <p className="preview-note">{texts.binary}</p>;
  return (
    <PreviewScroll label={texts.source}>
      <pre className="preview-source">
        <code>
          {stretches.map(({ text, scope }, at) =>
            scope === undefined ? (
              text
            ) : (
              <span key={at} className={`source-${scope}`}>
                {text}
              </span>
            ),
          )}
        </code>
      </pre>
    </PreviewScroll>
  );
}
