import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrate } from './calibrate.ts';
import { converges } from './convergence.ts';
import { type FinishedMove, lessonOf } from './lesson.ts';
import { type PrecopyInput, predictLive } from './predict.ts';
import { playMigration } from './testing.ts';

const DAY_MS = 86_400_000;

const writer: PrecopyInput = {
  touchedMiB: 400,
  dirtyMiBps: 20,
  workingSetMiB: 120,
  pattern: 'sweep',
  bandwidthMiBps: 40,
  downtimeLimitMs: 300,
  fixedSeconds: 1,
  handOverMs: 40,
};

const at = (bandwidthMiBps: number, change: Partial<FinishedMove> = {}): FinishedMove =>
  playMigration({ ...writer, bandwidthMiBps }, change);
const find = (links: ReturnType<typeof calibrate>['links'], from: string | null, to: string | null) =>
  links.find((link) => link.fromHostId === from && link.toHostId === to);
const teach = (moves: FinishedMove[], nowMs = 0) => calibrate(moves.map(lessonOf), nowMs);

describe('calibrate', () => {
  it('recovers the bandwidth of a link from moves without a cap', () => {
    const { links } = teach([at(40), at(40), at(40)]);
    const found = find(links, 'a', 'b');
    expect(found?.bandwidthMiBps).toBeCloseTo(40, 0);
    expect(found?.fixedSeconds).toBeCloseTo(1, 1);
  });

  it('does not mistake a cap for the bandwidth of the link', () => {
    const capped = [10, 20, 40].map((cap) => at(cap, { capMiBps: cap }));
    const [link] = teach(capped).links;
    expect(link).toMatchObject({ bandwidthMiBps: null });
    expect(link?.leastMiBps).toBeCloseTo(40, 0);
    expect(link?.capShare).toBeCloseTo(1, 1);
  });

  it('gives values for a pair, its source host and the cluster, if each has enough moves', () => {
    const moves = ['b', 'c', 'd'].map((toHostId) => at(40, { toHostId }));
    const { links } = teach(moves);
    expect(find(links, 'a', 'b')).toBeUndefined();
    expect(find(links, 'a', null)?.moves).toBe(3);
    expect(find(links, null, null)?.moves).toBe(3);
    expect(teach(moves.slice(0, 2)).links).toEqual([]);
  });

  it('calculates the full bandwidth from moves that shared a link', () => {
    const moves = Array.from({ length: 3 }, () => at(30, { sharing: 2 }));
    expect(teach(moves).links[0]?.bandwidthMiBps).toBeCloseTo(60, 0);
  });

  it('recovers the write pattern of a VM, and so predicts its next move at another bandwidth', () => {
    const learned = teach([at(40), at(30)]).writes.get('vm');
    expect(learned?.pattern).toBe('sweep');
    expect(learned?.dirtyMiBps).toBeGreaterThan(18);
    expect(learned?.dirtyMiBps).toBeLessThan(22);
    for (const bandwidthMiBps of [28, 60]) {
      const truth = predictLive({ ...writer, bandwidthMiBps });
      const touchedMiB = learned?.touchedMiB ?? 0;
      const guess = learned && predictLive({ ...writer, ...learned, touchedMiB, bandwidthMiBps });
      expect(Math.abs((guess?.seconds ?? 0) / truth.seconds - 1)).toBeLessThan(0.15);
    }
  });

  it('is hardly changed by one outlier, however extreme', () => {
    const good = Array.from({ length: 5 }, (_, i) => at(40, { endedAtMs: i }));
    const clean = teach(good);
    fc.assert(
      fc.property(
        fc.record({
          elapsedMs: fc.double({ min: 1, max: 1e8, noNaN: true }),
          downtimeMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
          transferredMiB: fc.double({ min: 0.001, max: 1e7, noNaN: true }),
          bandwidthMiBps: fc.double({ min: 0.001, max: 1e5, noNaN: true }),
          touchedMiB: fc.double({ min: 0, max: 1e6, noNaN: true }),
        }),
        (bad) => {
          const spoilt = teach([...good, at(40, { ...bad, track: [], endedAtMs: 1 })]);
          const [a, b] = [clean.links[0], spoilt.links[0]];
          expect(b?.bandwidthMiBps).toBeCloseTo(a?.bandwidthMiBps ?? 0, 0);
          expect(Math.abs((b?.fixedSeconds ?? 0) - (a?.fixedSeconds ?? 0))).toBeLessThan(0.3);
          const [was, is] = [clean.writes.get('vm'), spoilt.writes.get('vm')];
          expect(is?.touchedMiB).toBeCloseTo(was?.touchedMiB ?? 0, 6);
          expect(is?.dirtyMiBps).toBeLessThan((was?.dirtyMiBps ?? 0) * 1.2);
          expect(is?.dirtyMiBps).toBeGreaterThan((was?.dirtyMiBps ?? 0) * 0.8);
        },
      ),
    );
  });

  it('gives old migrations less weight, and then forgets them', () => {
    const old = Array.from({ length: 4 }, () => at(40, { endedAtMs: -30 * DAY_MS }));
    const fresh = Array.from({ length: 3 }, () => at(80));
    expect(teach([...old, ...fresh]).links[0]?.bandwidthMiBps).toBeCloseTo(80, 0);
    expect(teach(old, 60 * DAY_MS).links).toEqual([]);
    expect(teach(old, 60 * DAY_MS).writes.size).toBe(0);
  });

  it('learns from a move that was cancelled because it did not converge', () => {
    const stuck = at(10, { isDone: false, elapsedMs: null, transferredMiB: null, touchedMiB: null });
    const learned = teach([at(40), stuck]).writes.get('vm');
    expect(learned && converges({ ...writer, ...learned, bandwidthMiBps: 10 })).toBe(false);
  });

  it('does not predict convergence for a VM of which only one long round was observed', () => {
    // 8 MiB written again and again give the same result after ten seconds, at 1 MiB/s or at 100 MiB/s
    const small = { ...writer, dirtyMiBps: 30, workingSetMiB: 8 };
    const one = playMigration({ ...small, bandwidthMiBps: 40 }, { capMiBps: 40, track: [] });
    const learned = teach([one]).writes.get('vm');
    expect(learned?.hidden).toBeDefined();
    expect(learned && converges({ ...small, ...learned, bandwidthMiBps: 15 })).toBe(false);
    expect(learned && converges({ ...small, ...learned, bandwidthMiBps: 50 })).toBe(true);
  });

  it('learns nothing from a VM once it is throttled', () => {
    const { track, ...rest } = at(30);
    const slowed = track.map((point) => ({
      ...point,
      dirtyMiBps: point.dirtyMiBps / 10,
      throttlePercent: 90,
    }));
    expect(lessonOf({ ...rest, track: slowed }).rounds).toEqual([]);
  });
});
