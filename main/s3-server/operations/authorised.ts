import type { Authorisation } from '../access/index.ts';
import { S3Error } from '../errors/index.ts';
import type { OperationContext } from './operation.ts';

/** What the gate knows of the bucket that it let the caller into. */
export function authorised(context: Pick<OperationContext, 'authorisation'>): Authorisation {
  if (context.authorisation) return context.authorisation;
  throw new S3Error('InternalError', { cause: new Error('an operation ran without being authorised') });
}
