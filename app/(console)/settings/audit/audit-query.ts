import { paths } from '@/lib/model/paths';
import { type SearchParams, textOf } from '../../../search-params';

export interface AuditQuery {
  action: string | null;
  person: string | null;
  before: string | null; // the last entry of the page before
}

/** What the address asks for; anything that makes no sense counts as absent. */
export function readAuditQuery(parameters: SearchParams): AuditQuery {
  const text = (name: string, maxLength: number) => {
    const value = textOf(parameters, name);
    return value !== '' && value.length <= maxLength ? value : null;
  };
  const before = text('before', 18);
  return {
    action: text('action', 60),
    person: text('person', 340),
    before: before && /^\d+$/.test(before) ? before : null,
  };
}

export function auditHref(query: AuditQuery): string {
  return paths.audit({ ...query });
}
