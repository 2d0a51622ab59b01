import { cleanup } from '@testing-library/react';
import { afterEach, beforeEach, expect, vi } from 'vitest';

// Next's router is not there: links are plain, and `router` records what a component asks of it
vi.mock('next/link', () => import('./plain-link.tsx'));
vi.mock('next/navigation', () => import('./router.ts'));

// Testing Library asks it whether fake timers are in use, and then advances them
vi.stubGlobal('jest', vi);

beforeEach(() => {
  vi.spyOn(console, 'error');
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  const complaints = vi.mocked(console.error).mock.calls;
  vi.restoreAllMocks(); // first, so that the next test does not depend on this one
  expect(complaints).toEqual([]);
});
