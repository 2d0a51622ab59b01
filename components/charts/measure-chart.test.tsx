import { fireEvent, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { router } from '../testing/router';
import { show } from '../testing/show';
import { MeasureChart } from './measure-chart';

const at = [0, 1, 2].map((i) => Date.parse('2026-11-23T09:00:00Z') + i * 300_000);
const element = (
  <MeasureChart
    object="kvm-03"
    from={Date.parse('2026-11-23T09:00:00Z')}
    to={Date.parse('2026-11-23T10:00:00Z')}
    stepMs={300_000}
    at={at}
    lines={[
      {
        name: 'CPU',
        unit: 'percent',
        means: [40, null, 60],
        least: [10, null, 50],
        greatest: [90, null, 70],
        threshold: 80,
      },
    ]}
    zoomHref="/hosts/h1?from=1&to=2&group=cpu"
  />
);

it('has its figures as a table, peaks included, without the gap', async () => {
  const { user } = show(element);
  expect(screen.getByRole('img', { name: /^Utilisation of kvm-03 now: CPU 60/ })).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'As a table' }));
  const rows = within(screen.getByRole('table')).getAllByRole('row').slice(1);
  expect(
    rows.map((row) =>
      within(row)
        .getAllByRole('cell')
        .slice(1)
        .map((cell) => cell.textContent),
    ),
  ).toEqual([
    ['40\u202f%', '10\u202f%', '90\u202f%'],
    ['60\u202f%', '50\u202f%', '70\u202f%'],
  ]);
});

it('shows the part of the time that is dragged over, and nothing else after a click', () => {
  show(element);
  const area = screen.getByRole('img').firstElementChild;
  if (!area) throw new Error('no chart');
  area.getBoundingClientRect = () => new DOMRect(0, 0, 440, 200); // a plot of 400 px from 38 to 438
  const drag = (from: number, to: number) => {
    fireEvent.pointerDown(area, { button: 0, clientX: from, pointerId: 1 });
    fireEvent.pointerMove(area, { clientX: to, pointerId: 1 });
    fireEvent.pointerUp(area, { clientX: to, pointerId: 1 });
  };
  drag(100, 101);
  expect(router.push).not.toHaveBeenCalled();
  drag(138, 238);
  const seconds = Date.parse('2026-11-23T09:00:00Z') / 1000;
  expect(router.push).toHaveBeenCalledWith(`/hosts/h1?from=${seconds + 900}&to=${seconds + 1800}&group=cpu`, {
    scroll: false,
  });
});
