import { expect, it } from 'vitest';
import { Opened } from './opened.ts';

it('closes in the opposite order, one after the other, and once', async () => {
  const opened = new Opened();
  const closed: string[] = [];
  opened.add(() => closed.push('first'));
  opened.add(async () => {
    await Promise.resolve();
    closed.push('second');
  });
  await opened.close();
  await opened.close();
  expect(closed).toEqual(['second', 'first']);
});

it('closes the rest if one fails, and throws the first error', async () => {
  const opened = new Opened();
  const closed: string[] = [];
  opened.add(() => closed.push('first'));
  for (const name of ['second', 'third'])
    opened.add(() => {
      throw new Error(name);
    });
  await expect(opened.close()).rejects.toThrow('third');
  expect(closed).toEqual(['first']);
});
