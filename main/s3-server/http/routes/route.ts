import type { Operation, OperationContext } from '../../operations/index.ts';
import type { Answer } from '../answer.ts';
import type { S3Request } from '../s3-request.ts';

export type Level = 'service' | 'bucket' | 'object';

interface RouteMatch {
  readonly method: string;
  readonly level: Level;
  /** Names that must be in the query; the row that asks for most wins. */
  readonly query?: readonly string[];
  /** Values that must be in the query. */
  readonly values?: Readonly<Record<string, string>>;
  /** A header that must be there. */
  readonly header?: string;
  /** Sub-resource names that this row understands though it does not need them. */
  readonly optional?: readonly string[];
  /** About many keys: the operation has each of them authorised by itself. */
  readonly perKey?: true;
  /** Authorises itself, as there is no bucket yet to be authorised on. */
  readonly selfAuthorised?: true;
}

/** One row of the routing table: which requests it takes, the operation, and the two translations. */
export interface RouteRow<Input, Output> extends RouteMatch {
  readonly operation: Operation<Input, Output>;
  /** Called once the caller was authorised, and before any byte of the body was read. */
  read(request: S3Request): Input | Promise<Input>;
  write(output: Output, request: S3Request, input: Input): Answer;
}

/** A row with its types closed over, so that rows of all operations stand in one table. */
export interface Route extends RouteMatch {
  readonly operation: Pick<Operation<unknown, unknown>, 'name' | 'action' | 'right'>;
  answer(request: S3Request, context: OperationContext): Promise<Answer>;
}

export function route<Input, Output>(row: RouteRow<Input, Output>): Route {
  return {
    ...row,
    async answer(request, context) {
      const read = row.read(request);
      const input = read instanceof Promise ? await read : read;
      return row.write(await row.operation.run(context, input), request, input);
    },
  };
}
