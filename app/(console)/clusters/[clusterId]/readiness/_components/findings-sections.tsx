'use client';

import { useTranslations } from 'next-intl';
import { useFindingText } from '@/components/domain/use-finding-text';
import type { IconName } from '@/components/ui/icon-shapes';
import { Section } from '@/components/ui/page';
import { Status, type Tone } from '@/components/ui/status';
import { Tag, Tags } from '@/components/ui/tag';
import {
  type ReadinessFinding,
  ReadinessGrade,
  type ReadinessReport,
  ReadinessTopic,
  topicOf,
} from '@/lib/model/readiness';

const appearances: Record<ReadinessGrade, { icon: IconName; tone: Tone }> = {
  stops: { icon: 'crit', tone: 'crit' },
  risk: { icon: 'warn', tone: 'warn' },
  note: { icon: 'info', tone: 'plain' },
};

/** The findings by how grave they are, and what was checked without one. */
export function FindingsSections({ report }: { report: ReadinessReport }) {
  const t = useTranslations('readiness');
  const found = new Set(report.findings.map(topicOf));
  const clear = ReadinessTopic.options.filter((topic) => !found.has(topic));
  return (
    <>
      {ReadinessGrade.options.map((grade) => {
        const findings = report.findings.filter((one) => one.grade === grade);
        if (findings.length === 0) return null;
        return (
          <Section
            key={grade}
            title={<Status {...appearances[grade]}>{t(`grade.${grade}`)}</Status>}
            note={`${findings.length} · ${t(`gradeNote.${grade}`)}`}
          >
            <ul className="grid border-line border-t">
              {findings.map((one) => (
                <Finding key={JSON.stringify([one.code, one.facts])} finding={one} />
              ))}
            </ul>
          </Section>
        );
      })}
      {clear.length > 0 ? (
        <Section title={t('nothingFound')} note={t('nothingFoundNote')}>
          <Tags tags={clear.map((topic) => t(`topic.${topic}`))} />
        </Section>
      ) : null}
    </>
  );
}

function Finding({ finding }: { finding: ReadinessFinding }) {
  const t = useTranslations('readiness');
  const { title, means, remedy, detail } = useFindingText()(finding);
  return (
    <li className="grid gap-1 border-line border-b py-2.5">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <b className="min-w-0 break-words">{title}</b>
        <Tag>{t(`topic.${topicOf(finding)}`)}</Tag>
      </p>
      <dl className="grid max-w-[110ch] grid-cols-1 gap-x-3 gap-y-0.5 md:grid-cols-[6.5rem_minmax(0,1fr)]">
        <dt className="text-ink-3">{t('means')}</dt>
        <dd className="min-w-0 break-words text-ink-2">
          {means}
          {detail ? <span className="block text-ink-3 text-small">{t('cause', { detail })}</span> : null}
        </dd>
        <dt className="text-ink-3">{t('remedy')}</dt>
        <dd className="min-w-0 break-words">{remedy}</dd>
      </dl>
    </li>
  );
}
