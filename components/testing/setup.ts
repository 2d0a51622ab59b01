import { cleanup } from '@testing-library/react';
import { afterEach, beforeEach, expect, vi } from 'vitest';

// Next's router is not there: links are plain, and what a component asks of the router is told by `router`
vi.mock('next/link', () => import('./plain-link.tsx'));
vi.mock('next/navigation', () => import('./router.ts'));

// Testing Library asks it whether the clock stands still, and then has it go on
vi.stubGlobal('jest', vi);

beforeEach(() => {
  vi.spyOn(console, 'error');
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  const complaints = vi.mocked(console.error).mock.calls;
  vi.restoreAllMocks(); // first, so that the next test begins anew whatever this one did
  expect(complaints).toEqual([]);
});
