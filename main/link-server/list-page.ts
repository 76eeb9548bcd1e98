import { escapeHtml, nameHtml, page, sizeText, timeText, type Page } from './html.ts';

export interface ListedFile {
  /** As it is shown: the key without what all of them begin with. */
  readonly name: string;
  readonly url: string;
  /** Bytes, where known. */
  readonly size?: number | undefined;
}

/** A page of links to files: self-contained, without a script. */
export function listPage(options: {
  readonly title: string;
  readonly files: readonly ListedFile[];
  readonly expiresAt: number;
}): Page {
  const { title, files, expiresAt } = options;
  const rows = files.map(
    ({ name, url, size }) =>
      `<li><a href="${escapeHtml(url)}" rel="noreferrer nofollow">${nameHtml(name)}</a><span>${size === undefined ? '' : sizeText(size)}</span></li>`,
  );
  return page({
    title,
    body: `<h1>${nameHtml(title)}</h1>
<p>${files.length === 1 ? '1 file' : `${files.length} files`}, to be had until ${timeText(expiresAt)}.</p>
<ul>
${rows.join('\n')}
</ul>`,
  });
}

/** A sentence, where there is nothing to give. */
export const wordPage = (title: string, text: string): Page =>
  page({ title, body: `<h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(text)}</p>` });

/** Asks for the password of a link; posts to where it is. */
export const passwordPage = (problem?: string): Page =>
  page({
    title: 'Password',
    body: `<h1>This link has a password</h1>
<form method="post"><label for="p">Password</label>
<input id="p" name="password" type="password" autocomplete="off" required autofocus>
${problem === undefined ? '' : `<p role="alert">${escapeHtml(problem)}</p>`}
<button>Open</button></form>`,
  });
