import {
  Archive,
  Box,
  Braces,
  File,
  FileCode,
  FileText,
  Film,
  Folder,
  Image,
  Music,
  Table2,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { ObjectFamily } from '../../lib/index.ts';

const icons: Record<ObjectFamily, LucideIcon> = {
  folder: Folder,
  image: Image,
  video: Film,
  audio: Music,
  pdf: FileText,
  text: FileText,
  code: FileCode,
  data: Table2,
  archive: Archive,
  model: Box,
  file: File,
};

/** The icon for what a name says; the word for it is in the kind column. */
export function FamilyIcon({ family, name }: { readonly family: ObjectFamily; readonly name?: string }): ReactNode {
  const Icon = family === 'data' && name?.toLowerCase().includes('.json') === true ? Braces : icons[family];
  return <Icon aria-hidden className={`family-icon is-${family}`} />;
}
