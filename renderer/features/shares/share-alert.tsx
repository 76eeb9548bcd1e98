import type { ReactNode } from 'react';
import type { Share } from '../../../preload/contract/index.ts';
import { displayName, format } from '../../lib/index.ts';
import { AlertDialog } from '../../ui/index.ts';
import { shareName } from './share-state.ts';
import { texts } from './texts.ts';

export interface Asked {
  readonly what: 'forget' | 'end' | 'page' | 'renew';
  readonly share: Share;
}

const words = {
  forget: { title: texts.forgetTitle, action: texts.forgetConfirm },
  end: { title: texts.endTitle, action: texts.endConfirm },
  page: { title: texts.pageTitle, action: texts.pageConfirm },
  renew: { title: texts.renewTitle, action: texts.renewConfirm },
} as const;

export interface ShareAlertProps {
  readonly asked: Asked;
  /** Links in the list that were signed with the same key. */
  readonly sameKey: number;
  readonly onClose: () => void;
  readonly onAction: () => void;
}

/** Asks before a link is ended or forgotten, and says what that does and does not do. */
export function ShareAlert({ asked, sameKey, onClose, onAction }: ShareAlertProps): ReactNode {
  const { what, share } = asked;
  const name = displayName(shareName(share.key) || share.bucket);
  const { title, action } = words[what];
  return (
    <AlertDialog
      title={title}
      actionLabel={action}
      tone={what === 'renew' ? 'primary' : 'danger'}
      onClose={onClose}
      onAction={onAction}
    >
      {what === 'forget' ? (
        <>
          <p>{texts.forgetLive(name, format.when(share.expiresAt))}</p>
          {share.how === 'signature' ? (
            <p>{texts.forgetKey(share.accessKeyId, texts.otherLinks(format.count(sameKey), sameKey))}</p>
          ) : null}
        </>
      ) : (
        <p>{what === 'end' ? texts.endBody(name) : what === 'page' ? texts.pageBody : texts.renewBody}</p>
      )}
    </AlertDialog>
  );
}
