import type { BucketAspect, SettingDocument } from '../../../preload/contract/index.ts';

/** The object of a JSON text; undefined while it is none. */
export function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export const textOf = (document: object): string => JSON.stringify(document, undefined, 2);

/** A list inside a document, as far as it is one of objects: the form shows what it understands. */
export const listIn = (document: object, name: string): readonly object[] => {
  const value: unknown = (document as Readonly<Record<string, unknown>>)[name];
  return Array.isArray(value)
    ? (value as unknown[]).filter((one): one is object => typeof one === 'object' && one !== null)
    : [];
};

/** What a setting begins with. */
export const firstDocument = (aspect: BucketAspect, bucket: string): object => {
  const documents: { readonly [A in BucketAspect]: SettingDocument<A> } = {
    versioning: { Status: 'Enabled' },
    lifecycle: {
      Rules: [
        {
          ID: 'rule-1',
          Status: 'Enabled',
          Filter: { Prefix: '' },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        },
      ],
    },
    policy: tlsOnly(bucket),
    cors: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['https://example.com'], MaxAgeSeconds: 3600 }] },
    tags: { TagSet: [{ Key: 'project', Value: '' }] },
    encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
    'public-access': {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
    ownership: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  };
  return documents[aspect];
};

export const publicRead = (bucket: string): SettingDocument<'policy'> => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'PublicRead',
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${bucket}/*`,
    },
  ],
});
export const tlsOnly = (bucket: string): SettingDocument<'policy'> => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
});
