import { useEffect } from 'react';

export interface PasteOptions {
  readonly isActive: boolean;
  readonly isReadOnly: boolean;
  readonly hasRows: boolean;
  readonly onFiles: (data: DataTransfer, files: readonly File[]) => void;
  readonly onRows: () => void;
}

/** Files that were copied in the system's file manager; rows that were cut or copied here. */
export function usePaste({ isActive, isReadOnly, hasRows, onFiles, onRows }: PasteOptions): void {
  useEffect(() => {
    if (!isActive) return undefined;
    const onPaste = (event: ClipboardEvent): void => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (target.closest('input, textarea, [role=dialog], [role=alertdialog]') !== null) return;
      const data = event.clipboardData;
      const files = [...(data?.files ?? [])];
      if (data !== null && files.length > 0 && !isReadOnly) {
        event.preventDefault();
        onFiles(data, files);
      } else if (hasRows) {
        event.preventDefault();
        onRows();
      }
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  });
}
