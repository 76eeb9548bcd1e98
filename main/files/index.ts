/**
 * Bytes in and out of the window: short-lived tickets, ranges, archives and received uploads, the same for every host.
 * It must never know a transport, and never hand out bytes without a ticket of that session.
 */
export { type Files, type FilesOptions, createFileService } from './create-file-service.ts';
export type { FileAnswer, FileRequest, FileService } from './file-service.ts';
export type { Ticket } from './tickets.ts';
