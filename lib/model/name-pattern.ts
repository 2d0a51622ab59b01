import { isPlainText } from './plain-text.ts';

/** The longest pattern, in characters. */
export const MAX_PATTERN_LENGTH = 128;

/**
 * What is wrong with a pattern of names: nothing (null), or why it is refused. `*` stands for any characters, also none,
 * `?` for one; every other character for itself, in upper or lower case. Sets and alternatives are refused rather than
 * taken literally: whoever writes them expects them to work.
 */
export type PatternProblem = 'empty' | 'too-long' | 'invisible' | 'comma' | 'brackets' | 'backslash';

export function patternProblem(pattern: string): PatternProblem | null {
  if (pattern.trim() === '') return 'empty';
  if (pattern.length > MAX_PATTERN_LENGTH) return 'too-long';
  if (!isPlainText(pattern)) return 'invisible';
  if (pattern.includes(',')) return 'comma';
  if (/[[\]{}]/.test(pattern)) return 'brackets';
  return pattern.includes('\\') ? 'backslash' : null;
}

/**
 * Whether the whole name matches the pattern, in upper or lower case. It takes time in proportion to both lengths at
 * most: the last `*` alone is tried again.
 */
export function matchesPattern(name: string, pattern: string): boolean {
  const [text, wanted] = [name.toLowerCase(), pattern.toLowerCase()];
  let [at, of] = [0, 0];
  let [star, starAt] = [-1, 0];
  while (at < text.length) {
    if (wanted[of] === '*') {
      star = of++;
      starAt = at;
    } else if (of < wanted.length && (wanted[of] === '?' || wanted[of] === text[at])) {
      at++;
      of++;
    } else if (star >= 0) {
      of = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (wanted[of] === '*') of++;
  return of === wanted.length;
}
