/** A server to send requests to, and with which credential. */
export interface Target {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Absent: requests are not signed. */
  readonly credential?: { readonly id: string; readonly secret: string };
}
