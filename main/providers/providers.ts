import type { Feature, ProviderId, Support } from '../../preload/contract/index.ts';
import { archil } from './archil.ts';
import { aws } from './aws.ts';
import { b2 } from './b2.ts';
import { ceph } from './ceph.ts';
import { coreweave } from './coreweave.ts';
import { garage } from './garage.ts';
import { gcs } from './gcs.ts';
import { minio } from './minio.ts';
import { other } from './other.ts';
import type { Provider, S3Operation } from './provider.ts';
import { quayside } from './quayside.ts';
import { r2 } from './r2.ts';
import { runpod } from './runpod.ts';
import { runsite } from './runsite.ts';
import { spaces } from './spaces.ts';
import { wasabi } from './wasabi.ts';

/** Every profile that ships, by id; the order is that of the wizard. */
export const providers: Readonly<Record<ProviderId, Provider>> = {
  runpod,
  coreweave,
  runsite,
  archil,
  aws,
  r2,
  b2,
  wasabi,
  spaces,
  minio,
  ceph,
  garage,
  gcs,
  quayside,
  other,
};

export const providerOf = (id: ProviderId): Provider => providers[id];

/** Whether a store has what the interface offers, else the reason in a sentence. */
export function supportOf(provider: Provider, feature: Feature): Support {
  const lack = provider.lacks.find((entry) => entry.features.includes(feature));
  return lack ? { ok: false, reason: lack.reason } : { ok: true };
}

/** Whether a store has one S3 operation. */
export const hasOperation = (provider: Provider, operation: S3Operation): boolean =>
  !provider.lacks.some((entry) => entry.operations.includes(operation));

/** How long a link that the saved key signs may live; 0 where it cannot sign one. */
export const maxShareSeconds = (provider: Provider): number =>
  provider.presign.how === 'sigv4' && supportOf(provider, 'share-link').ok ? provider.presign.maxSeconds : 0;
