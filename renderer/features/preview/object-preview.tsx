import './preview.css';
import type { ReactNode } from 'react';
import { ArchivePreview, ModelPreview } from './listing-previews.tsx';
import { MediaPreview } from './media-preview.tsx';
import { PdfPreview } from './pdf-preview.tsx';
import { PreviewNote } from './preview-frame.tsx';
import { previewKind } from './preview-kind.ts';
import { ParquetPreview, RowsPreview } from './rows-preview.tsx';
import { MarkdownPreview, TextPreview } from './text-preview.tsx';
import { texts } from './texts.ts';
import type { PreviewedObject } from './use-object-bytes.ts';

export interface ObjectPreviewProps extends PreviewedObject {
  /** What the store says it is; looked at only where the name says nothing. */
  readonly contentType: string | undefined;
}

/** A larger picture would take too much memory to decode. */
const maxImageBytes = 48 * 1024 * 1024;

/**
 * A look at an object: read by ranges, bounded, and painted by our own elements. Nothing in it runs and nothing calls out;
 * what could run (HTML, scripts, SVG outside an image) is shown as text.
 */
export function ObjectPreview({ contentType, place, objectKey, size }: ObjectPreviewProps): ReactNode {
  const kind = previewKind(objectKey, contentType);
  if (kind === undefined || size === 0) return null;
  const object = { place, objectKey, size };
  switch (kind) {
    case 'image':
      return size > maxImageBytes ? (
        <PreviewNote>{texts.tooLarge}</PreviewNote>
      ) : (
        <MediaPreview object={object} kind={kind} />
      );
    case 'video':
    case 'audio':
      return <MediaPreview object={object} kind={kind} />;
    case 'pdf':
      return <PdfPreview object={object} />;
    case 'markdown':
      return <MarkdownPreview object={object} />;
    case 'text':
    case 'code':
    case 'json':
      return <TextPreview object={object} kind={kind} />;
    case 'csv':
    case 'json-lines':
      return <RowsPreview object={object} kind={kind} />;
    case 'parquet':
      return <ParquetPreview object={object} />;
    case 'zip':
    case 'tar':
      return <ArchivePreview object={object} kind={kind} />;
    case 'safetensors':
    case 'gguf':
      return <ModelPreview object={object} kind={kind} />;
  }
}
