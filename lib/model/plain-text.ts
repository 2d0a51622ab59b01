// Controls, what turns the direction of writing, what has no width, halves of surrogate pairs, separators of lines; then
// letters that are drawn as nothing.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]/gu;
const UNSTORABLE = /[\p{Cc}\p{Cs}]/u;

const escaped = (sign: string): string =>
  Array.from(
    { length: sign.length },
    (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');

/** The text with each sign that nobody can see, or that a terminal obeys, as `\u202e`: JSON reads it back as it was. */
export const toPlainText = (text: string): string => text.replace(UNPRINTABLE, escaped);

/** Whether the text is one line of signs that people can see. */
export const isPlainText = (text: string): boolean => text.search(UNPRINTABLE) < 0;

/** Whether a secret can be kept and compared: what is in it need not be seen. */
export const isPlainSecret = (text: string): boolean => !UNSTORABLE.test(text);
