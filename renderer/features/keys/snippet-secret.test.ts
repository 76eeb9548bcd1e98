import { describe, expect, it } from 'vitest';
import { toolSettings } from '../../../main/keys/index.ts';
import { fillSecret } from './snippet-secret.ts';
import { tools } from './texts.ts';

// A secret with everything that a careless replacement would mangle.
const secret = "a$&b/+$'c";

describe('secret in a snippet', () => {
  it.each(tools)('stands where %s expects it, once', (tool) => {
    const filled = fillSecret(
      toolSettings(tool, {
        endpoint: 'http://127.0.0.1:9000',
        region: 'us-east-1',
        addressing: 'path',
        accessKeyId: 'QK1',
        bucket: 'demo',
      }),
      secret,
    );
    expect(filled.split(secret)).toHaveLength(2);
    expect(filled).not.toMatch(/YOUR/);
  });
});
