import type { Provider } from '../../../providers/index.ts';
import { sniffedType, typeByName } from '../../storage/folder/content-type.ts';
import type { ObjectMetadata } from '../../storage/storage.ts';
import type { StoreRules } from './store-rules.ts';

/** Stores that show a file system make the content type from the name or the first 512 bytes, and keep no other metadata. */
export function createMetadataRule({ keys }: Provider): StoreRules['keeps'] {
  if (keys.userMetadata && keys.keepsContentType) return (_key, metadata) => metadata;
  return (key, metadata, head) => {
    const { contentType, ...rest } = metadata;
    const kept: ObjectMetadata = keys.userMetadata ? rest : { user: {} };
    const made = keys.keepsContentType
      ? contentType
      : (typeByName(key) ?? (head === undefined ? contentType : sniffedType(Buffer.from(head))));
    return { ...kept, ...(made === undefined ? {} : { contentType: made }) };
  };
}
