export interface VirshResult {
  /** It ran to its end and said that all went well. */
  isOk: boolean;
  /** How it ended; after `silent` and `killed` nothing is known of what it had asked for. */
  end: 'exited' | 'silent' | 'killed';
  stdout: string;
  stderr: string;
}
