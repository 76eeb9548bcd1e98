import type { Capabilities } from '../../preload/contract/index.ts';

export function platformName(platform: NodeJS.Platform): Capabilities['platform'] {
  return platform === 'darwin' || platform === 'win32' || platform === 'linux' ? platform : 'other';
}
