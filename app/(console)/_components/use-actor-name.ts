import { useWordsByCode } from '@/components/ui/use-words-by-code';

/** Returns who did something as a name to show: Ballast's own parts have words, people have names. */
export function useActorName(): (name: string) => string {
  const words = useWordsByCode('settings.actors');
  return (name) => {
    const key = name.replaceAll(' ', '-');
    return words.has(key) ? words(key) : name;
  };
}
