/**
 * How well a text fits what was typed: every word must be in it. 0 for not at all; more where words begin it, or begin
 * one of its own.
 */
export function rankByWords(text: string, typed: string): number {
  const wanted = typed.trim().toLocaleLowerCase();
  if (wanted === '') return 1;
  const whole = text.toLocaleLowerCase();
  let rank = whole.startsWith(wanted) ? 8 : 1;
  for (const word of wanted.split(/\s+/)) {
    const at = whole.indexOf(word);
    if (at < 0) return 0;
    if (at === 0 || /[\s/._-]/.test(whole.charAt(at - 1))) rank += 2;
  }
  return rank;
}
