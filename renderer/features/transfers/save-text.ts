/** Hands a text to the user as a file: the browser, or the window's host, asks or knows where downloads go. */
export function saveText(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The download has the blob by then; a minute is for a dialog that asks where.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
