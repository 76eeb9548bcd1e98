import { useCallback, useState, type ReactNode } from 'react';
import type { Place } from '../../../preload/contract/index.ts';
import { displayName, kindOf } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, Spinner, useLoaded } from '../../ui/index.ts';
import { texts } from './texts.ts';

export interface ObjectPreviewProps {
  readonly place: Place;
  readonly objectKey: string;
  readonly size: number;
  /** What the store says it is; looked at only where the name says nothing. */
  readonly contentType: string | undefined;
}

/** Bytes of a text that are looked at. */
const textBytes = 256 * 1024;
/** A larger picture would take too much memory to decode. */
const maxImageBytes = 48 * 1024 * 1024;

type Mode = 'image' | 'video' | 'audio' | 'text' | 'none';

function modeOf(name: string, contentType: string | undefined): Mode {
  const { family } = kindOf(name);
  if (family === 'image' || family === 'video' || family === 'audio') return family;
  if (family === 'text' || family === 'code') return 'text';
  if (/\.(csv|tsv|json|jsonl|ndjson)$/i.test(name)) return 'text';
  if (family !== 'file' || contentType === undefined) return 'none';
  const [kind] = contentType.split('/');
  if (kind === 'image' || kind === 'video' || kind === 'audio' || kind === 'text') return kind;
  return /^application\/(json|xml|javascript|x-ndjson|yaml)/.test(contentType) ? 'text' : 'none';
}

/**
 * A look at an object. Pictures and media go into elements that run nothing; text is shown as text. What could run
 * (HTML, PDF, SVG outside an image) is never opened here.
 */
export function ObjectPreview({ place, objectKey, size, contentType }: ObjectPreviewProps): ReactNode {
  const mode = modeOf(objectKey, contentType);
  if (mode === 'none' || size === 0) return null;
  if (mode === 'image' && size > maxImageBytes) return <p className="preview preview-note">{texts.previewTooLarge}</p>;
  return mode === 'text' ? (
    <TextPreview place={place} objectKey={objectKey} size={size} />
  ) : (
    <MediaPreview place={place} objectKey={objectKey} mode={mode} />
  );
}

function useAddress(place: Place, key: string) {
  const client = useClient();
  const { connectionId, bucket } = place;
  const load = useCallback(
    async (signal: AbortSignal) => (await client.files.preview({ connectionId, bucket, key }, { signal })).url,
    [client, connectionId, bucket, key],
  );
  return useLoaded(load);
}

interface MediaPreviewProps {
  readonly place: Place;
  readonly objectKey: string;
  readonly mode: 'image' | 'video' | 'audio';
}

function MediaPreview({ place, objectKey, mode }: MediaPreviewProps): ReactNode {
  const address = useAddress(place, objectKey);
  const [failed, setFailed] = useState<string>();
  const url = address.value;
  if (address.error !== undefined || (url !== undefined && failed === url))
    return <PreviewFailed onRetry={address.reload} />;
  if (url === undefined || address.isLoading) return <PreviewLoading />;
  const onError = (): void => setFailed(url);
  return (
    <figure className="preview" aria-label={texts.preview}>
      {mode === 'image' ? (
        <img className="preview-image" src={url} alt={displayName(objectKey)} onError={onError} decoding="async" />
      ) : null}
      {mode === 'video' ? (
        // Objects have no caption tracks that could be offered.
        <video className="preview-media" src={url} controls preload="metadata" onError={onError}>
          <track kind="captions" />
        </video>
      ) : null}
      {mode === 'audio' ? (
        <audio className="preview-media" src={url} controls preload="metadata" onError={onError}>
          <track kind="captions" />
        </audio>
      ) : null}
    </figure>
  );
}

function TextPreview({
  place,
  objectKey,
  size,
}: {
  readonly place: Place;
  readonly objectKey: string;
  readonly size: number;
}): ReactNode {
  const client = useClient();
  const { connectionId, bucket } = place;
  const load = useCallback(
    async (signal: AbortSignal) => {
      const { url } = await client.files.preview({ connectionId, bucket, key: objectKey }, { signal });
      const answer = await fetch(url, { signal, headers: { range: `bytes=0-${textBytes - 1}` } });
      if (!answer.ok) throw new Error(`the preview answered ${answer.status}`);
      const bytes = new Uint8Array(await answer.arrayBuffer()).subarray(0, textBytes);
      if (bytes.subarray(0, 8192).includes(0)) return undefined;
      // A character that the cut parts at the end is left out.
      return new TextDecoder().decode(bytes, { stream: true });
    },
    [client, connectionId, bucket, objectKey],
  );
  const text = useLoaded(load);
  if (text.error !== undefined) return <PreviewFailed onRetry={text.reload} />;
  if (text.isLoading) return <PreviewLoading />;
  return (
    <figure className="preview" aria-label={texts.preview}>
      {text.value === undefined ? (
        <p className="preview-note">{texts.previewBinary}</p>
      ) : (
        // Not a `pre`: a long text scrolls, and must be reachable by keyboard.
        <textarea
          className="preview-text"
          aria-label={texts.preview}
          readOnly
          value={text.value}
          rows={16}
          spellCheck={false}
        />
      )}
      {size > textBytes ? <figcaption className="preview-note">{texts.previewCut(textBytes)}</figcaption> : null}
    </figure>
  );
}

function PreviewLoading(): ReactNode {
  return (
    <p className="preview preview-note">
      <Spinner label={texts.loading} />
    </p>
  );
}

function PreviewFailed({ onRetry }: { readonly onRetry: () => void }): ReactNode {
  return (
    <div className="preview preview-note">
      <p>{texts.previewFailed}</p>
      <Button size="small" variant="ghost" onPress={onRetry}>
        {texts.refresh}
      </Button>
    </div>
  );
}
