/**
 * What the page is allowed, the same on both hosts: nothing but its own scripts, styles and addresses. Scripts cannot be
 * made from text (Trusted Types), and no power of the device is asked for.
 */
const policy: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' blob:",
  'media-src': "'self' blob:",
  'font-src': "'self'",
  'connect-src': "'self'",
  // Previews of documents: their answers carry a policy of their own that lets nothing run.
  'frame-src': "'self'",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  // The one policy makes addresses of workers, of the page's own scripts only (renderer/features/preview/pdf-document.ts).
  'trusted-types': 'quayside-worker',
};

/** @param connect further sources of `connect-src`: the WebSocket's own address, for browsers whose 'self' is http only */
export function contentPolicy(connect: readonly string[] = []): string {
  return Object.entries(policy)
    .map(([name, sources]) => [name, sources, ...(name === 'connect-src' ? connect : [])].join(' '))
    .join('; ');
}

const deniedPowers = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
];

/** Headers of every answer, whatever it carries. */
export const answerHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': deniedPowers.map((power) => `${power}=()`).join(', '),
};

/** Headers of the page itself and of refusals shown in its place. */
export const pageHeaders = (connect: readonly string[] = []): Readonly<Record<string, string>> => ({
  ...answerHeaders,
  'content-security-policy': contentPolicy(connect),
  'x-frame-options': 'DENY',
});
