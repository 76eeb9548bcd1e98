/** Milliseconds that a clean end may take. */
const patience = 10_000;

/** Ends the process cleanly at the first signal, and at once at the second. */
export function endOnSignal(close: () => Promise<void>): void {
  let closing = false;
  const end = (signal: NodeJS.Signals) => {
    if (closing) process.exit(signal === 'SIGINT' ? 130 : 143);
    closing = true;
    setTimeout(() => process.exit(1), patience).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}
