import { IncomingMessage } from 'node:http';

/**
 * A request whose body goes straight to one reader as it comes off the connection, past the buffers of node's streams: those
 * would hold on to a piece of every body that has to wait, and what is held grows old and costs full collections.
 */
export class BodyMessage extends IncomingMessage {
  #receive: ((piece: Buffer | null) => boolean) | undefined;

  /**
   * Hands over what has come already, and everything from now on; null is the end. Where it answers false the connection is
   * read on only after `readOn`. A piece may be reused once the call returns, or kept.
   */
  receive(receiver: (piece: Buffer | null) => boolean): void {
    for (;;) {
      const early = this.read() as Buffer | null;
      if (early === null) break;
      receiver(early);
    }
    if (this.complete) {
      receiver(null);
      return;
    }
    this.#receive = receiver;
    this.readOn();
  }

  readOn(): void {
    this._read(0);
  }

  /** From now on it is a stream like any other. */
  letGo(): void {
    this.#receive = undefined;
  }

  override push(piece: Buffer | null, encoding?: BufferEncoding): boolean {
    const receive = this.#receive;
    if (!receive) return super.push(piece, encoding);
    if (piece !== null) return receive(piece);
    this.#receive = undefined;
    receive(null);
    const more = super.push(null);
    // Nobody reads what is empty; node waits for it before it takes the next request.
    this.resume();
    return more;
  }
}
