import { beforeEach, vi } from 'vitest';

/** Stands in for next/navigation: what was asked of the router, and where the page stands. */
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
