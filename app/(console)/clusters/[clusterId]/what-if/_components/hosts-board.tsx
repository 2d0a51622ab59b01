import { useTranslations } from 'next-intl';
import { LoadBar } from '@/components/domain/load-bar';
import { Button } from '@/components/ui/button';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { Tag } from '@/components/ui/tag';
import type { HostLoad } from '@/lib/engine/figures';
import type { Policy } from '@/lib/model/policy';
import type { SnapshotHost } from '@/lib/model/snapshot';
import { allowDrop, droppedVm } from './drag';
import type { Tried } from './use-outcome';

interface HostsBoardProps {
  hosts: readonly SnapshotHost[];
  tried: Tried;
  policy: Pick<Policy, 'cpuThresholdPercent' | 'memoryThresholdPercent'>;
  away: readonly string[];
  shownHostId: string | null;
  onShow: (hostId: string) => void;
  onDrop: (vmId: string, hostId: string) => void;
  onToggleAway: (hostId: string) => void;
}

/** The hosts with their loads now and after the changes; VMs are dropped on them. */
export function HostsBoard({ hosts, tried: { outcome }, ...rest }: HostsBoardProps) {
  const t = useTranslations('what-if');
  const before = new Map(outcome?.loadsBefore.map((load) => [load.hostId, load]));
  const after = new Map(outcome?.loads.map((load) => [load.hostId, load]));
  const counts = new Map<string, number>();
  for (const { hostId } of outcome?.snapshot.vms ?? []) counts.set(hostId, (counts.get(hostId) ?? 0) + 1);
  return (
    <Table caption={t('hosts')}>
      <thead>
        <tr>
          <HeadCell>{t('host')}</HeadCell>
          <HeadCell className="w-1/4">{t('cpu')}</HeadCell>
          <HeadCell className="w-1/4">{t('memory')}</HeadCell>
          <HeadCell numeric>{t('vms')}</HeadCell>
          <HeadCell>
            <span className="sr-only">{t('takeAway')}</span>
          </HeadCell>
        </tr>
      </thead>
      <tbody>
        {hosts.map((host) => (
          <HostRow
            key={host.id}
            host={host}
            before={before.get(host.id)}
            after={after.get(host.id)}
            vms={counts.get(host.id) ?? 0}
            {...rest}
          />
        ))}
      </tbody>
    </Table>
  );
}

interface HostRowProps extends Omit<HostsBoardProps, 'hosts' | 'tried'> {
  host: SnapshotHost;
  before: HostLoad | undefined;
  after: HostLoad | undefined;
  vms: number;
}

const percentOf = (load: number | undefined): number | null => (load === undefined ? null : load * 100);

function HostRow({ host, before, after, vms, policy, away, ...on }: HostRowProps) {
  const t = useTranslations('what-if');
  const name = host.name ?? host.id;
  const isAway = away.includes(host.id);
  const isNew = before === undefined && after !== undefined;
  const bar = (of: 'cpu' | 'memory', thresholdPercent: number) => {
    const now = percentOf((isNew ? after : before)?.[of]);
    return (
      <LoadBar
        name={t(of)}
        percent={now}
        afterPercent={isNew ? null : percentOf(after?.[of])}
        thresholdPercent={thresholdPercent}
      />
    );
  };
  return (
    <Row
      aria-selected={on.shownHostId === host.id ? true : undefined}
      className={isAway ? 'text-ink-3' : undefined}
      onDragOver={allowDrop}
      onDrop={(event) => {
        const vmId = droppedVm(event);
        if (vmId !== null) on.onDrop(vmId, host.id);
      }}
    >
      <Cell wrap>
        <button
          type="button"
          aria-pressed={on.shownHostId === host.id}
          onClick={() => on.onShow(host.id)}
          className="whitespace-nowrap font-medium underline-offset-2 hover:underline aria-pressed:text-accent"
        >
          {name}
        </button>{' '}
        {isAway ? <Tag>{t('isAway')}</Tag> : isNew ? <Tag>{t('isNew')}</Tag> : null}
      </Cell>
      <Cell>{bar('cpu', policy.cpuThresholdPercent)}</Cell>
      <Cell>{bar('memory', policy.memoryThresholdPercent)}</Cell>
      <Cell numeric>{vms}</Cell>
      <Cell numeric>
        <Button
          size="small"
          variant="ghost"
          aria-label={t(isAway ? 'bringBackOf' : 'takeAwayOf', { host: name })}
          onClick={() => on.onToggleAway(host.id)}
        >
          {t(isAway ? 'bringBack' : 'takeAway')}
        </Button>
      </Cell>
    </Row>
  );
}
