/**
 * Quayside's own links over HTTP: one object, a list of objects, or a page that takes one file; counted, and ended at once.
 * It must never listen beyond 127.0.0.1 unless the user opened it, never serve what no link names, and never keep a token.
 */
export { createLinkServer, type LinkServer, type LinkServerOptions } from './link-server.ts';
export type { LinkBook, ServedLink } from './link-book.ts';
export { hashToken, newToken } from './link-token.ts';
export { listPage, type ListedFile } from './list-page.ts';
export { makePassCheck } from './pass-check.ts';
export { uploadPage, type UploadTarget } from './upload-page.ts';
