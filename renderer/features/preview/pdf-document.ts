import workerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import type { ObjectBytes } from './object-bytes.ts';

/** A PDF document opened for looking at its pages; nothing in it runs, and only the bytes that a page needs are read. */
export interface PdfDocument {
  readonly pages: number;
  /** Paints a page, `width` CSS pixels wide. @returns its height in CSS pixels */
  paint(page: number, canvas: HTMLCanvasElement, width: number, signal: AbortSignal): Promise<number>;
  close(): void;
}

/** Decoded pictures with more pixels than this are left out. */
const maxImagePixels = 40_000_000;
const maxCanvasSide = 4096;
const chunkBytes = 256 * 1024;

interface ScriptAddresses {
  createScriptURL(address: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: ScriptAddresses): ScriptAddresses;
}

/** The page's policy lets a worker be made from this one kind of address only: a script of its own. */
let ownScripts: ScriptAddresses | undefined;
function ownScript(address: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  ownScripts ??= trustedTypes?.createPolicy('quayside-worker', {
    createScriptURL(given) {
      const url = new URL(given, document.baseURI);
      const home = new URL('.', document.baseURI);
      if (url.origin !== home.origin || url.protocol !== home.protocol || !url.pathname.startsWith(home.pathname))
        throw new TypeError('not a script of this page');
      return url.href;
    },
  });
  return ownScripts === undefined ? address : ownScripts.createScriptURL(address);
}

/** @throws PreviewLimit where it needs more bytes than a preview may read; PasswordException; other errors of a broken file */
export async function openPdf(object: ObjectBytes): Promise<PdfDocument> {
  const { getDocument, PDFDataRangeTransport, PDFWorker } = await import('pdfjs-dist');
  const thread = new Worker(ownScript(workerAddress), { type: 'module' });
  const worker = PDFWorker.create({ port: thread });
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  // Looked at below and while painting; nobody may be painting when it happens.
  failed.catch(() => undefined);

  class ObjectTransport extends PDFDataRangeTransport {
    override requestDataRange(begin: number, end: number): void {
      object.read(begin, end).then((bytes) => this.onDataRange(begin, bytes), fail);
    }
  }
  const close = (): void => {
    void task.destroy();
    worker.destroy();
    thread.terminate();
  };
  const task = getDocument({
    range: new ObjectTransport(object.size, null),
    rangeChunkSize: chunkBytes,
    disableAutoFetch: true,
    disableStream: true,
    enableXfa: false,
    useWasm: false,
    useSystemFonts: true,
    maxImageSize: maxImagePixels,
    worker,
  });
  try {
    const opened = await Promise.race([task.promise, failed]);
    return {
      pages: opened.numPages,
      async paint(number, canvas, width, signal) {
        const page = await Promise.race([opened.getPage(number), failed]);
        const natural = page.getViewport({ scale: 1 });
        const sharpness = Math.min(window.devicePixelRatio, maxCanvasSide / width);
        const scale = Math.min((width / natural.width) * sharpness, maxCanvasSide / natural.height);
        const viewport = page.getViewport({ scale });
        canvas.width = Math.max(1, Math.floor(viewport.width));
        canvas.height = Math.max(1, Math.floor(viewport.height));
        const painting = page.render({ canvas, viewport });
        const stop = (): void => painting.cancel();
        signal.addEventListener('abort', stop, { once: true });
        try {
          await Promise.race([painting.promise, failed]);
        } finally {
          signal.removeEventListener('abort', stop);
        }
        return (width * natural.height) / natural.width;
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

export function isPasswordQuestion(error: unknown): boolean {
  return error instanceof Error && error.name === 'PasswordException';
}
