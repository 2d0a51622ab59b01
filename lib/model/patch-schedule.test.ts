import { describe, expect, it } from 'vitest';
import type { PatchForecast, PatchPhase } from './patch-run.ts';
import { forecastPatchHost, schedulePatch, secondsLeft } from './patch-schedule.ts';

const now = new Date('2026-12-02T20:00:00Z'); // a Wednesday
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const always = { windows: [], blackouts: [], timeZone: 'UTC' };
const forecast: PatchForecast = {
  vms: 4,
  moves: 4,
  evacuateSeconds: 60,
  stepSeconds: 100,
  backSeconds: 40,
  basis: 'file',
};
const host = (phase: PatchPhase, since: Date | null = null) => ({ phase, since, forecast });

describe('the time of one host', () => {
  it('is that of its moves, its step, and of the way back', () => {
    const emptying = { vms: 4, moves: 4, moveSeconds: 60 };
    const step = { stepSeconds: 100, basis: 'file' as const };
    const before = forecastPatchHost(emptying, { step, back: 'before', intervalSeconds: 15 });
    expect(before).toEqual({
      vms: 4,
      moves: 4,
      evacuateSeconds: 65,
      stepSeconds: 105,
      backSeconds: 75,
      basis: 'file',
    });
    expect(forecastPatchHost(emptying, { step, back: 'stay', intervalSeconds: 15 }).backSeconds).toBe(10);
    const empty = { vms: 0, moves: 0, moveSeconds: 0 };
    expect(forecastPatchHost(empty, { step, back: 'before', intervalSeconds: 15 }).backSeconds).toBe(10);
  });

  it('becomes less while it is in a part, and never less than what follows', () => {
    expect(secondsLeft(host('waiting'), now)).toBe(200);
    expect(secondsLeft(host('evacuating', at(-20)), now)).toBe(180);
    expect(secondsLeft(host('stepping', at(-500)), now)).toBe(40);
    expect(secondsLeft(host('refilling', at(-10)), now)).toBe(30);
    expect(secondsLeft(host('stepping', at(50)), now)).toBe(140); // a clock that was set back
    for (const phase of ['done', 'failed', 'skipped'] as const) expect(secondsLeft(host(phase), now)).toBe(0);
  });
});

describe('a schedule', () => {
  it('takes one host after another', () => {
    const { endsAt, hosts } = schedulePatch(
      [host('done'), host('stepping', at(-40)), host('waiting'), host('waiting')],
      {
        atOnce: 1,
        calendar: always,
        now,
      },
    );
    expect(hosts).toEqual([
      { beginsAt: null, endsAt: null },
      { beginsAt: null, endsAt: at(100) },
      { beginsAt: at(100), endsAt: at(300) },
      { beginsAt: at(300), endsAt: at(500) },
    ]);
    expect(endsAt).toEqual(at(500));
  });

  it('takes several at once, each as soon as one has ended', () => {
    const { hosts } = schedulePatch([host('waiting'), host('waiting'), host('waiting')], {
      atOnce: 2,
      calendar: always,
      now,
    });
    expect(hosts.map(({ beginsAt }) => beginsAt)).toEqual([now, now, at(200)]);
  });

  it('waits for its windows, which limit when a host begins', () => {
    const nightly = { windows: [{ days: [3], from: '22:00', to: '22:05' }], blackouts: [], timeZone: 'UTC' };
    const { hosts, endsAt } = schedulePatch([host('waiting'), host('waiting'), host('waiting')], {
      atOnce: 1,
      calendar: nightly,
      now,
    });
    const ten = new Date('2026-12-02T22:00:00Z');
    expect(hosts[0]?.beginsAt).toEqual(ten);
    expect(hosts[1]?.beginsAt).toEqual(new Date(ten.getTime() + 200_000));
    expect(hosts[2]?.beginsAt).toEqual(new Date('2026-12-09T22:00:00Z'));
    expect(endsAt).toEqual(new Date('2026-12-09T22:03:20Z'));
  });

  it('has no end where no window ever opens', () => {
    const never = {
      windows: [{ days: [3], from: '22:00', to: '23:00' }],
      blackouts: [{ days: [0, 1, 2, 3, 4, 5, 6], from: '00:00', to: '00:00' }],
      timeZone: 'UTC',
    };
    expect(schedulePatch([host('waiting')], { atOnce: 1, calendar: never, now }).endsAt).toBeNull();
  });

  it('ends now where nothing is left', () => {
    expect(
      schedulePatch([host('done'), host('skipped')], { atOnce: 1, calendar: always, now }).endsAt,
    ).toEqual(now);
  });
});
