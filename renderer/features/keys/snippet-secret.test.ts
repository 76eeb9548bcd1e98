import { describe, expect, it } from 'vitest';
import { fillSecret } from './snippet-secret.ts';

describe('secret in a snippet', () => {
  it.each([
    ['secret_key = <your secret access key>', 'secret_key = a$&b/+'],
    ['export AWS_SECRET_ACCESS_KEY="YOUR_SECRET_ACCESS_KEY"', 'export AWS_SECRET_ACCESS_KEY="a$&b/+"'],
    ['aws_secret_access_key = {{secret}}', 'aws_secret_access_key = a$&b/+'],
    ['AWS_SECRET_ACCESS_KEY=', 'AWS_SECRET_ACCESS_KEY='],
  ])('%s', (snippet, filled) => {
    expect(fillSecret(snippet, 'a$&b/+')).toBe(filled);
  });
});
