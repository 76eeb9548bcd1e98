import type { KeyTool } from '../../preload/contract/index.ts';

export interface ToolFacts {
  /** `http://127.0.0.1:9000` */
  readonly endpoint: string;
  readonly region: string;
  readonly addressing: 'path' | 'virtual';
  readonly accessKeyId: string;
  /** Where it stays out, the text says where the user puts it in. */
  readonly secretAccessKey?: string | undefined;
  readonly sessionToken?: string | undefined;
  readonly bucket: string;
}

/** Stands where the user pastes what the text does not hold. */
const noSecret = 'YOUR-SECRET-KEY';
const noToken = 'YOUR-SESSION-TOKEN';

/** How another tool uses an endpoint with a key. Each text was run as it stands, with the secret filled in. */
export function toolSettings(tool: KeyTool, facts: ToolFacts): string {
  const { endpoint, region, accessKeyId, bucket, addressing } = facts;
  const secret = facts.secretAccessKey ?? noSecret;
  // Whether there is a token is told; the token itself only together with the secret.
  const token =
    facts.sessionToken === undefined ? undefined : facts.secretAccessKey === undefined ? noToken : facts.sessionToken;
  const { host } = new URL(endpoint.replace('PORT', '1'));
  const hostText = endpoint.includes('PORT') ? '127.0.0.1:PORT' : host;
  const path = addressing === 'path';
  const line = (text: string): string => (token === undefined ? '' : `${text}\n`);
  switch (tool) {
    case 'aws-cli':
      // A file rather than commands: what is typed at a prompt stays in the shell's history.
      return `# add to ~/.aws/config
[profile quayside]
region = ${region}
endpoint_url = ${endpoint}
aws_access_key_id = ${accessKeyId}
aws_secret_access_key = ${secret}
${line(`aws_session_token = ${token}`)}${path ? 's3 =\n  addressing_style = path\n' : ''}
# then:
# aws s3 ls s3://${shell(bucket)} --profile quayside
`;
    case 'aws-command':
      return `AWS_ACCESS_KEY_ID=${shell(accessKeyId)} \\
AWS_SECRET_ACCESS_KEY=${shell(secret)} \\
${line(`AWS_SESSION_TOKEN=${shell(token ?? '')} \\`)}aws s3 ls ${shell(`s3://${bucket}`)} --endpoint-url ${shell(endpoint)} --region ${shell(region)}
`;
    case 'boto3':
      return `import boto3
from botocore.config import Config

s3 = boto3.client(
    "s3",
    endpoint_url=${text(endpoint)},
    region_name=${text(region)},
    aws_access_key_id=${text(accessKeyId)},
    aws_secret_access_key=${text(secret)},
${line(`    aws_session_token=${text(token ?? '')},`)}    config=Config(s3={"addressing_style": "${path ? 'path' : 'virtual'}"}),
)
for item in s3.list_objects_v2(Bucket=${text(bucket)}).get("Contents", []):
    print(item["Key"], item["Size"])
`;
    case 'rclone':
      return `[quayside]
type = s3
provider = Other
endpoint = ${endpoint}
region = ${region}
force_path_style = ${path}
access_key_id = ${accessKeyId}
secret_access_key = ${secret}
${line(`session_token = ${token}`)}
# in the file that "rclone config file" names; then:
# rclone ls ${shell(`quayside:${bucket}`)}
`;
    case 's3cmd':
      return `[default]
host_base = ${hostText}
host_bucket = ${path ? hostText : `%(bucket)s.${hostText}`}
bucket_location = ${region}
use_https = ${endpoint.startsWith('https:') ? 'True' : 'False'}
access_key = ${accessKeyId}
secret_key = ${secret.replaceAll('%', '%%')}
${line(`access_token = ${token}`)}
# save as quayside.s3cfg; then:
# s3cmd -c quayside.s3cfg ls ${shell(`s3://${bucket}`)}
`;
    case 'environment':
      return `export AWS_ENDPOINT_URL_S3=${shell(endpoint)}
export AWS_REGION=${shell(region)}
export AWS_ACCESS_KEY_ID=${shell(accessKeyId)}
export AWS_SECRET_ACCESS_KEY=${shell(secret)}
${line(`export AWS_SESSION_TOKEN=${shell(token ?? '')}`)}`;
  }
}

/** Names of the files that they are saved as. */
export const toolFileName: Readonly<Record<KeyTool, string>> = {
  'aws-cli': 'quayside-aws-config',
  'aws-command': 'quayside-aws.sh',
  boto3: 'quayside-boto3.py',
  rclone: 'quayside-rclone.conf',
  s3cmd: 'quayside.s3cfg',
  environment: 'quayside-environment.sh',
};

/** For a POSIX shell; plain words stay as they are. */
const shell = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** A string of Python, which reads JSON's escapes. */
const text = (value: string): string => JSON.stringify(value);
