import type { Virsh } from '../client.ts';
import type { VirshResult } from '../virsh-result.ts';

/**
 * The same virsh for the length of an inspection: an equal question to a host is asked once, because VMs share pools,
 * volumes and CPUs. A pool is refreshed once, and then its host is asked again.
 */
export function remember(virsh: Virsh): Virsh {
  const answers = new Map<string, Map<string, Promise<VirshResult>>>(); // by host, then by question
  return {
    ...virsh,
    run: (uri, args, options) => {
      const known = answers.get(uri) ?? new Map<string, Promise<VirshResult>>();
      const question = args.join('\0');
      const answer = known.get(question);
      if (answer !== undefined) return answer;
      const asked = virsh.run(uri, args, options);
      const isRefresh = args[0] === 'pool-refresh';
      const kept = isRefresh ? [...known].filter(([key]) => key.startsWith('pool-refresh')) : [...known];
      answers.set(uri, new Map([...kept, [question, asked]]));
      return asked;
    },
  };
}
