import { describe, expect, it, test } from 'vitest';
import { compareMarks, type HostSign, judgeSigns, type OutageVerdict } from './host-sign.ts';

const sign = (source: HostSign['source'], says: HostSign['says'], by: string = source): HostSign => ({
  source,
  by,
  says,
  detail: '',
  mark: null,
  writtenAt: null,
});
const ours = sign('ballast', 'silent');

describe('the signs of a host that does not answer', () => {
  const cases: [string, HostSign[], OutageVerdict][] = [
    ['nobody else could be asked', [ours], 'unclear'],
    ['only others that say nothing', [ours, sign('peer', 'nothing'), sign('storage', 'nothing')], 'unclear'],
    ['one peer gets no answer either', [ours, sign('peer', 'silent')], 'down'],
    ['the manager gets no answer either', [ours, sign('manager', 'silent')], 'down'],
    [
      'one of two peers reaches it',
      [ours, sign('peer', 'silent', 'a'), sign('peer', 'runs', 'b')],
      'unreachable',
    ],
    ['a disk of it is written', [ours, sign('peer', 'silent'), sign('storage', 'runs')], 'unreachable'],
    ['its machine refuses Ballast', [sign('ballast', 'runs'), sign('peer', 'silent')], 'unreachable'],
    ['the manager says that it is off', [ours, sign('manager', 'off')], 'off'],
    ['the manager is wrong', [ours, sign('manager', 'off'), sign('peer', 'runs')], 'unreachable'],
  ];
  test.each(cases)('%s', (_, signs, verdict) => {
    expect(judgeSigns(signs, false)).toBe(verdict);
  });

  it('are off once that is proved, unless something of it runs', () => {
    expect(judgeSigns([ours], true)).toBe('off');
    expect(judgeSigns([ours, sign('peer', 'runs')], true)).toBe('unreachable');
  });

  it('show that a VM runs for five minutes after its disk was written between two readings', () => {
    const first = new Date('2026-01-01T10:00:00Z');
    const later = (seconds: number) => new Date(first.getTime() + seconds * 1000);
    const disk = (mark: string) => [{ ...sign('storage', 'nothing', 'web-1'), mark }];
    const begun = compareMarks([], disk('1'), first);
    expect(begun).toEqual(disk('1'));
    expect(compareMarks(begun, disk('1'), later(20))).toEqual(disk('1'));
    const written = compareMarks(begun, disk('2'), later(20));
    expect(written).toMatchObject([{ says: 'runs', writtenAt: later(20).toISOString() }]);
    expect(compareMarks(written, disk('2'), later(300))).toMatchObject([{ says: 'runs' }]);
    expect(compareMarks(written, disk('2'), later(320))).toMatchObject([{ says: 'nothing' }]);
  });
});
