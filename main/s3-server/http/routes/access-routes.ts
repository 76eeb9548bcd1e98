import { blockFlags, mostPolicyBytes, ownerships, type PublicAccessBlock } from '../../access/index.ts';
import { S3Error } from '../../errors/index.ts';
import {
  deleteBucketCors,
  deleteBucketOwnershipControls,
  deleteBucketPolicy,
  deleteBucketTagging,
  deletePublicAccessBlock,
  getBucketAcl,
  getBucketCors,
  getBucketOwnershipControls,
  getBucketPolicy,
  getBucketPolicyStatus,
  getBucketTagging,
  getObjectAcl,
  getPublicAccessBlock,
  putBucketAcl,
  putBucketCors,
  putBucketOwnershipControls,
  putBucketPolicy,
  putBucketTagging,
  putObjectAcl,
  putPublicAccessBlock,
} from '../../operations/index.ts';
import { emptyAnswer, xmlAnswer } from '../answer.ts';
import type { S3Request } from '../s3-request.ts';
import { readDocument, readText } from '../xml/read-document.ts';
import { childOf, malformed, textOf } from '../xml/xml-reader.ts';
import { element } from '../xml/xml-writer.ts';
import { aclAnswer, readAcl } from './acl-xml.ts';
import { corsAnswer, readCorsRulesXml } from './cors-xml.ts';
import { versionHeader } from './object-headers.ts';
import { versionIdOf } from './parameters.ts';
import { route, type Route } from './route.ts';
import { readTagging, taggingAnswer } from './tags-xml.ts';

const bucketOf = ({ bucket }: { bucket: string }): { bucket: string } => ({ bucket });
const done = () => emptyAnswer(200);
const gone = () => emptyAnswer(204);
const at = (method: string, query: string) => ({ method, level: 'bucket', query: [query] }) as const;
const atObject = (method: string, query: string) => ({ method, level: 'object', query: [query] }) as const;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html */
const mostBucketTags = 50;
const mostBytes = 64 * 1024;

async function readPolicy(request: S3Request): Promise<{ bucket: string; policy: string }> {
  // A byte more than allowed is read, so that what is too long is refused as a policy and not as a body.
  const policy = await readText(request.context, request.openBody(), { mostBytes: mostPolicyBytes + 1 });
  if (policy === undefined)
    throw new S3Error('MalformedPolicy', { message: 'Policy exceeds the maximum allowed document size.' });
  return { bucket: request.bucket, policy };
}

async function readBlock(request: S3Request): Promise<{ bucket: string; block: PublicAccessBlock }> {
  const document = await readDocument(request.context, request.openBody(), {
    root: 'PublicAccessBlockConfiguration',
    mostBytes,
  });
  if (!document) throw malformed();
  const flag = (name: string): boolean => {
    const text = textOf(document, name)?.trim().toLowerCase() ?? 'false';
    if (text !== 'true' && text !== 'false') throw malformed();
    return text === 'true';
  };
  if (document.children.some((child) => !blockFlags.some((name) => name === child.name))) throw malformed();
  return {
    bucket: request.bucket,
    block: {
      BlockPublicAcls: flag('BlockPublicAcls'),
      IgnorePublicAcls: flag('IgnorePublicAcls'),
      BlockPublicPolicy: flag('BlockPublicPolicy'),
      RestrictPublicBuckets: flag('RestrictPublicBuckets'),
    },
  };
}

async function readOwnership(request: S3Request) {
  const document = await readDocument(request.context, request.openBody(), { root: 'OwnershipControls', mostBytes });
  const rule = document && childOf(document, 'Rule');
  const said = rule && textOf(rule, 'ObjectOwnership')?.trim();
  const ownership = ownerships.find((name) => name === said);
  if (!ownership) throw malformed();
  return { bucket: request.bucket, ownership };
}

/** Who may do what: policies, access control lists, public access, ownership, other origins; and the tags of buckets. */
export const accessRoutes: readonly Route[] = [
  route({
    operation: getBucketPolicy,
    ...at('GET', 'policy'),
    read: bucketOf,
    write: (policy) => ({ status: 200, headers: [['Content-Type', 'application/json']], body: policy }),
  }),
  route({ operation: putBucketPolicy, ...at('PUT', 'policy'), read: readPolicy, write: gone }),
  route({ operation: deleteBucketPolicy, ...at('DELETE', 'policy'), read: bucketOf, write: gone }),
  route({
    operation: getBucketPolicyStatus,
    ...at('GET', 'policyStatus'),
    read: bucketOf,
    write: ({ isPublic }) => xmlAnswer('PolicyStatus', element('IsPublic', isPublic)),
  }),
  route({ operation: getBucketAcl, ...at('GET', 'acl'), read: bucketOf, write: aclAnswer }),
  route({
    operation: putBucketAcl,
    ...at('PUT', 'acl'),
    read: async (request) => ({ bucket: request.bucket, acl: await readAcl(request) }),
    write: done,
  }),
  route({
    operation: getObjectAcl,
    ...atObject('GET', 'acl'),
    read: ({ bucket, key, target }) => ({ bucket, key, ...versionIdOf(target.query) }),
    write: aclAnswer,
  }),
  route({
    operation: putObjectAcl,
    ...atObject('PUT', 'acl'),
    read: async (request) => ({
      bucket: request.bucket,
      key: request.key,
      ...versionIdOf(request.target.query),
      acl: await readAcl(request),
    }),
    write: ({ versionId }, { context }) => emptyAnswer(200, versionHeader(context.bucket, versionId)),
  }),
  route({
    operation: getPublicAccessBlock,
    ...at('GET', 'publicAccessBlock'),
    read: bucketOf,
    write: (block) =>
      xmlAnswer('PublicAccessBlockConfiguration', blockFlags.map((name) => element(name, block[name])).join('')),
  }),
  route({ operation: putPublicAccessBlock, ...at('PUT', 'publicAccessBlock'), read: readBlock, write: done }),
  route({ operation: deletePublicAccessBlock, ...at('DELETE', 'publicAccessBlock'), read: bucketOf, write: gone }),
  route({
    operation: getBucketOwnershipControls,
    ...at('GET', 'ownershipControls'),
    read: bucketOf,
    write: (ownership) => xmlAnswer('OwnershipControls', `<Rule>${element('ObjectOwnership', ownership)}</Rule>`),
  }),
  route({ operation: putBucketOwnershipControls, ...at('PUT', 'ownershipControls'), read: readOwnership, write: done }),
  route({
    operation: deleteBucketOwnershipControls,
    ...at('DELETE', 'ownershipControls'),
    read: bucketOf,
    write: gone,
  }),
  route({ operation: getBucketCors, ...at('GET', 'cors'), read: bucketOf, write: corsAnswer }),
  route({
    operation: putBucketCors,
    ...at('PUT', 'cors'),
    read: async (request) => ({ bucket: request.bucket, rules: await readCorsRulesXml(request) }),
    write: done,
  }),
  route({ operation: deleteBucketCors, ...at('DELETE', 'cors'), read: bucketOf, write: gone }),
  route({
    operation: getBucketTagging,
    ...at('GET', 'tagging'),
    read: bucketOf,
    write: (tags) => taggingAnswer(tags),
  }),
  route({
    operation: putBucketTagging,
    ...at('PUT', 'tagging'),
    read: async (request) => ({
      bucket: request.bucket,
      tags: await readTagging(request, { mostTags: mostBucketTags }),
    }),
    write: gone,
  }),
  route({ operation: deleteBucketTagging, ...at('DELETE', 'tagging'), read: bucketOf, write: gone }),
];
