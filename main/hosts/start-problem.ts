/** An error at the start as a sentence for the person who started it; undefined where it is none of the expected ones. */
export function startProblem(error: unknown, port: number | undefined): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // A refusal of the backend to start on this home: its message is a whole sentence.
  if (error.name === 'StartRefusal' || error.name === 'UsageError') return error.message;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return `Port ${port ?? ''} on 127.0.0.1 is taken by another program. Choose another with --port N, or --port 0 for any free one.`;
  }
  if (code === 'EACCES' && syscall === 'listen') {
    return `This account may not listen on port ${port ?? ''}. Choose one above 1023 with --port N.`;
  }
  return undefined;
}
