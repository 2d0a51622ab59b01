export interface VirshResult {
  /** virsh ran to its end and reported no error. */
  isOk: boolean;
  /** How virsh ended. After `silent` and `killed`, the result of the command is unknown. */
  end: 'exited' | 'silent' | 'killed';
  stdout: string;
  stderr: string;
}
