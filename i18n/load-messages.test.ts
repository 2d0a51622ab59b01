import { readdirSync, readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { loadMessages } from './load-messages.ts';

/** Every sentence of a language by its path: `frame.role.viewer`. */
function flatten(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]]);
  const entries = Object.entries(value as Record<string, unknown>);
  return new Map(entries.flatMap(([key, inner]) => [...flatten(inner, path ? `${path}.${key}` : key)]));
}

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

// A figure is plural in one language and plain in another: for the caller it is the same argument.
const kinds = ['literal', 'value', 'value', 'date', 'time', 'select', 'value', 'pound', 'tag'];

/** Names and kinds of the arguments and tags of a sentence, whatever their order. */
function argumentsOf(elements: Element[]): string[] {
  return elements.flatMap((element) => {
    const kind = kinds[element.type];
    const own = 'value' in element && kind !== 'literal' ? [`${element.value} ${kind}`] : [];
    const options = 'options' in element ? Object.values(element.options) : [];
    const inner = 'children' in element ? argumentsOf(element.children) : [];
    return [...own, ...inner, ...options.flatMap((option) => argumentsOf(option.value))];
  });
}

const signature = (message: string, locale: string): string =>
  [...new Set(argumentsOf(new IntlMessageFormat(message, locale).getAst()))].sort().join(', ');

describe('messages', () => {
  const english = flatten(loadMessages('en'));
  const japanese = flatten(loadMessages('ja'));

  it('has the same keys in both languages', () => {
    expect([...japanese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('has the same arguments in both languages', () => {
    const differing = [...english].flatMap(([key, message]) => {
      const translated = japanese.get(key) ?? '';
      const [en, ja] = [signature(message, 'en'), signature(translated, 'ja')];
      return en === ja ? [] : [`${key}: ${en} | ${ja}`];
    });
    expect(differing).toEqual([]);
  });

  it('describes a stalled copy: with its rates, or as one without any progress', () => {
    const words = (bandwidthMiBps: number, locale: 'en' | 'ja', sentences: Map<string, string>) =>
      String(
        new IntlMessageFormat(sentences.get('outcome.stalled') ?? '', locale).format({
          vm: 'db-01',
          from: 'kvm-01',
          rounds: 1,
          dirtyMiBps: 78,
          bandwidthMiBps,
        }),
      );
    expect(words(0, 'en', english)).toBe(
      'In round 1 no more data arrived. It was cancelled; db-01 keeps running on kvm-01.',
    );
    expect(words(12, 'en', english)).toContain('wrote 78 MiB/s, the network carried 12 MiB/s');
    expect(words(0, 'ja', japanese)).not.toContain('MiB/s');
    expect(words(12, 'ja', japanese)).toContain('12 MiB/s');
  });

  it('has no empty sentence', () => {
    const empty = [...english, ...japanese].filter(([, message]) => !message.trim());
    expect(empty).toEqual([]);
  });

  it('names every namespace in the types', () => {
    const typed = readFileSync('i18n/messages.ts', 'utf8').match(/messages\/en\/[\w-]+\.json/g);
    const files = readdirSync('messages/en').map((file) => `messages/en/${file}`);
    expect([...(typed ?? [])].sort()).toEqual(files.sort());
  });
});
