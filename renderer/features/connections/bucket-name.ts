export type BucketNameProblem = 'empty' | 'length' | 'letters' | 'ends' | 'address' | 'dots' | 'reserved';

/**
 * What is wrong with the name of a bucket to be made, after
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; the store has the last word.
 */
export function bucketNameProblem(typed: string): BucketNameProblem | undefined {
  const name = typed.trim();
  if (name === '') return 'empty';
  if (!/^[a-z0-9.-]*$/.test(name)) return 'letters';
  if (name.length < 3 || name.length > 63) return 'length';
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return 'ends';
  if (/\.\.|\.-|-\./.test(name)) return 'dots';
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(name)) return 'address';
  return name.startsWith('xn--') || name.startsWith('sthree-') || name.endsWith('-s3alias') ? 'reserved' : undefined;
}

/** A legal name near to what a folder is called, for a suggestion. */
export function suggestBucketName(folder: string): string {
  const name = folder
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '');
  return name.length < 3 ? `${name}${name === '' ? '' : '-'}volume` : name;
}
