import {
  AppError,
  bucketAspects,
  maxSettingText,
  settingDocuments,
  type BucketAspect,
} from '../../preload/contract/index.ts';
import type { Handlers } from '../../preload/rpc/handlers.ts';
import type { BucketAdmin } from '../volumes/index.ts';

/** A typed document, judged: BAD_INPUT names the place in it that does not fit. */
function parsed(aspect: BucketAspect, text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('BAD_INPUT', { field: 'document', reason: 'This is no JSON.' }, { cause });
  }
  const result = settingDocuments[aspect].safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.map(String).join('.') ?? '';
  const reason = `${where === '' ? '' : `${where}: `}${issue?.message ?? 'does not fit'}`.slice(0, 300);
  throw new AppError('BAD_INPUT', { field: 'document', reason });
}

export function createBucketSettingsHandlers(deps: { readonly bucketAdmin: BucketAdmin }): Handlers['bucketSettings'] {
  const { bucketAdmin } = deps;
  return {
    overview: ({ connectionId }) => ({
      aspects: bucketAspects.map((aspect) => ({ aspect, ...bucketAdmin.support(connectionId, aspect) })),
    }),
    async read(place, { signal }) {
      const { document, isPublic } = await bucketAdmin.read({ ...place, signal });
      if (document === undefined) return {};
      const text = JSON.stringify(document, undefined, 2);
      if (text.length > maxSettingText) throw new AppError('STORE_BROKEN_ANSWER', { bucket: place.bucket });
      return { document: text, ...(isPublic === undefined ? {} : { isPublic }) };
    },
    async write({ document, ...place }, { signal }) {
      await bucketAdmin.write({ ...place, document: parsed(place.aspect, document), signal });
      return {};
    },
    async clear(place, { signal }) {
      await bucketAdmin.clear({ ...place, signal });
      return {};
    },
    empty(place) {
      bucketAdmin.empty(place);
      return {};
    },
    stopEmptying(place) {
      bucketAdmin.stopEmptying(place);
      return {};
    },
    emptyings: () => bucketAdmin.emptyings,
  };
}
