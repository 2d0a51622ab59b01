import { useTranslations } from 'next-intl';
import { Section } from '@/components/ui/page';
import { Table } from '@/components/ui/table';
import type { History } from '@/lib/views/history/read-history';

type Routes = NonNullable<History['routes']>;

/** How often VMs of a cluster went from which host to which; the more, the darker. */
export function RoutesSection({ routes, cluster }: { routes: Routes; cluster: string }) {
  const t = useTranslations('history.routes');
  const { hosts } = routes;
  const of = (from: string, to: string) => routes.counts.get(from)?.get(to) ?? 0;
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  const most = Math.max(1, ...hosts.flatMap((from) => hosts.map((to) => of(from, to))));
  return (
    <Section title={t('title')} note={t('note', { cluster })}>
      <Table caption={t('caption', { cluster })} className="text-center">
        <thead>
          <tr className="text-ink-3 text-small">
            <th scope="col" className="text-left font-medium">
              {t('from')}
            </th>
            {hosts.map((host) => (
              <th key={host} scope="col" className="whitespace-nowrap px-1 font-medium">
                {host}
              </th>
            ))}
            <th scope="col" className="px-1 font-medium">
              {t('out')}
            </th>
          </tr>
        </thead>
        <tbody>
          {hosts.map((from) => (
            <tr key={from}>
              <th scope="row" className="whitespace-nowrap pr-2 text-left font-normal text-ink-2">
                {from}
              </th>
              {hosts.map((to) => (
                <RouteCell key={to} count={from === to ? null : of(from, to)} most={most} />
              ))}
              <td className="font-semibold">{sum(hosts.map((to) => of(from, to)))}</td>
            </tr>
          ))}
          <tr>
            <th scope="row" className="text-left font-normal text-ink-3">
              {t('in')}
            </th>
            {hosts.map((to) => (
              <td key={to} className="h-6 font-semibold">
                {sum(hosts.map((from) => of(from, to)))}
              </td>
            ))}
            <td className="font-semibold text-ink-3">
              {sum(hosts.flatMap((from) => hosts.map((to) => of(from, to))))}
            </td>
          </tr>
        </tbody>
      </Table>
    </Section>
  );
}

function RouteCell({ count, most }: { count: number | null; most: number }) {
  if (count === null) return <td className="hatch-unknown h-6 min-w-8 border-2 border-ground" />;
  const strength = count === 0 ? 0 : 15 + (85 * count) / most;
  return (
    <td
      style={{
        backgroundColor: `color-mix(in oklab, var(--color-fill-accent) ${strength}%, var(--color-track))`,
      }}
      className={`h-6 min-w-8 border-2 border-ground ${count === 0 ? 'text-ink-3' : ''}`}
    >
      {count === 0 ? '·' : count}
    </td>
  );
}
