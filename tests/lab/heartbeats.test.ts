import { describe, expect, it } from 'vitest';
import { reportGuest, type SeenHeartbeat } from './heartbeats.ts';

function beat(seq: number, atMs: number, over: Partial<SeenHeartbeat> = {}): SeenHeartbeat {
  return {
    guest: 'web-1',
    seq,
    atMs,
    bootId: 'boot-a',
    monotonicUs: atMs * 1000,
    uptimeMs: 5000 + atMs,
    memoryMiB: 96,
    cpuPercent: 0,
    dirtyMiBps: 0,
    workingSetMiB: 16,
    everyMs: 100,
    writtenMiB: 0,
    memoryErrors: 0,
    ...over,
  };
}

const steady = [0, 100, 200, 300, 400, 500].map((atMs, seq) => beat(seq, atMs));

describe('reportGuest', () => {
  it('finds the longest silence within a window', () => {
    const beats = [beat(0, 0), beat(1, 100), beat(2, 335), beat(3, 435)];
    expect(reportGuest('web-1', beats, { fromMs: 0, toMs: 435 })).toMatchObject({
      beats: 4,
      longestGapMs: 235,
      bootIds: ['boot-a'],
      wentOn: true,
      lost: 0,
    });
  });

  it('counts a silence that only partly overlaps the window', () => {
    const beats = [beat(0, 0), beat(1, 900), beat(2, 1000), beat(3, 1800)];
    expect(reportGuest('web-1', beats, { fromMs: 850, toMs: 1050 }).longestGapMs).toBe(900);
  });

  it('counts a guest that is gone as silent until the end, and a guest that was never observed as silent all the time', () => {
    expect(reportGuest('web-1', steady, { fromMs: 0, toMs: 2500 }).longestGapMs).toBe(2000);
    expect(reportGuest('web-1', [], { fromMs: 0, toMs: 2500 })).toMatchObject({
      beats: 0,
      longestGapMs: 2500,
      bootIds: [],
      wentOn: false,
    });
  });

  it('detects a restart by boot id, and by uptime alone', () => {
    const restarted = [...steady, beat(0, 600, { bootId: 'boot-b', uptimeMs: 10 })];
    const report = reportGuest('web-1', restarted, { fromMs: 0, toMs: 600 });
    expect(report.bootIds).toEqual(['boot-a', 'boot-b']);
    expect(report.wentOn).toBe(false);
    const reset = [...steady, beat(6, 600, { uptimeMs: 10 })];
    expect(reportGuest('web-1', reset, { fromMs: 0, toMs: 600 }).wentOn).toBe(false);
  });

  it('compares a window with the time before it', () => {
    const restarted = [...steady, beat(0, 2000, { bootId: 'boot-b', uptimeMs: 10 })];
    const report = reportGuest('web-1', restarted, { fromMs: 600, toMs: 2100 });
    expect(report).toMatchObject({ beats: 1, wentOn: false, bootIds: ['boot-a', 'boot-b'] });
  });

  it('counts lost heartbeats and reports memory errors', () => {
    const beats = [beat(0, 0), beat(3, 300), beat(4, 400, { memoryErrors: 2 })];
    expect(reportGuest('web-1', beats, { fromMs: 0, toMs: 400 })).toMatchObject({ lost: 2, memoryErrors: 2 });
  });
});
