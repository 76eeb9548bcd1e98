import type { StoreAnswer } from '../../../providers/index.ts';
import { errorCodes, S3Error, type S3ErrorCode } from '../../errors/index.ts';

/** The S3Error of a store's answer. Throws for data that S3's table of errors does not know. */
export function answerOf({ status, code }: StoreAnswer, message: string): S3Error {
  if (!Object.hasOwn(errorCodes, code) || errorCodes[code as S3ErrorCode][0] !== status) {
    throw new Error(`a provider's data has the answer ${status} ${code}, which S3's table of errors does not have`);
  }
  return new S3Error(code as S3ErrorCode, { message });
}
