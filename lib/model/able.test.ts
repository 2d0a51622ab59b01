import { expect, it } from 'vitest';
import { ableAction, kindChoicesOf, stallActionsOf } from './able.ts';
import type { DriverAbilities } from './driver-traits.ts';

const all: DriverAbilities = {
  cap: true,
  rounds: true,
  showsIncoming: true,
  forceCompletion: ['quick', 'post-copy'],
  throttle: true,
  samples: true,
  localDisks: true,
  dirtyRate: true,
  maintenance: false,
  cancel: true,
  quickKind: true,
  autostart: true,
  steps: true,
  restart: true,
  power: [],
  testGuest: true,
};
const few: DriverAbilities = { ...all, forceCompletion: ['quick'], throttle: false, quickKind: false };

it('offers the actions of the driver for a stalled copy, and cancelling it', () => {
  expect(stallActionsOf(all)).toEqual(['throttle', 'quick', 'post-copy', 'cancel']);
  expect(stallActionsOf(few)).toEqual(['quick', 'cancel']);
});

it('cancels a copy if the driver does not support the requested action', () => {
  expect(ableAction('throttle', all)).toBe('throttle');
  expect(ableAction('throttle', few)).toBe('cancel');
  expect(ableAction('quick', few)).toBe('quick');
});

it('offers quick migration only if the driver supports it', () => {
  expect(kindChoicesOf(all)).toEqual(['automatic', 'live', 'quick']);
  expect(kindChoicesOf(few)).toEqual(['automatic', 'live']);
});
