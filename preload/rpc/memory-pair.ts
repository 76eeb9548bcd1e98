import type { Transport } from './transport.ts';

/** Two ends of one channel inside a process. Frames are cloned and come later, as they do over a wire. */
export function memoryPair(): { readonly client: Transport; readonly server: Transport; cut(): void } {
  const client = new MemoryEnd();
  const server = new MemoryEnd();
  client.join(server);
  server.join(client);
  return { client, server, cut: () => client.close() };
}

type Listener = Parameters<Transport['listen']>[0];

class MemoryEnd implements Transport {
  #other: MemoryEnd | undefined;
  #listener: Listener | undefined;
  #early: unknown[] = [];
  #closed = false;

  join(other: MemoryEnd): void {
    this.#other = other;
  }

  send(frame: unknown): void {
    const copy: unknown = structuredClone(frame);
    if (!this.#closed) this.#other?.deliver(copy);
  }

  deliver(frame: unknown): void {
    if (this.#listener === undefined) this.#early.push(frame);
    else queueMicrotask(() => (this.#closed ? undefined : this.#listener?.message(frame)));
  }

  listen(handlers: Listener): () => void {
    this.#listener = handlers;
    for (const frame of this.#early.splice(0)) this.deliver(frame);
    if (this.#closed) queueMicrotask(() => handlers.close());
    return () => this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    queueMicrotask(() => this.#listener?.close());
    this.#other?.close();
  }
}
