import { describe, expect, it } from 'vitest';
import { ReadinessGrade, ReadinessTopic, readinessFindings, TestMigrationState } from '../lib/model/readiness.ts';
import { loadMessages } from './load-messages.ts';

const factsIn = (sentence: string): string[] => [...sentence.matchAll(/\{(\w+)[,}]/g)].map((match) => match[1] ?? '');

describe.each(['en', 'ja'] as const)('the words of readiness in %s', (locale) => {
  const { readiness } = loadMessages(locale);

  it('are there for every finding, and name its facts only', () => {
    expect(Object.keys(readiness.findings).toSorted()).toEqual(Object.keys(readinessFindings).toSorted());
    for (const [code, sentences] of Object.entries(readiness.findings)) {
      const [, facts] = Object.entries(readinessFindings).find(([each]) => each === code)?.[1] ?? ['', []];
      expect(Object.keys(sentences), code).toEqual(['title', 'means', 'remedy']);
      const named = Object.values(sentences).flatMap(factsIn);
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
