import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { BallastError } from '../model/errors.ts';
import { parseInput } from './parse-input.ts';

function refusal(schema: z.ZodType, input: unknown): object | null {
  try {
    parseInput(schema, input);
    return null;
  } catch (error) {
    return error instanceof BallastError ? error.facts : Promise.reject(error);
  }
}

const any = z.unknown();

describe('text that cannot be stored, is invisible, or would control a terminal', () => {
  test.each([
    [{ name: 'kvm\u0000' }, 'name'],
    [{ name: '\u001b[2Jkvm' }, 'name'],
    [{ name: 'kvm\u202e10' }, 'name'],
    [{ name: 'kvm\u200b-01' }, 'name'],
    [{ name: 'kvm\nlevel' }, 'name'],
    [{ hosts: [{ uri: 'qemu' }, { uri: 'qemu\ud800' }] }, 'hosts.1.uri'],
    [{ options: { 'a\u0000': 1 } }, 'options'],
    [{ password: 'long enough\u0000' }, 'password'],
    ['\u0007', 'input'],
  ])('%j is refused, and the field is named', (input, field) => {
    expect(refusal(any, input)).toEqual({ field, problem: 'unprintable' });
  });

  test.each([
    { name: 'データベース 😀' },
    { reason: 'first line\r\nsecond line' },
    { password: '👩‍👩‍👧 correct horse' },
    { moveIds: null, count: 3, at: new Date(0) },
  ])('%j is accepted', (input) => {
    expect(refusal(any, input)).toBeNull();
  });
});

test('only the first error is reported, with its limit', () => {
  expect(refusal(z.object({ name: z.string().max(3) }), { name: 'kvm-01' })).toEqual({
    field: 'name',
    problem: 'tooLong',
    limit: 3,
  });
});
