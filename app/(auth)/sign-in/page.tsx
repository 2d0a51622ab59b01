import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { getCurrentUser } from '../../session';
import { safePath } from '../../sign-in-path';
import { SignInForm } from './_components/sign-in-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('sign-in'))('title') };
}

interface SignInPageProps {
  searchParams: Promise<{ next?: string | string[]; changed?: string }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next: wanted, changed } = await searchParams;
  const next = safePath(wanted);
  if (await getCurrentUser()) redirect(next);
  const t = await getTranslations('sign-in');
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-88 flex-col justify-center px-4 py-12">
      <header className="mb-6 flex items-center gap-3">
        {/* biome-ignore lint/performance/noImgElement: a small vector needs no optimizing */}
        <img src="/logo.svg" alt="" width={36} height={36} />
        <div>
          <p className="font-semibold text-lead">Ballast</p>
          <p className="text-ink-3 text-small">{t('lede')}</p>
        </div>
      </header>
      <h1 className="mb-3 font-semibold text-title tracking-[-0.015em]">{t('title')}</h1>
      <SignInForm next={next} news={changed === 'password' ? t('passwordChanged') : null} />
      <p className="mt-6 border-line border-t pt-3 text-ink-3 text-small">{t('noAccount')}</p>
    </main>
  );
}
