export interface AuditQuery {
  action: string | null;
  person: string | null;
  before: string | null; // the last entry of the page before
}

/** What the address asks for; anything that makes no sense counts as absent. */
export function readAuditQuery(params: Record<string, string | string[] | undefined>): AuditQuery {
  const text = (name: string) => {
    const value = params[name];
    return typeof value === 'string' && value !== '' && value.length <= 340 ? value : null;
  };
  const before = text('before');
  const action = text('action');
  return {
    action: action && action.length <= 60 ? action : null,
    person: text('person'),
    before: before && /^\d{1,18}$/.test(before) ? before : null,
  };
}

export function toAuditHref(query: AuditQuery): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) params.set(name, value);
  return params.size > 0 ? `/settings/audit?${params}` : '/settings/audit';
}
