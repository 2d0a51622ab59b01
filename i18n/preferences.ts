/** What a viewer chose, as cookies say it; shared by the server, the settings page and the frame. */
export const locales = ['en', 'ja'] as const;
export type Locale = (typeof locales)[number];

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const preferenceCookies = { locale: 'locale', theme: 'theme', timeZone: 'time-zone' } as const;
export const preferenceMaxAgeSeconds = 400 * 24 * 3600;

const isLocale = (value: string | undefined): value is Locale => locales.some((locale) => locale === value);

export function parseTheme(cookie: string | undefined): Theme {
  return themes.find((theme) => theme === cookie) ?? 'system';
}

/** The viewer's setting, otherwise the first language of `Accept-Language` that there are words for, else English. */
export function chooseLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(cookie)) return cookie;
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((entry, order) => {
      const [tag = '', ...parameters] = entry.trim().split(';');
      const quality = parameters.find((parameter) => parameter.trim().startsWith('q='));
      return {
        language: tag.toLowerCase().split('-')[0],
        weight: Number(quality?.split('=')[1] ?? 1),
        order,
      };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.order - b.order);
  return wanted.map(({ language }) => language).find(isLocale) ?? 'en';
}

/** The named time zone of the cookie, or UTC when it is missing or no zone at all. */
export function parseTimeZone(cookie: string | undefined): string {
  if (!cookie) return 'UTC';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: decodeURIComponent(cookie) }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
