/** Characters that reorder or hide text, except the line breaks and tabs that a text is made of. */
const hiding = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text in which nothing can be hidden or turned around: such characters show as their code point. */
export function visibleText(text: string): string {
  return text.replace(hiding, (found) => `⟦U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟧`);
}
