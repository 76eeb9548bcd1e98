import type { Connection } from '../../../preload/contract/index.ts';

type Place = Pick<Connection, 'endpoint' | 'region' | 'addressing'>;

/** For a POSIX shell; plain words stay as they are. */
const shell = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** How somebody with a key of their own fetches one object; no key is in it. */
export function fetchCommands(
  { endpoint, region, addressing }: Place,
  bucket: string,
  key: string,
): { readonly aws: string; readonly rclone: string } {
  const options = [`endpoint="${endpoint}"`, `region="${region}"`, `force_path_style=${addressing === 'path'}`];
  const remote = `:s3,provider=Other,env_auth=true,${options.join(',')}:${bucket}/${key}`;
  return {
    aws: `aws s3 cp ${shell(`s3://${bucket}/${key}`)} . --endpoint-url ${shell(endpoint)} --region ${shell(region)}`,
    rclone: `rclone copy ${shell(remote)} .`,
  };
}
