'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Theme } from '@/i18n/preferences';
import { AutomationBanner } from './automation-banner';
import { JobBar } from './job-bar';
import { Sidebar } from './sidebar';
import { SimulatedBanner } from './simulated-banner';
import type { FrameData, FrameUser } from './types';
import { useLiveFrame } from './use-live-frame';

interface FrameProps {
  data: FrameData;
  /** The server's marker of when this was read. */
  since: string;
  user: FrameUser;
  theme: Theme;
  setTheme: (theme: Theme) => Promise<void>;
  signOut: () => Promise<void>;
  children: ReactNode;
}

/** Inventory at the left, the page, and the job bar at the bottom, always one click away. It updates itself when something changes. */
export function Frame({ data: made, since, user, theme, setTheme, signOut, children }: FrameProps) {
  const t = useTranslations('frame');
  const { data, tree, isInterrupted } = useLiveFrame(made, since);
  const simulated = data.clusters.filter((cluster) => cluster.isSimulated);
  return (
    <>
      <a
        href="#content"
        className="absolute top-2 left-2 z-50 rounded-small bg-ground px-2 py-1 not-focus:sr-only focus:outline-2"
      >
        {t('skip')}
      </a>
      <div className="md:grid md:min-h-dvh md:grid-cols-[var(--spacing-nav)_minmax(0,1fr)]">
        <Sidebar data={data} tree={tree} user={user} theme={theme} setTheme={setTheme} signOut={signOut} />
        <main
          id="content"
          tabIndex={-1}
          className="min-w-0 pb-[calc(var(--spacing-job-bar)+1.5rem)] outline-none"
        >
          <AutomationBanner {...data.automation} />
          {simulated.length > 0 ? <SimulatedBanner names={simulated.map(({ name }) => name)} /> : null}
          {children}
        </main>
      </div>
      <JobBar data={data} isInterrupted={isInterrupted} />
    </>
  );
}
