import { Check, Copy } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import { IconButton } from './icon-button.tsx';

/** Milliseconds for which 'Copied' stays. */
const feedback = 1600;

function useCopy(text: string): { readonly isCopied: boolean; readonly copy: () => void } {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), feedback);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = (): void => {
    void copyText(text).then(setCopied);
  };
  return { isCopied, copy };
}

/** Puts text on the clipboard; false where the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without permission, or on an origin that is not secure, the older way still works from a user's action.
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'visually-hidden';
    (document.activeElement?.closest('[role=dialog],[role=alertdialog]') ?? document.body).append(area);
    const before = document.activeElement;
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    if (before instanceof HTMLElement) before.focus();
    return done;
  }
}

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for the accessible name: "Copy link". */
  readonly label: string;
  /** Shows the label beside the icon. */
  readonly showsLabel?: boolean;
  readonly variant?: NonNullable<ButtonProps['variant']>;
}

/** Copies a text and says so. */
export function CopyButton({ text, label, showsLabel = false, variant = 'default' }: CopyButtonProps): ReactNode {
  const { isCopied, copy } = useCopy(text);
  const icon = isCopied ? <Check aria-hidden /> : <Copy aria-hidden />;
  return (
    <>
      {showsLabel ? (
        <Button variant={variant} icon={icon} onPress={copy}>
          {isCopied ? 'Copied' : label}
        </Button>
      ) : (
        <IconButton label={label} icon={icon} size="small" onPress={copy} />
      )}
      <span className="visually-hidden" role="status">
        {isCopied ? 'Copied' : ''}
      </span>
    </>
  );
}
