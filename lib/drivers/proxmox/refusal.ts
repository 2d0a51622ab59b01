/** A refusal by Proxmox VE: the status of HTTP, and its words. */
export class ProxmoxRefusal extends Error {
  constructor(
    readonly status: number,
    readonly words: string,
  ) {
    super(`HTTP ${status}: ${words}`);
  }
}

/** The node that answered could not pass the request on to the node that it concerns. */
export const isNodeSilent = (error: unknown): boolean =>
  error instanceof ProxmoxRefusal && [595, 596, 597, 598, 599].includes(error.status);
