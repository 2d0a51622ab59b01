import { useLocale, useTranslations } from 'next-intl';
import { usePolicyWords } from '@/components/domain/use-policy-words';
import { Code } from '@/components/ui/tag';
import { useWordsByCode } from '@/components/ui/use-words-by-code';
import { formatNumber } from '@/lib/format/number';
import { Role } from '@/lib/model/actor';
import { policyNames } from '@/lib/model/policy-fields';
import { RunState } from '@/lib/model/run';

type Details = Record<string, unknown>;

const counted = ['hosts', 'vms'] as const;

function readThresholds(value: unknown): { cpuPercent: number; memoryPercent: number } | null {
  if (typeof value !== 'object' || value === null) return null;
  const { cpuPercent, memoryPercent } = value as Details;
  return typeof cpuPercent === 'number' && typeof memoryPercent === 'number'
    ? { cpuPercent, memoryPercent }
    : null;
}

/** The fields of a form that changed, by their names on it: `Tries 3 → 5`. */
function useFieldChanges() {
  const names = useWordsByCode('errors.fields');
  const policyWords = usePolicyWords();
  const locale = useLocale();
  const say = (value: unknown) => {
    if (value === null || value === undefined) return '-';
    return typeof value === 'number'
      ? formatNumber(value, locale, Number.isInteger(value) ? 0 : 1)
      : String(value);
  };
  return (from: unknown, to: unknown): string | null => {
    if (typeof from !== 'object' || typeof to !== 'object' || !from || !to) return null;
    const [before, after] = [from as Details, to as Details];
    const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
      (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
    );
    if (changed.length === 0) return null;
    return changed
      .map((key) => {
        const field = policyNames.find((each) => each === key);
        const [name, sayValue] = field
          ? [policyWords.label(field), (value: unknown) => policyWords.value(field, value)]
          : [names.has(key) ? names(key) : key, say];
        return `${name} ${sayValue(before[key])} → ${sayValue(after[key])}`;
      })
      .join(' · ');
  };
}

function useChange() {
  const t = useTranslations('settings.detail');
  const roles = useTranslations('frame.role');
  const locale = useLocale();
  const percent = (value: number) => formatNumber(value, locale, Number.isInteger(value) ? 0 : 1);
  const describeFields = useFieldChanges();
  return ({ from, to }: Details): string | null => {
    const [roleBefore, roleAfter] = [Role.safeParse(from), Role.safeParse(to)];
    if (roleBefore.success && roleAfter.success) {
      return t('fromTo', { from: roles(roleBefore.data), to: roles(roleAfter.data) });
    }
    const [before, after] = [readThresholds(from), readThresholds(to)];
    if (!before || !after) return describeFields(from, to);
    const changes = [
      { name: 'cpu', from: before.cpuPercent, to: after.cpuPercent },
      { name: 'memory', from: before.memoryPercent, to: after.memoryPercent },
    ] as const;
    return changes
      .filter((change) => change.from !== change.to)
      .map((change) => t(change.name, { from: percent(change.from), to: percent(change.to) }))
      .join(' · ');
  };
}

/** What was written beside a change, in words where there are words; the rest small, for searching. */
export function AuditDetails({ details }: { details: Details }) {
  const t = useTranslations('settings.detail');
  const roles = useTranslations('frame.role');
  const states = useTranslations('state.run');
  const describeChange = useChange();
  const { from, to, role, address, state, note, moves, of: all, ...rest } = details;
  const knownRole = Role.safeParse(role);
  const ended = RunState.safeParse(state);
  const describeMoves = (count: number, of: unknown) =>
    typeof of === 'number' && of !== count ? t('movesOf', { count, all: of }) : t('moves', { count });
  const words = [
    describeChange({ from, to }),
    knownRole.success ? t('role', { value: roles(knownRole.data) }) : null,
    typeof address === 'string' ? t('address', { value: address }) : null,
    ended.success ? states(ended.data) : null,
    typeof moves === 'number' ? describeMoves(moves, all) : null,
    typeof note === 'string' && note !== '' ? t('note', { value: note }) : null,
    ...counted.map((key) => (typeof rest[key] === 'number' ? t(key, { count: rest[key] }) : null)),
  ].filter((word) => word !== null);
  const others = Object.entries(ended.success ? rest : { ...rest, state })
    .filter(
      ([key, value]) =>
        !counted.some((name) => name === key) &&
        value !== undefined &&
        value !== null &&
        typeof value !== 'object',
    )
    .map(([key, value]) => `${key}=${value}`);
  return (
    <>
      {words.join(' · ')}{' '}
      {others.map((text) => (
        <span key={text} className="mr-2">
          <Code>{text}</Code>
        </span>
      ))}
    </>
  );
}
