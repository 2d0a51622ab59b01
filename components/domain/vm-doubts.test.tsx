import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { show } from '@/components/testing/show';
import type { VmDoubt } from '@/lib/model/vm-doubt';
import { VmDoubts } from './vm-doubts';

const since = '2026-11-29T12:00:00.000Z';

it('shows each value that is not used, with the reason and since when', () => {
  const doubts: VmDoubt[] = [
    { code: 'above-capacity', facts: { measure: 'cores', value: 7.5, most: 4 }, since },
    { code: 'stuck', facts: { measure: 'cores' }, since },
  ];
  const { container } = show(<VmDoubts doubts={doubts} />);
  const [capacity, stuck] = container.querySelectorAll('p + div p');
  expect(capacity?.textContent).toMatch(/7\.5 busy cores; more than 4 /);
  expect(stuck?.textContent).toContain('virsh domstats');
  expect([...container.querySelectorAll('time')].map((time) => time.dateTime)).toEqual([since, since]);
});

it('shows nothing for a VM without doubts', () => {
  show(<VmDoubts doubts={[]} />);
  expect(screen.queryByText(/not used/)).toBeNull();
});
