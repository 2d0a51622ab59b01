import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import {
  ReadinessGrade,
  ReadinessTopic,
  readinessFindings,
  TestMigrationState,
} from '../lib/model/readiness.ts';
import { loadMessages } from './load-messages.ts';

type Element = ReturnType<IntlMessageFormat['getAst']>[number];
const LITERAL = 0;

/** The names of the facts in a sentence, also in its variants. */
const factsIn = (elements: Element[]): string[] =>
  elements.flatMap((element) => [
    ...('value' in element && element.type !== LITERAL ? [String(element.value)] : []),
    ...('options' in element ? Object.values(element.options).flatMap(({ value }) => factsIn(value)) : []),
  ]);

describe.each(['en', 'ja'] as const)('the words of readiness in %s', (locale) => {
  const { readiness } = loadMessages(locale);

  it('are there for every finding, and name its facts only', () => {
    expect(Object.keys(readiness.findings).toSorted()).toEqual(Object.keys(readinessFindings).toSorted());
    for (const [code, sentences] of Object.entries(readiness.findings)) {
      const [, facts] = Object.entries(readinessFindings).find(([each]) => each === code)?.[1] ?? ['', []];
      expect(Object.keys(sentences), code).toEqual(['title', 'means', 'remedy']);
      const named = Object.values(sentences).flatMap((sentence) =>
        factsIn(new IntlMessageFormat(sentence, locale).getAst()),
      );
      expect([...facts], code).toEqual(expect.arrayContaining(named));
    }
  });

  it('are there for every grade, topic and state of a test', () => {
    expect(Object.keys(readiness.grade)).toEqual(ReadinessGrade.options);
    expect(Object.keys(readiness.gradeNote)).toEqual(ReadinessGrade.options);
    expect(Object.keys(readiness.topic)).toEqual(ReadinessTopic.options);
    expect(Object.keys(readiness.test.state)).toEqual(TestMigrationState.options);
  });
});
