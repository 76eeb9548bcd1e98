import { useState, type ReactNode } from 'react';
import type { Connection } from '../../../preload/contract/index.ts';
import { displayName, format } from '../../lib/index.ts';
import { Banner, Button, CopyField, copyText, Dialog, ObjectName, useNow } from '../../ui/index.ts';
import type { MadeLinks } from './link-form.tsx';
import { linksAsCsv, linksAsText } from './link-list.ts';
import { ShareLink } from './share-link.tsx';
import { shareName } from './share-state.ts';
import { texts } from './texts.ts';
import type { MadeUpload } from './upload-form.tsx';

export interface MadeDialogProps {
  readonly links: MadeLinks | undefined;
  readonly upload: MadeUpload | undefined;
  readonly connection: Connection;
  readonly base: string;
  readonly machine: string | undefined;
  readonly isOnNetwork: boolean;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

/** Names of links that are shown before the rest is only counted. */
const namesShown = 8;

/** What was made: to copy, as a list, as a page, with its QR code. */
export function MadeDialog(props: MadeDialogProps): ReactNode {
  const { links, upload, connection, base, machine, isOnNetwork, onAgain, onClose } = props;
  const [copied, setCopied] = useState<'link' | 'list' | 'csv'>();
  const now = useNow(5000);
  const share = links?.share ?? upload?.share;
  const url = links?.url ?? upload?.url;
  if (share === undefined) return null;
  const list = links?.links ?? [];
  const copy = async (what: 'link' | 'list' | 'csv', text: string): Promise<void> =>
    setCopied((await copyText(text)) ? what : undefined);
  const said = (what: 'link' | 'list' | 'csv', label: string): string => (copied === what ? texts.copied : label);
  return (
    <Dialog
      title={upload === undefined ? texts.dialogTitle : texts.askTitle}
      size="large"
      onClose={onClose}
      footer={
        <>
          <Button variant="ghost" className="dialog-footer-start" onPress={onAgain}>
            {texts.again}
          </Button>
          <Button onPress={onClose}>{texts.close}</Button>
          {list.length === 0 ? null : (
            <>
              <Button onPress={() => void copy('csv', linksAsCsv(list, share.expiresAt))}>
                {said('csv', texts.copyCsv)}
              </Button>
              <Button
                {...(url === undefined ? { variant: 'primary' as const, startsFocused: true } : {})}
                onPress={() => void copy('list', linksAsText(list))}
              >
                {said('list', texts.copyList)}
              </Button>
            </>
          )}
          {url === undefined ? null : (
            <Button variant="primary" startsFocused onPress={() => void copy('link', url)}>
              {said('link', texts.copy)}
            </Button>
          )}
        </>
      }
    >
      {links !== undefined && links.left > 0 ? <Banner tone="warning">{texts.left(list.length)}</Banner> : null}
      <p className="share-target">
        {share.kind === 'object' ? (
          <ObjectName name={shareName(share.key)} />
        ) : share.kind === 'folder' ? (
          texts.folderOf(format.count(list.length))
        ) : (
          texts.oneFile(format.bytes(share.maxBytes ?? 0))
        )}
      </p>
      {url === undefined ? (
        <p className="share-link-until">
          {texts.worksUntil(format.when(share.expiresAt), format.relative(share.expiresAt, now))}
        </p>
      ) : (
        <ShareLink
          url={url}
          objectKey={share.kind === 'object' ? share.key : base}
          expiresAt={share.expiresAt}
          limitedBy={share.limitedBy}
          now={now}
          kind={share.kind}
          isHereOnly={share.how === 'own' ? !isOnNetwork : connection.local}
          isOnce={share.how === 'own'}
          machine={machine}
        />
      )}
      {upload?.command === undefined ? null : (
        <CopyField label={texts.uploadCommand} value={upload.command} copyLabel={texts.copyCommand} />
      )}
      {list.length === 0 ? null : (
        <ul className="share-names" aria-label={texts.linkedObjects}>
          {list.slice(0, namesShown).map(({ key }) => (
            <li key={key}>
              <ObjectName name={displayName(key.startsWith(base) ? key.slice(base.length) : key)} />
            </li>
          ))}
          {list.length > namesShown ? <li>{texts.more(format.count(list.length - namesShown))}</li> : null}
        </ul>
      )}
      <span className="visually-hidden" role="status">
        {copied === undefined ? '' : texts.copied}
      </span>
    </Dialog>
  );
}
