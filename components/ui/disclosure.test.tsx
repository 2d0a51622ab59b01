import { act, screen } from '@testing-library/react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { show } from '../testing/show';
import { Disclosure } from './disclosure';

const element = (
  <Disclosure summary="Options" isForced={false}>
    {() => <p>Target pause</p>}
  </Disclosure>
);

it('shows its content when it is opened', async () => {
  const { user } = show(element);
  expect(screen.queryByText('Target pause')).toBeNull();
  await user.click(screen.getByText('Options'));
  expect(await screen.findByText('Target pause')).toHaveProperty('isConnected', true);
});

it('shows its content if it was opened before hydration', async () => {
  const container = document.createElement('div');
  document.body.append(container);
  container.innerHTML = renderToString(element);
  const details = container.querySelector('details');
  if (!details) throw new Error('no details');
  details.open = true; // as a browser does by itself
  const root = await act(async () => hydrateRoot(container, element));
  expect(details.open).toBe(true);
  expect(screen.getByText('Target pause')).toHaveProperty('isConnected', true);
  await act(async () => root.unmount());
  container.remove();
});
