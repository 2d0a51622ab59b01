import { expect, it } from 'vitest';
import { ableAction, kindChoicesOf, stallActionsOf } from './able.ts';
import type { DriverAbilities } from './driver-traits.ts';

const all: DriverAbilities = {
  cap: true,
  rounds: true,
  showsIncoming: true,
  forceCompletion: ['quick', 'post-copy'],
  throttle: true,
  dirtyRate: true,
  cancel: true,
  quickKind: true,
};
const few: DriverAbilities = { ...all, forceCompletion: ['quick'], throttle: false, quickKind: false };

it('offers what the driver can do about a copy that stalls, and to stop it', () => {
  expect(stallActionsOf(all)).toEqual(['throttle', 'quick', 'post-copy', 'cancel']);
  expect(stallActionsOf(few)).toEqual(['quick', 'cancel']);
});

it('stops a copy where the driver cannot do what is wanted', () => {
  expect(ableAction('throttle', all)).toBe('throttle');
  expect(ableAction('throttle', few)).toBe('cancel');
  expect(ableAction('quick', few)).toBe('quick');
});

it('offers quick migration only where there is one', () => {
  expect(kindChoicesOf(all)).toEqual(['automatic', 'live', 'quick']);
  expect(kindChoicesOf(few)).toEqual(['automatic', 'live']);
});
