import { TieKind } from '../../model/vm.ts';
import type { RejectionGroup } from './group-rejections.ts';

const ofTheVm: ReadonlySet<string> = new Set(['managed-elsewhere', 'local-device', ...TieKind.options]);

/**
 * The reasons why a VM stays, without redundant ones: a property of the VM itself keeps it from every host, so the
 * hosts and their number are left out. `reasons`: all of one VM.
 */
export function keepOwnReasons(reasons: readonly RejectionGroup[]): RejectionGroup[] {
  const own = reasons.filter(({ code }) => ofTheVm.has(code));
  const rest = reasons.filter(({ code }) => !ofTheVm.has(code) && code !== 'no-host-left');
  if (own.length === 0 || rest.length > 0) return [...reasons];
  return own.map((reason) => ({ ...reason, hosts: [] }));
}
