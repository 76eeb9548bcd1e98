import { supportOf, type Lack, type Provider, type S3Operation } from '../../../providers/index.ts';
import { S3Error } from '../../errors/index.ts';
import { operationOf } from './operation-of.ts';
import type { Quirks } from './quirks.ts';
import { answerOf } from './store-answer.ts';
import type { RuledRequest, StoreRules } from './store-rules.ts';

const conditional = ['if-match', 'if-none-match'];

/** Refusals that need nothing but the request: calls, headers, signatures and bodies that the store does not take. */
export function createLacks(provider: Provider, quirks: Quirks): Pick<StoreRules, 'refuse'> {
  const { name, presign, signing } = provider;
  const byOperation = new Map<S3Operation, Lack>(
    provider.lacks.flatMap((lack) => lack.operations.map((operation) => [operation, lack] as const)),
  );
  const patterns = provider.lacks.flatMap((lack) => (lack.headers ?? []).map((header) => ({ header, lack })));
  const links = provider.lacks.find((lack) => lack.features.includes('share-link'));

  return {
    refuse(request) {
      const { by, caller, headers } = request;
      const operation = operationOf(request);
      // What a stranger asks for is refused as such, before it is said what the store has; forms carry their own signature.
      if (by === 'nobody' && operation !== 'PostObject') return;
      const lack = operation && byOperation.get(operation);
      if (lack) throw answerOf(lack.answer, lack.reason);
      if (by === 'query' && caller.key?.purpose !== 'link') refusePresigned(request);
      if (request.streaming && !signing.includes('streaming')) {
        throw new S3Error('NotImplemented', {
          message: `${name} takes no streaming-signed bodies: send UNSIGNED-PAYLOAD or a SHA-256 of the whole body.`,
        });
      }
      for (const header of headers.names) {
        const found = patterns.find(({ header: pattern }) => matches(pattern, header));
        if (found) throw answerOf(found.lack.answer, found.lack.reason);
      }
      const acl = headers.get('x-amz-acl');
      const noAcl = byOperation.get('PutObjectAcl');
      if (acl !== undefined && acl !== 'private' && noAcl) throw answerOf(noAcl.answer, noAcl.reason);
      refuseConditions(operation, headers);
      if (quirks.strictAddressing) refuseAddressing(request);
    },
  };

  function refusePresigned({ query }: RuledRequest): void {
    if (presign.how !== 'sigv4') {
      const support = supportOf(provider, 'share-link');
      throw answerOf(
        links?.answer ?? { status: 501, code: 'NotImplemented' },
        support.ok ? `${name} takes no presigned requests.` : support.reason,
      );
    }
    if (Number(query.get('X-Amz-Expires')) > presign.maxSeconds) {
      throw new S3Error('AuthorizationQueryParametersError', {
        message: `X-Amz-Expires must be at most ${presign.maxSeconds} seconds`,
      });
    }
  }

  /** A condition that the store would overlook must not look as if it held. */
  function refuseConditions(operation: string | undefined, headers: RuledRequest['headers']): void {
    const writes: readonly string[] = ['PutObject', 'CompleteMultipartUpload', 'CopyObject'];
    const honoured: readonly string[] = provider.conditions;
    const judged = operation === 'DeleteObject' ? honoured.length > 0 : operation && honoured.includes(operation);
    const none = headers.get('if-none-match');
    if (provider.ifNoneMatchETag && operation && honoured.includes(operation) && none !== undefined && none !== '*') {
      throw answerOf(provider.ifNoneMatchETag, 'If-None-Match takes only the value *.');
    }
    if (operation === undefined || judged || !(writes.includes(operation) || operation === 'DeleteObject')) return;
    const found = conditional.find((header) => headers.get(header) !== undefined);
    if (found === undefined) return;
    throw new S3Error('NotImplemented', {
      message: `${name} does not state that ${operation} honours ${found}.`,
      details: { Header: found },
    });
  }

  function refuseAddressing({ bucket, hosted }: RuledRequest): void {
    if (bucket === undefined || provider.otherAddressingWorks || hosted === (provider.addressing === 'virtual')) return;
    throw new S3Error('InvalidRequest', {
      message: `${name} takes ${provider.addressing === 'path' ? 'path-style' : 'virtual-hosted'} addresses only.`,
    });
  }
}

const matches = (pattern: string, header: string): boolean =>
  pattern.endsWith('*') ? header.startsWith(pattern.slice(0, -1)) : header === pattern;
