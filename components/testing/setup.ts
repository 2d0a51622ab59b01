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
  expect(console.error).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
