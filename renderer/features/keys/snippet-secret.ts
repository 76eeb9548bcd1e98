/** Where the backend's snippets leave room for the secret. */
const room = /\bYOUR-SECRET-KEY\b/g;

/** The snippet with the secret that is shown this once. The replacement is literal: secrets may hold `$`. */
export const fillSecret = (snippet: string, secret: string): string => snippet.replace(room, () => secret);
