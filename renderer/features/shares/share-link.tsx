import './share-link.css';
import type { ReactNode } from 'react';
import type { LimitedBy, LinkKind } from '../../../preload/contract/index.ts';
import { displayName, format } from '../../lib/index.ts';
import { CopyField, QrCode } from '../../ui/index.ts';
import { shareName } from './share-state.ts';
import { texts } from './texts.ts';

/** Longer texts make no QR code that a camera reads. */
const longestQr = 2900;

export interface ShareLinkProps {
  readonly url: string;
  readonly objectKey: string;
  readonly expiresAt: number;
  readonly limitedBy: LimitedBy;
  readonly now: number;
  readonly kind: LinkKind;
  /** It opens on the machine of the backend only. */
  readonly isHereOnly: boolean;
  /** It cannot be shown a second time. */
  readonly isOnce: boolean;
  readonly machine: string | undefined;
}

/** A link that was made: the address, its QR code, and until when it truly works. */
export function ShareLink(props: ShareLinkProps): ReactNode {
  const { url, objectKey, expiresAt, limitedBy, now, kind, isHereOnly, isOnce, machine } = props;
  const limit = texts.limit[limitedBy];
  return (
    <div className="share-link">
      <div className="share-link-main">
        <CopyField label={texts.linkLabel} value={url} copyLabel={texts.copy} />
        <p className="share-link-until">{texts.worksUntil(format.when(expiresAt), format.relative(expiresAt, now))}</p>
        {limit === '' ? null : <p>{limit}</p>}
        {isOnce ? <p className="share-link-note">{texts.shownOnce}</p> : null}
        <p className="share-link-note">{texts.anyone[kind]}</p>
        {isHereOnly ? (
          <p className="share-link-note">{(isOnce ? texts.ownOnly : texts.localOnly)(machine ?? texts.localHere)}</p>
        ) : null}
      </div>
      {url.length > longestQr ? (
        <p className="share-link-note">{texts.qrTooLong}</p>
      ) : (
        <QrCode text={url} label={texts.qrLabel(displayName(shareName(objectKey)))} size={152} />
      )}
    </div>
  );
}
