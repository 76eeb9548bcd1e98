import { useState, type ReactNode } from 'react';
import { displayName } from '../../lib/index.ts';
import { PreviewFailed, PreviewLoading } from './preview-frame.tsx';
import { texts } from './texts.ts';
import { useAddress, type PreviewedObject } from './use-object-bytes.ts';

/** Pictures, video and sound in elements that run nothing; the browser reads media by ranges. */
export function MediaPreview({
  object,
  kind,
}: {
  readonly object: PreviewedObject;
  readonly kind: 'image' | 'video' | 'audio';
}): ReactNode {
  const address = useAddress(object);
  const [failed, setFailed] = useState<string>();
  const url = address.value;
  if (address.error !== undefined || (url !== undefined && failed === url))
    return <PreviewFailed onRetry={address.reload} />;
  if (url === undefined || address.isLoading) return <PreviewLoading />;
  const onError = (): void => setFailed(url);
  return (
    <figure className="preview" aria-label={texts.preview}>
      {kind === 'image' ? (
        <img
          className="preview-image"
          src={url}
          alt={displayName(object.objectKey)}
          onError={onError}
          decoding="async"
        />
      ) : null}
      {kind === 'video' ? (
        // Objects have no caption tracks that could be offered.
        <video className="preview-media" src={url} controls preload="metadata" onError={onError}>
          <track kind="captions" />
        </video>
      ) : null}
      {kind === 'audio' ? (
        <audio className="preview-media" src={url} controls preload="metadata" onError={onError}>
          <track kind="captions" />
        </audio>
      ) : null}
    </figure>
  );
}
