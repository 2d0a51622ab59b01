import { expect, it } from 'vitest';
import { createSecretBox, makeKey } from './secret-box.ts';

const [first, second] = [makeKey(), makeKey()];

it('opens what it sealed, and shows nothing of it', () => {
  const box = createSecretBox([first]);
  const sealed = box.seal('correct horse', 'endpoint:1');
  expect(sealed).not.toContain('horse');
  expect(box.seal('correct horse', 'endpoint:1')).not.toBe(sealed);
  expect(box.open(sealed, 'endpoint:1')).toBe('correct horse');
});

it('opens nothing that belongs elsewhere, was changed, or has another key', () => {
  const box = createSecretBox([first]);
  const sealed = box.seal('secret', 'endpoint:1');
  const at = sealed.length - 8; // not the last sign, whose bits do not all count
  const flipped = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
  for (const [text, place] of [
    [sealed, 'endpoint:2'],
    [flipped, 'endpoint:1'],
    ['', 'endpoint:1'],
    ['v1.x.y', 'endpoint:1'],
  ] as const)
    expect(() => box.open(text, place)).toThrow(expect.objectContaining({ code: 'secret-unreadable' }));
  expect(() => createSecretBox([second]).open(sealed, 'endpoint:1')).toThrow(/another encryption key/);
});

it('reads with each key and writes with the first, so that keys can be replaced', () => {
  const sealed = createSecretBox([first]).seal('secret', 'endpoint:1');
  const both = createSecretBox([second, first]);
  expect(both.open(sealed, 'endpoint:1')).toBe('secret');
  expect(both.isCurrent(sealed)).toBe(false);
  expect(both.isCurrent(both.seal('secret', 'endpoint:1'))).toBe(true);
});

it('refuses a key that is too short', () => {
  expect(() => createSecretBox(['c2hvcnQ='])).toThrow(expect.objectContaining({ code: 'bad-key' }));
});
