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

const icons: Record<ObjectFamily | 'braces', LucideIcon> = {
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
  braces: Braces,
};

const symbolId = (icon: string): string => `family-icon-${icon}`;

/** The icons, once in the page: a row only refers to its own, which is two elements instead of six. */
export function FamilySymbols(): ReactNode {
  return (
    <svg aria-hidden width="0" height="0" className="family-symbols">
      {Object.entries(icons).map(([icon, Icon]) => (
        <symbol key={icon} id={symbolId(icon)} viewBox="0 0 24 24">
          <Icon />
        </symbol>
      ))}
    </svg>
  );
}

/** The icon for what a name says; the word for it is in the kind column. */
export function FamilyIcon({ family, name }: { readonly family: ObjectFamily; readonly name?: string }): ReactNode {
  const icon = family === 'data' && name?.toLowerCase().includes('.json') === true ? 'braces' : family;
  return (
    <svg aria-hidden className={`family-icon is-${family}`}>
      <use href={`#${symbolId(icon)}`} />
    </svg>
  );
}
