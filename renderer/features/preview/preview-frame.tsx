import type { ReactNode } from 'react';
import { Button, Spinner, type Loaded } from '../../ui/index.ts';
import { texts } from './texts.ts';
import type { Look } from './use-object-bytes.ts';

/** What every preview stands in: loading, failed, too large and broken look alike. */
export function PreviewFrame<T>({
  look,
  children,
}: {
  readonly look: Loaded<Look<T>>;
  readonly children: (value: T) => ReactNode;
}): ReactNode {
  if (look.error !== undefined) return <PreviewFailed onRetry={look.reload} />;
  if (look.isLoading || look.value === undefined) return <PreviewLoading />;
  switch (look.value.kind) {
    case 'too-large':
      return <PreviewNote>{texts.tooLarge}</PreviewNote>;
    case 'unreadable':
      return <PreviewNote>{texts.unreadable}</PreviewNote>;
    case 'read':
      return (
        <figure className="preview" aria-label={texts.preview}>
          {children(look.value.value)}
        </figure>
      );
  }
}

export function PreviewNote({ children }: { readonly children: ReactNode }): ReactNode {
  return <p className="preview preview-note">{children}</p>;
}

export function PreviewLoading(): ReactNode {
  return (
    <p className="preview preview-note">
      <Spinner label={texts.loading} />
    </p>
  );
}

export function PreviewFailed({ onRetry }: { readonly onRetry: () => void }): ReactNode {
  return (
    <div className="preview preview-note">
      <p>{texts.failed}</p>
      <Button size="small" variant="ghost" onPress={onRetry}>
        {texts.tryAgain}
      </Button>
    </div>
  );
}

/** A part that scrolls by itself must be reachable by keyboard. */
export function PreviewScroll({
  label,
  className = '',
  children,
}: {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className={`preview-scroll ${className}`} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
