import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { IconButton, useLoaded } from '../../ui/index.ts';
import { useClient } from '../../rpc/index.ts';
import { createObjectBytes, PreviewLimit } from './object-bytes.ts';
import type { PdfDocument } from './pdf-document.ts';
import { PreviewFailed, PreviewLoading, PreviewNote } from './preview-frame.tsx';
import { texts } from './texts.ts';
import type { PreviewedObject } from './use-object-bytes.ts';

type Opened =
  | { readonly kind: 'open'; readonly document: PdfDocument }
  | { readonly kind: 'closed'; readonly why: string };

/** Pages of a PDF document, painted one at a time. */
export function PdfPreview({ object: { place, objectKey, size } }: { readonly object: PreviewedObject }): ReactNode {
  const client = useClient();
  const { connectionId, bucket } = place;
  const load = useCallback(
    async (signal: AbortSignal): Promise<Opened> => {
      // The document reads on while its pages are turned, so its bytes end with the document and not with this question.
      const life = new AbortController();
      const address = async (): Promise<string> =>
        (await client.files.preview({ connectionId, bucket, key: objectKey }, { signal: life.signal })).url;
      const { openPdf, isPasswordQuestion } = await import('./pdf-document.ts');
      try {
        const document = await openPdf(createObjectBytes({ size, address, signal: life.signal }));
        const close = (): void => {
          life.abort();
          document.close();
        };
        if (signal.aborted) close();
        return { kind: 'open', document: { ...document, close } };
      } catch (error) {
        life.abort();
        if (isPasswordQuestion(error)) return { kind: 'closed', why: texts.encryptedPdf };
        if (error instanceof PreviewLimit) return { kind: 'closed', why: texts.tooLarge };
        if (error instanceof Error && /^InvalidPDF|^FormatError/.test(error.name))
          return { kind: 'closed', why: texts.unreadable };
        throw error;
      }
    },
    [client, connectionId, bucket, objectKey, size],
  );
  const opened = useLoaded(load);
  const answer = opened.isLoading ? undefined : opened.value;
  useEffect(() => {
    if (answer?.kind === 'open') return () => answer.document.close();
    return undefined;
  }, [answer]);
  if (opened.error !== undefined) return <PreviewFailed onRetry={opened.reload} />;
  if (answer === undefined) return <PreviewLoading />;
  return answer.kind === 'open' ? <Pages document={answer.document} /> : <PreviewNote>{answer.why}</PreviewNote>;
}

function Pages({ document }: { readonly document: PdfDocument }): ReactNode {
  const [page, setPage] = useState(1);
  const [failed, setFailed] = useState<string>();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const paper = canvas.current;
    if (paper === null) return undefined;
    const end = new AbortController();
    const paint = async (): Promise<void> => {
      try {
        await document.paint(page, paper, Math.max(200, paper.parentElement?.clientWidth ?? 0), end.signal);
        if (!end.signal.aborted) setFailed(undefined);
      } catch (error) {
        if (!end.signal.aborted) setFailed(error instanceof PreviewLimit ? texts.tooLarge : texts.unreadable);
      }
    };
    void paint();
    return () => end.abort();
  }, [document, page]);
  return (
    <figure className="preview" aria-label={texts.preview}>
      <div className="preview-paper">
        <canvas ref={canvas} role="img" aria-label={texts.pdfPage(page)} hidden={failed !== undefined} />
        {failed === undefined ? null : <p className="preview-note">{failed}</p>}
      </div>
      <figcaption className="preview-pages">
        <IconButton
          label={texts.previousPage}
          icon={<ChevronLeft aria-hidden />}
          size="small"
          isDisabled={page <= 1}
          onPress={() => setPage(page - 1)}
        />
        <span role="status">{texts.page(page, document.pages)}</span>
        <IconButton
          label={texts.nextPage}
          icon={<ChevronRight aria-hidden />}
          size="small"
          isDisabled={page >= document.pages}
          onPress={() => setPage(page + 1)}
        />
      </figcaption>
    </figure>
  );
}
