import './qr-code.css';
import { useMemo, type ReactNode } from 'react';
import { encode } from 'uqr';

/** A text as a QR code, always dark on light so that cameras read it. Nothing where it is too long for one. */
export function QrCode({
  text,
  label,
  size = 160,
}: {
  readonly text: string;
  readonly label: string;
  readonly size?: number;
}): ReactNode {
  const code = useMemo(() => {
    try {
      return encode(text, { ecc: 'L', border: 2 });
    } catch {
      // Above 2,953 bytes there is no such code: the caller shows the text itself as well.
      return undefined;
    }
  }, [text]);
  if (code === undefined) return null;
  const path = code.data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg
      className="qr-code"
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`0 0 ${code.size} ${code.size}`}
    >
      <rect className="qr-code-light" width={code.size} height={code.size} />
      <path className="qr-code-dark" d={path} shapeRendering="crispEdges" />
    </svg>
  );
}
