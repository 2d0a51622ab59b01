// Control characters, direction marks, zero-width characters, halves of surrogate pairs, line separators; then
// letters that are drawn as nothing.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]/gu;
const UNSTORABLE = /[\p{Cc}\p{Cs}]/u;

const escaped = (sign: string): string =>
  Array.from(
    { length: sign.length },
    (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');

/**
 * The text with each character that is invisible, or that a terminal executes, as `\u202e`: JSON reads it back
 * unchanged.
 */
export const toPlainText = (text: string): string => text.replace(UNPRINTABLE, escaped);

/** Whether the text is one line of visible characters. */
export const isPlainText = (text: string): boolean => text.search(UNPRINTABLE) < 0;

/** Whether a secret can be stored and compared: it need not be visible. */
export const isPlainSecret = (text: string): boolean => !UNSTORABLE.test(text);
