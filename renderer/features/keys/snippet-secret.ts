/** Where the backend's snippets leave room for the secret: `<your secret access key>` and its like. */
const room = /<[^<>\n]*secret[^<>\n]*>|\{\{[^{}\n]*secret[^{}\n]*\}\}|\bYOUR_SECRET(?:_ACCESS)?_KEY\b/gi;

/** The snippet with the secret that is shown this once. The replacement is literal: secrets may hold `$`. */
export const fillSecret = (snippet: string, secret: string): string => snippet.replace(room, () => secret);
