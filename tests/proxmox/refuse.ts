/** An answer of Proxmox VE other than 200. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors: Record<string, string> | null = null,
  ) {
    super(message);
  }
}

export function refuse(status: number, message: string): never {
  throw new Refused(status, message);
}
