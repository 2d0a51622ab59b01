import ts from 'typescript';
import { type RetiredWord, retiredWords } from './retired-words.ts';

export interface Finding {
  line: number;
  text: string; // the word as it was found, and its replacement
}

type Kind = RetiredWord['in'][number];

/** A name as lower-case words separated by blanks, as the patterns expect it: `nextTickMs` becomes `next tick ms`. */
export const wordsOf = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/[_\-.]+/g, ' ')
    .toLowerCase()
    .trim();

/** Retired words in one text. `where`: the path of its file, which exceptions may name. */
export function findIn(text: string, kind: Kind, where: string): string[] {
  return retiredWords.flatMap(({ pattern, say, in: kinds, except = [] }) => {
    if (!kinds.includes(kind)) return [];
    const isAllowed = except.filter(({ file }) => file === undefined || file.test(where));
    if (isAllowed.some(({ text: allowed }) => allowed === undefined)) return [];
    const rest = isAllowed.reduce((left, { text: allowed }) => left.replaceAll(allowed ?? '', ' '), text);
    return [...rest.matchAll(pattern)].map(([found]) => `"${found}": write ${say}`);
  });
}

const findInName = (name: string, file: string): string[] => [
  ...findIn(name, 'constant', file),
  ...findIn(wordsOf(name), 'name', file),
];

/** All patterns without the endings of words: a text that matches none of them needs no further check. */
const ANY = new RegExp(
  retiredWords.map(({ pattern }) => pattern.source.replaceAll(/\\b|\^/g, '')).join('|'),
  'i',
);

/** Comments. Two slashes begin a comment only after a blank, so that addresses are not matched. */
const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/ .*$/gm;
/** Code between backticks names things that others have named. */
const QUOTED = /`[^`\n]*`/g;

/** Retired words in the identifiers, comments and test titles of a TypeScript file. */
export function findInSource(file: string, source: string): Finding[] {
  if (!ANY.test(source)) return [];
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const lineOf = (at: number) => tree.getLineAndCharacterOfPosition(at).line + 1;
  const findings: Finding[] = [];
  const add = (at: number, texts: string[]) => {
    for (const text of texts) findings.push({ line: lineOf(at), text });
  };
  const known = new Map<string, string[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const found = known.get(node.text) ?? findInName(node.text, file);
      known.set(node.text, found);
      add(node.getStart(tree), found);
    } else if (ts.isCallExpression(node) && /^(it|test|describe)\b/.test(node.expression.getText(tree))) {
      const [title] = node.arguments;
      if (title && ts.isStringLiteralLike(title))
        add(title.getStart(tree), findIn(title.text, 'prose', file));
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  for (const { 0: comment, index } of source.matchAll(COMMENT))
    add(index, findIn(comment.replace(QUOTED, ' ').replace(/\s*\n\s*\*?\s*/g, ' '), 'prose', file));
  return findings;
}

/** Retired words in a document, or in a file of messages, whose keys are names. */
export function findInText(file: string, text: string): Finding[] {
  return text.split('\n').flatMap((line, index) => {
    const [, key = '', value = line] = /^\s*"([^"]+)": (.*)$/.exec(file.endsWith('.json') ? line : '') ?? [];
    const found = [
      ...findIn(value.replace(QUOTED, ' '), 'prose', file),
      ...findIn(wordsOf(key), 'name', file),
    ];
    return found.map((each) => ({ line: index + 1, text: each }));
  });
}
