import { beforeEach, vi } from 'vitest';

/** Replaces next/navigation: records the calls to the router, and gives the current URL. */
export const router = { push: vi.fn(), replace: vi.fn(), refresh: vi.fn() };
export const address = { path: '/', search: '' };

beforeEach(() => {
  for (const asked of Object.values(router)) asked.mockReset();
  address.path = '/';
  address.search = '';
});

export const useRouter = () => router;
export const usePathname = () => address.path;
export const useSearchParams = () => new URLSearchParams(address.search);
