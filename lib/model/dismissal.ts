import { z } from 'zod';

/**
 * Why a person dismisses a suggestion, besides what they write; the words are in `messages/`, suggestions.json; a test
 * compares the two.
 */
export const Dismissal = z.enum(['not-now', 'wrong-vms', 'wrong-hosts', 'too-many', 'known-load', 'other']);
export type Dismissal = z.infer<typeof Dismissal>;

/** A stored one; what this version does not know, or none, is another reason. */
export const dismissalOf = (stored: string | null): Dismissal => Dismissal.safeParse(stored).data ?? 'other';
