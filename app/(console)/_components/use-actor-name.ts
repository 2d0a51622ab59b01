import { useTranslations } from 'next-intl';

interface WordsByName {
  (key: string): string;
  has(key: string): boolean;
}

/** Returns who did something as a name to show: Ballast's own parts have words, people have names. */
export function useActorName(): (name: string) => string {
  const words = useTranslations('settings.actors') as unknown as WordsByName;
  return (name) => {
    const key = name.replaceAll(' ', '-');
    return words.has(key) ? words(key) : name;
  };
}
