import { useLocale, useTranslations } from 'next-intl';
import { Section } from '@/components/ui/page';
import { Status } from '@/components/ui/status';
import { useWordsByCode } from '@/components/ui/use-words-by-code';
import { formatDuration } from '@/lib/format/duration';
import type { PowerStepState } from '@/lib/model/power-step';
import type { StepView } from '@/lib/views/shared/step-view';

const looks = {
  pending: { icon: 'clock', tone: 'unknown' },
  ordered: { icon: 'running', tone: 'accent' },
  done: { icon: 'ok', tone: 'ok' },
  failed: { icon: 'failed', tone: 'crit' },
  cancelled: { icon: 'cancel', tone: 'unknown' },
  skipped: { icon: 'skip', tone: 'warn' },
} as const satisfies Record<PowerStepState, { icon: string; tone: string }>;

/** VMs that are shut down through their guests, saved or started: what became of each, who decided, and what to do. */
export function PowerSteps({ steps }: { steps: readonly StepView[] }) {
  const t = useTranslations('steps');
  if (steps.length === 0) return null;
  return (
    <Section title={t('title')} note={t('note', { count: new Set(steps.map(({ vm }) => vm)).size })}>
      <ul className="border-line border-t">
        {steps.map((step) => (
          <li key={step.id} className="grid gap-1 border-line border-b px-1 py-2">
            <Step step={step} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Step({ step }: { step: StepView }) {
  const t = useTranslations('steps');
  const causeText = useCauseText();
  const { vm, host, order, state, decidedBy: by, cause } = step;
  const sourceText = useWordsByCode('steps');
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <span className="font-medium">{t('on', { order: t(`order.${order}`), vm, host })}</span>
        <Status icon={looks[state].icon} tone={looks[state].tone}>
          {t(`state.${state}`)}
        </Status>
        <span className="text-ink-3 text-small">
          {sourceText(`source.${step.source}`, { by })}
          {step.startsAgain ? `; ${t('again')}` : ''}
        </span>
      </p>
      {cause ? <p className="text-ink-2">{causeText(step, cause)}</p> : null}
      {cause?.message ? <p className="text-ink-3 text-small">{t('said', { message: cause.message })}</p> : null}
    </>
  );
}

function useCauseText(): (step: StepView, cause: NonNullable<StepView['cause']>) => string {
  const words = useWordsByCode('steps');
  const drivers = useWordsByCode('driver');
  const locale = useLocale();
  return ({ vm, host, timeoutSeconds }, { code, facts }) => {
    const time = formatDuration(timeoutSeconds * 1000, locale);
    const values = { vm, host, source: host, destination: host, detail: '-', time, ...facts };
    if (words.has(`code.${code}`)) return words(`code.${code}`, values);
    return drivers.has(code) ? drivers(code, values) : words('other', { code });
  };
}
