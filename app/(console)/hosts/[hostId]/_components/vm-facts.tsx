import { useLocale, useTranslations } from 'next-intl';
import { KeyValues } from '@/components/ui/page';
import { Tags } from '@/components/ui/tag';
import { TextLink } from '@/components/ui/text-link';
import { RelativeTime } from '@/components/ui/times';
import { formatMebibytes, formatRate } from '@/lib/format/bytes';
import { formatNumber, formatPercent } from '@/lib/format/number';
import { paths } from '@/lib/model/paths';
import type { RuleWords, VmPanel } from '@/lib/views/host/read-vm-panel';
import { VmAutomation } from '../../../vms/_components/vm-automation';
import { useVmTraits } from './vm-traits';

/** What a VM is, and what its load is: the smoothed demand that plans use. */
export function VmFacts({ vm, refusal }: { vm: VmPanel; refusal: string | null }) {
  const t = useTranslations('migrate');
  const locale = useLocale();
  const live = vm.destinations?.find((destination) => destination.live !== null)?.live;
  const rate = formatRate(vm.dirtyMiBps, locale);
  const traits = useVmTraits(vm);
  const entries = [
    {
      key: 'size',
      name: t('size'),
      value: t('sizeOf', { vcpus: vm.vcpus, memory: formatMebibytes(vm.memoryMiB, locale) }),
    },
    ...(vm.condition === null
      ? []
      : [{ key: 'state', name: t('state'), value: t(`conditions.${vm.condition}`) }]),
    {
      key: 'load',
      name: t('load'),
      value:
        vm.demandCores === null
          ? t('loadUnknown')
          : t('loadOf', {
              cores: formatNumber(vm.demandCores, locale, 1),
              share: formatPercent(vm.demandOfHostPercent, locale, 1),
            }),
    },
    {
      key: 'writes',
      name: t('writes'),
      value: live ? t(live.converges ? 'writesConverge' : 'writesNot', { rate }) : rate,
    },
    ...traits,
    { key: 'rules', name: t('rules'), value: <Rules rules={vm.rules} /> },
    ...(vm.tags.length === 0 ? [] : [{ key: 'tags', name: t('tags'), value: <Tags tags={vm.tags} /> }]),
    { key: 'automation', name: t('automation'), value: <VmAutomation vm={vm} refusal={refusal} /> },
    {
      key: 'policy',
      name: t('policy'),
      value: (
        <TextLink href={paths.vmPolicy(vm.id)}>{t('policyOwn', { count: vm.policyFieldsSet })}</TextLink>
      ),
    },
    {
      key: 'moved',
      name: t('moved'),
      value: vm.lastMigratedAt ? <RelativeTime at={vm.lastMigratedAt} /> : t('never'),
    },
  ];
  return <KeyValues entries={entries} />;
}

const SHOWN_NAMES = 6;

function Rules({ rules }: { rules: readonly RuleWords[] }) {
  const t = useTranslations('migrate');
  if (rules.length === 0) return t('noRules');
  const listOf = (names: string[]): string =>
    names.length > SHOWN_NAMES ? `${names.slice(0, SHOWN_NAMES).join(', ')}, …` : names.join(', ');
  return (
    <ul>
      {rules.map((rule) => (
        <li key={rule.id}>
          {t(`rule.${rule.kind}`, { vms: listOf(rule.otherVms), hosts: listOf(rule.hosts) })}
        </li>
      ))}
    </ul>
  );
}
