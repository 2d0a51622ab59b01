import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { show } from '@/components/testing/show';
import type { ImportPreview } from '@/lib/services/rules/import-rules';
import { importRulesAction, previewImportAction } from '../actions';
import { ImportDialog } from './import-dialog';

vi.mock('../actions', () => ({ importRulesAction: vi.fn(), previewImportAction: vi.fn() }));
const preview = vi.mocked(previewImportAction);
const load = vi.mocked(importRulesAction);
beforeEach(() => {
  preview.mockReset();
  load.mockReset();
});

const file = new File(['{"format":"ballast-rules/1"}'], 'rules.json', { type: 'application/json' });
const line: Omit<ImportPreview['lines'][number], 'at'> = {
  name: 'Web',
  outcome: 'add',
  fault: null,
  changes: [],
};

async function choose() {
  const { user } = show(<ImportDialog clusterId="c1" refusal={null} />);
  await user.click(screen.getByRole('button', { name: 'Import…' }));
  await user.upload(screen.getByLabelText('File'), file);
  return user;
}

it('shows what each entry would do before anything changes, and then does exactly that', async () => {
  preview.mockResolvedValue({
    ok: true,
    value: {
      digest: 'd1',
      same: 2,
      lines: [
        { at: 'rules[0]', ...line },
        {
          ...line,
          at: 'rules[1]',
          name: 'Databases',
          outcome: 'change',
          changes: [{ field: 'mode', from: 'must', to: 'should' }],
        },
        {
          ...line,
          at: 'rules[2]',
          name: 'Gone',
          outcome: 'faulty',
          fault: { code: 'import-vm-missing', facts: { vm: 'old-01' } },
        },
      ],
    },
  });
  load.mockResolvedValue({ ok: true, value: { rules: 2, vms: 0 } });
  const user = await choose();
  expect(await screen.findByText('The cluster has no VM old-01.')).toBeDefined();
  expect(screen.getByText('Enforcement: must → should')).toBeDefined();
  expect(screen.getByText('2 entries are the same already.')).toBeDefined();
  expect(load).not.toHaveBeenCalled();
  const button = screen.getByRole('button', { name: 'Import 2 entries' });
  await waitFor(() => expect(button.getAttribute('aria-busy')).toBeNull());
  await user.click(button);
  expect(load).toHaveBeenCalledWith({ clusterId: 'c1', text: await file.text(), digest: 'd1' });
  expect(await screen.findByText('2 rules and 0 VMs were changed')).toBeDefined();
});

it('says why a file cannot be read', async () => {
  preview.mockResolvedValue({ ok: false, code: 'file-not-json', facts: {} });
  await choose();
  expect(await screen.findByText('This is not a JSON file.')).toBeDefined();
});
