import { act, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { address, router } from '../testing/router';
import { show } from '../testing/show';
import { FilterInput } from './filter-input';

function filter(search: string) {
  vi.useFakeTimers();
  address.path = '/hosts/1';
  address.search = search;
  return show(<FilterInput label="Filter VMs" />);
}

it('writes to the URL when typing pauses, and returns to the first page', async () => {
  const { user } = filter('sort=name&page=3');
  await user.type(screen.getByRole('searchbox', { name: 'Filter VMs' }), 'web');
  expect(router.replace).not.toHaveBeenCalled();
  await act(() => vi.advanceTimersByTimeAsync(250));
  expect(router.replace.mock.calls).toEqual([['/hosts/1?sort=name&filter=web', { scroll: false }]]);
});

it('removes the filter from the URL when it is cleared', async () => {
  const { user } = filter('filter=web');
  const input = screen.getByRole('searchbox');
  expect(input).toHaveProperty('value', 'web');
  await user.clear(input);
  await act(() => vi.advanceTimersByTimeAsync(250));
  expect(router.replace).toHaveBeenCalledWith('/hosts/1?', { scroll: false });
});

it('gets the focus with one key, except while another field has it', async () => {
  const { user } = filter('');
  await user.keyboard('/');
  expect(document.activeElement).toBe(screen.getByRole('searchbox'));
  await user.keyboard('a/b');
  expect(screen.getByRole('searchbox')).toHaveProperty('value', 'a/b');
});
