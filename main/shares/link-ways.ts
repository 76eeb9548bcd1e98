import {
  AppError,
  type ConnectionId,
  type LinkHow,
  type LinkWay,
  type ShareWay,
} from '../../preload/contract/index.ts';
import type { Clock } from '../base/index.ts';
import { hasOperation, providerOf, type Provider } from '../providers/index.ts';
import type { SigningKey, Volume, Volumes } from '../volumes/index.ts';
import type { LinkApis } from './link-apis.ts';
import type { Foreseen } from './share-request.ts';
import { trueLife } from './true-life.ts';

export interface Judged extends Foreseen {
  readonly volume: Volume;
  readonly key: SigningKey;
}
export interface LinkWays {
  of(connectionId: ConnectionId): Promise<ShareWay[]>;
  /** Throws NOT_SUPPORTED with the reason, CONNECTION_NOT_FOUND, SESSION_EXPIRED. */
  judge(request: {
    readonly connectionId: ConnectionId;
    readonly seconds: number;
    readonly way?: LinkWay | undefined;
    /** Not one of the store's own API: for many links at once, where the key can sign them. */
    readonly signed?: boolean | undefined;
    readonly upload?: boolean | undefined;
  }): Promise<Judged>;
}

/**
 * A temporary credential whose end is not known may end within the hour: the shortest life a role session has by
 * default (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html). Seconds.
 */
const unknownCredentialLife = 3600;
/** Links that Quayside serves: a year. Seconds. */
const longestOwn = 365 * 86_400;

export function createLinkWays(options: {
  readonly volumes: Pick<Volumes, 'of' | 'signingKey' | 'credentialLife'>;
  readonly apis: LinkApis;
  readonly clock: Clock;
}): LinkWays {
  const { volumes, apis, clock } = options;

  function storeHow(provider: Provider, connectionId: ConnectionId, signed: boolean): LinkHow {
    if (provider.presign.how === 'control-plane') return 'control-plane';
    if (provider.presign.how === 'rest') return 'rest';
    return provider.id === 'runsite' && apis.has(connectionId) && !signed ? 'rest' : 'signature';
  }

  /** What an upload form needs, beside the store: a page that runs. Objects of our own server never run anything. */
  function uploadWay(volume: Volume, provider: Provider): Pick<ShareWay, 'upload' | 'uploadReason'> {
    const support = volume.support('upload-link');
    if (!support.ok) return { upload: 'none', uploadReason: support.reason };
    if (provider.id === 'quayside')
      return {
        upload: 'none',
        uploadReason: 'Pages in a Quayside volume run no scripts: use a link that this app serves.',
      };
    return { upload: hasOperation(provider, 'PostObject') ? 'form' : 'put' };
  }

  /** Seconds that the credential still has. Throws SESSION_EXPIRED. */
  async function credentialSeconds(connectionId: ConnectionId): Promise<number | undefined> {
    const life = await volumes.credentialLife(connectionId);
    const noted = apis.keyEnds(connectionId);
    const at = Math.min(life.expiresAt ?? Infinity, noted ?? Infinity);
    const ends = Number.isFinite(at)
      ? Math.floor((at - clock.now()) / 1000)
      : life.temporary
        ? unknownCredentialLife
        : undefined;
    if (ends !== undefined && ends < 1) throw new AppError('SESSION_EXPIRED', { connection: connectionId });
    return ends;
  }

  return {
    async of(connectionId) {
      const volume = await volumes.of(connectionId);
      const provider = providerOf(volume.provider);
      const how = storeHow(provider, connectionId, false);
      const support = volume.support('share-link');
      const byApi = how === 'control-plane' || how === 'rest';
      const hasToken = apis.has(connectionId);
      const ok = byApi ? hasToken : support.ok;
      return [
        {
          way: 'store',
          how,
          ok,
          ...(ok || support.ok ? {} : { reason: support.reason }),
          needsToken: byApi && !hasToken,
          maxSeconds: provider.presign.maxSeconds,
          onlySeconds: [...provider.presign.onlySeconds],
          ...uploadWay(volume, provider),
        },
        { way: 'own', how: 'own', ok: true, needsToken: false, maxSeconds: longestOwn, onlySeconds: [], upload: 'own' },
      ];
    },

    async judge({ connectionId, seconds: asked, way = 'store', signed = false, upload = false }) {
      const volume = await volumes.of(connectionId);
      const key = volumes.signingKey(connectionId);
      if (!key) throw new AppError('CONNECTION_NOT_FOUND', { connection: connectionId });
      const done = (how: LinkHow, life: ReturnType<typeof trueLife>): Judged => ({
        volume,
        key,
        how,
        ...life,
        expiresAt: clock.now() + life.seconds * 1000,
      });
      if (way === 'own')
        return done('own', trueLife(asked, { store: longestOwn, credential: undefined, appRun: false }));
      const provider = providerOf(volume.provider);
      const how = storeHow(provider, connectionId, signed || upload);
      const { maxSeconds, onlySeconds } = provider.presign;
      const support = volume.support(upload ? 'upload-link' : 'share-link');
      const byApi = (how === 'control-plane' || how === 'rest') && !upload;
      if (!support.ok && !(byApi && apis.has(connectionId)))
        throw new AppError('NOT_SUPPORTED', { operation: 'share-link', reason: support.reason });
      if (byApi) {
        // The store signs with a key of its own: the life of ours does not matter.
        const limits = { store: maxSeconds, credential: undefined, appRun: false, steps: onlySeconds };
        return done(how, trueLife(asked, limits));
      }
      const credential = await credentialSeconds(connectionId);
      return done(how, trueLife(asked, { store: volume.limits.maxShareSeconds, credential, appRun: key.appRun }));
    },
  };
}
