import { describe, expect, test } from 'vitest';
import { generatePassword, Password } from './passwords.ts';

const problemOf = (password: string): unknown => {
  const issue = Password.safeParse(password).error?.issues[0];
  return issue?.code === 'custom' ? issue.params?.problem : issue?.code;
};

describe('a password', () => {
  test.each([
    '1234567890',
    '0987654321',
    'qwertyuiop',
    'Password123',
    'P@ssw0rd2026!',
    'passwordpassword',
    'ADMINISTRATOR',
    'administrator1!',
    'Welcome2026!',
    'letmein12345',
    'changeme!!!!',
    'aaaaaaaaaa',
    'abcabcabcabc',
    'abcdefghij',
    '1q2w3e4r5t6y',
    'Ballast-2026',
    'iloveyou1234',
    '2026-11-29 12',
    'pass word 1234',
    'ｐａｓｓｗｏｒｄ１２３',
  ])('that is commonly guessed is refused: %s', (password) => {
    expect(problemOf(password)).toBe('common');
  });

  test.each(['          ', '\u3000'.repeat(12), '\u200b'.repeat(12), ' \u00a0\t\u200d\u2060\ufeff     '])(
    'of invisible characters is refused: %j',
    (password) => {
      expect(problemOf(password)).toBe('blank');
    },
  );

  test.each([
    'a-long-password',
    'correct horse battery staples',
    'only here to have a look',
    'from-the-environment',
    'rainy tuesday 17 boats',
    '富士山の上で朝を待つ人たち',
    'p7#kQ!2vLm',
    'wq8-Ballast-of-the-Vasa',
    '83920174650192837465',
  ])('that is not a common one is accepted: %s', (password) => {
    expect(problemOf(password)).toBeUndefined();
  });

  test('that Ballast generates is accepted', () => {
    for (let n = 0; n < 100; n += 1) expect(problemOf(generatePassword())).toBeUndefined();
  });

  test('that is refused gives the reason on the command line too', () => {
    const said = Password.safeParse('Password1234').error?.issues[0]?.message;
    expect(said).toBe('this is among the first passwords that attackers try; choose another one');
  });

  test('has 10 to 128 characters', () => {
    expect(problemOf('x7!kQ2vLm')).toBe('too_small');
    expect(problemOf('x7!kQ2vLm'.repeat(15))).toBe('too_big');
  });
});
