export type SnippetTool = 'aws-cli' | 'boto3' | 'rclone' | 's3cmd' | 'environment';

export interface SnippetFacts {
  /** `http://127.0.0.1:9000` */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly bucket: string;
}

/** Stands where the user pastes the secret: the app does not have it any more. */
const secret = 'YOUR-SECRET-KEY';

/** How another tool uses the embedded server. Each text was run as it stands, with the secret filled in. */
export function keySnippet(tool: SnippetTool, { endpoint, region, accessKeyId, bucket }: SnippetFacts): string {
  const host = endpoint.replace(/^https?:\/\//, '');
  switch (tool) {
    case 'aws-cli':
      // A file rather than commands: what is typed at a prompt stays in the shell's history.
      return `# add to ~/.aws/config
[profile quayside]
region = ${region}
endpoint_url = ${endpoint}
aws_access_key_id = ${accessKeyId}
aws_secret_access_key = ${secret}

# then:
# aws s3 ls s3://${bucket} --profile quayside
`;
    case 'boto3':
      return `import boto3

s3 = boto3.client(
    "s3",
    endpoint_url="${endpoint}",
    region_name="${region}",
    aws_access_key_id="${accessKeyId}",
    aws_secret_access_key="${secret}",
)
for item in s3.list_objects_v2(Bucket="${bucket}").get("Contents", []):
    print(item["Key"], item["Size"])
`;
    case 'rclone':
      return `[quayside]
type = s3
provider = Other
endpoint = ${endpoint}
region = ${region}
force_path_style = true
access_key_id = ${accessKeyId}
secret_access_key = ${secret}

# in the file that "rclone config file" names; then:
# rclone ls quayside:${bucket}
`;
    case 's3cmd':
      return `[default]
host_base = ${host}
host_bucket = ${host}
bucket_location = ${region}
use_https = ${endpoint.startsWith('https:') ? 'True' : 'False'}
access_key = ${accessKeyId}
secret_key = ${secret}

# save as quayside.s3cfg; then:
# s3cmd -c quayside.s3cfg ls s3://${bucket}
`;
    case 'environment':
      return `export AWS_ENDPOINT_URL_S3=${endpoint}
export AWS_REGION=${region}
export AWS_ACCESS_KEY_ID=${accessKeyId}
export AWS_SECRET_ACCESS_KEY=${secret}
`;
  }
}
