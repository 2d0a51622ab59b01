import { type FiguresSource, hostFigures, mapNames, vmFigures } from '@/lib/model/figures-source';

type Typed = { source: FiguresSource; token: string | null | undefined };

/** The name of the field of a query. */
export const queryField = (of: 'host' | 'vm', figure: string): string => `${of}Queries.${figure}`;

/** What was typed into the form. A token that was not typed stays as it is, unless its box says that it goes. */
export function readFiguresForm(form: FormData): Typed {
  const text = (name: string): string => String(form.get(name) ?? '');
  const query = (of: 'host' | 'vm') => (name: string) => text(queryField(of, name)).replace(/\s+/g, ' ');
  const source = {
    address: text('address'),
    authority: text('authority') || null,
    fingerprint: text('fingerprint') || null,
    hostLabel: text('hostLabel'),
    vmLabel: text('vmLabel'),
    windowSeconds: Number.parseInt(text('windowSeconds'), 10),
    hostQueries: mapNames(hostFigures, query('host')),
    vmQueries: mapNames(vmFigures, query('vm')),
  };
  const token = text('token');
  return { source, token: form.get('noToken') === 'on' ? null : token || undefined };
}
