import { ExternalLink as Icon } from 'lucide-react';
import type { ReactNode } from 'react';

export interface ExternalLinkProps {
  readonly url: string;
  readonly children: ReactNode;
  /** Hosts that open addresses themselves; without it the browser does. */
  readonly onOpen?: ((url: string) => void) | undefined;
}

/** An https page outside the app, from the provider's data. */
export function ExternalLink({ url, children, onOpen }: ExternalLinkProps): ReactNode {
  return (
    <a
      className="external-link"
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      onClick={(event) => {
        if (onOpen === undefined) return;
        event.preventDefault();
        onOpen(url);
      }}
    >
      {children}
      <Icon aria-hidden />
    </a>
  );
}
