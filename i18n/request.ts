import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { loadMessages } from './load-messages';
import { chooseLocale, parseTimeZone, preferenceCookies } from './preferences';

export default getRequestConfig(async () => {
  const jar = await cookies();
  const locale = chooseLocale(
    jar.get(preferenceCookies.locale)?.value,
    (await headers()).get('accept-language'),
  );
  return {
    locale,
    messages: loadMessages(locale),
    timeZone: parseTimeZone(jar.get(preferenceCookies.timeZone)?.value),
    now: new Date(),
  };
});
