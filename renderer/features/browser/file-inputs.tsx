import type { ReactNode } from 'react';
import type { BrowserElements } from './browser-elements.ts';
import { texts } from './texts.ts';

/** The browser's own pickers, opened by commands. */
export function FileInputs({
  elements,
  onFiles,
}: {
  readonly elements: BrowserElements;
  readonly onFiles: (files: readonly File[]) => void;
}): ReactNode {
  const take = (input: HTMLInputElement): void => {
    onFiles([...(input.files ?? [])]);
    input.value = '';
  };
  return (
    <>
      <input
        ref={(input) => elements.setFiles(input)}
        type="file"
        multiple
        hidden
        aria-label={texts.upload}
        data-testid="file-input"
        onChange={(event) => take(event.target)}
      />
      <input
        ref={(input) => elements.setFolder(input)}
        type="file"
        multiple
        hidden
        aria-label={texts.uploadFolder}
        data-testid="folder-input"
        {...{ webkitdirectory: '' }}
        onChange={(event) => take(event.target)}
      />
    </>
  );
}
