import { useTranslations } from 'next-intl';
import { FilterMenu } from '@/components/data-table/filter-menu';
import { PlanOutcomeCode } from '@/lib/model/plan-outcome';
import { type EvaluationsQuery, evaluationRanges, evaluationsHref } from '../evaluations-query';

interface EvaluationFiltersProps {
  query: EvaluationsQuery;
  clusters: readonly { id: string; name: string }[];
}

/** Every filter is part of the address: each choice is a link. */
export function EvaluationFilters({ query, clusters }: EvaluationFiltersProps) {
  const t = useTranslations('evaluations');
  const to = (change: Partial<EvaluationsQuery>) => evaluationsHref({ ...query, page: 1, ...change });
  return (
    <search aria-label={t('filter.label')} className="flex flex-wrap items-center gap-2">
      <FilterMenu
        name={t('filter.time')}
        chosen={query.range}
        options={evaluationRanges.map((range) => ({
          key: range,
          label: t(`filter.${range}`),
          href: to({ range }),
        }))}
      />
      <FilterMenu
        name={t('filter.cluster')}
        any={t('filter.any')}
        anyHref={to({ cluster: null })}
        chosen={query.cluster}
        options={clusters.map(({ id, name }) => ({ key: id, label: name, href: to({ cluster: id }) }))}
      />
      <FilterMenu
        name={t('filter.outcome')}
        any={t('filter.any')}
        anyHref={to({ outcome: null })}
        chosen={query.outcome}
        options={PlanOutcomeCode.options.map((code) => ({
          key: code,
          label: t(`code.${code}`),
          href: to({ outcome: code }),
        }))}
      />
    </search>
  );
}
