import { S3Error } from '../../errors/index.ts';
import { listBuckets } from '../../operations/index.ts';
import { xmlAnswer } from '../answer.ts';
import { element, xmlTime } from '../xml/xml-writer.ts';
import { decodeToken, encodeToken } from './page-token.ts';
import { invalidArgument } from './parameters.ts';
import { route, type Route } from './route.ts';
import { ownerXml } from './shared-xml.ts';

export const serviceRoutes: readonly Route[] = [
  route({
    operation: listBuckets,
    method: 'GET',
    level: 'service',
    selfAuthorised: true,
    read({ target: { query }, authentication }) {
      if (authentication.by === 'nobody') throw new S3Error('AccessDenied');
      const prefix = query.get('prefix');
      const token = query.get('continuation-token');
      const most = query.get('max-buckets');
      if (most !== undefined && !/^(?:[1-9]\d{0,3}|10000)$/.test(most)) {
        throw invalidArgument('max-buckets must be an integer between 1 and 10000', 'max-buckets', most);
      }
      return {
        ...(prefix === undefined ? {} : { prefix }),
        ...(token === undefined ? {} : { after: decodeToken(token) }),
        ...(most === undefined ? {} : { limit: Number(most) }),
      };
    },
    write({ buckets, owner, next }, { target: { query } }) {
      const rows = buckets.map(
        (bucket) =>
          `<Bucket>${element('Name', bucket.name)}${element('CreationDate', xmlTime(bucket.createdAt))}</Bucket>`,
      );
      return xmlAnswer(
        'ListAllMyBucketsResult',
        `${ownerXml(owner)}<Buckets>${rows.join('')}</Buckets>${element('Prefix', query.get('prefix'))}${element('ContinuationToken', next && encodeToken(next))}`,
      );
    },
  }),
];
