/**
 * A look at an object beside the table or in a window of its own: pictures, media, documents, tables, archives, models.
 * It reads by ranges within a budget; it must never run, fetch or navigate to anything that an object says.
 */
export { ObjectPreview, type ObjectPreviewProps } from './object-preview.tsx';
