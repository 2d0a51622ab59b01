import { isPlainText } from './plain-text.ts';

/** The longest tag, in characters. */
export const MAX_TAG_LENGTH = 64;
/** The most tags of one VM or host; what is beyond them is not read. */
const MAX_TAGS = 64;

/**
 * Tags as they are stored and compared: trimmed, in lower case, each once, in order. What is empty, too long, invisible
 * or has a comma, which separates tags in forms, is no tag and is left out.
 */
export function toTags(found: readonly string[]): string[] {
  const tags = found.map((tag) => tag.trim().toLowerCase()).filter(isTag);
  return [...new Set(tags)].sort().slice(0, MAX_TAGS);
}

/** Whether the text, trimmed and in lower case, can be a tag. */
export const isTag = (text: string): boolean =>
  text !== '' && text.length <= MAX_TAG_LENGTH && !text.includes(',') && isPlainText(text);
