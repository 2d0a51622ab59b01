import { describe, expect, it } from 'vitest';
import { findInSource, findInText } from './find-retired-words.ts';

const linesOf = (findings: { line: number; text: string }[]) =>
  findings.map(({ line, text }) => `${line} ${text.split(':')[0]}`);

describe('retired words', () => {
  it('are found in identifiers, comments and titles of tests', () => {
    const source = [
      'const MOST_MOVES = 3; // as many as are under way',
      '/** Plans the move',
      ' *  anew. */',
      'export const nextLookMs = (roomMiB: number) => roomMiB;',
      "it('hastens a copy', () => {});",
    ].join('\n');
    expect(linesOf(findInSource('lib/x.ts', source)).sort()).toEqual([
      '1 "MOST_MOVES"',
      '1 "under way"',
      '2 "anew"',
      '4 "look"',
      '4 "room"',
      '4 "room"',
      '5 "hastens"',
    ]);
  });

  it('are found in documents, and in keys and values of messages', () => {
    expect(linesOf(findInText('docs/x.md', 'A move.\nIt is told to a stranger.'))).toEqual([
      '2 "told"',
      '2 "stranger"',
    ]);
    expect(
      linesOf(findInText('messages/en/x.json', '{\n  "clockTold": "heard every {duration}"\n}')),
    ).toEqual(['2 "heard"', '2 "told"']);
  });

  it('may stay where an exception says why, and as parts of other words', () => {
    const source = [
      '/** It makes room for another VM; `no-room-on-the-way` is a code, http://example.com/under way is none. */',
      'const madeRoomFor = bathroom + folklore + almost_there; // a bathroom',
    ].join('\n');
    expect(findInSource('lib/x.ts', source.replace('/under way', ''))).toEqual([]);
    expect(findInText('docs/lab.md', 'as stranger@host')).toEqual([]);
    expect(findInText('docs/other.md', 'as stranger@host')).toHaveLength(1);
    expect(findInSource('components/x.ts', 'const looks = 1; // the look of a field')).toEqual([]);
  });

  it('say what to write instead', () => {
    expect(findInText('docs/x.md', 'evener')).toEqual([{ line: 1, text: '"evener": write more even' }]);
  });
});
