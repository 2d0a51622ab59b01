/** A transfer with its place in the order. `forVm` is set when it only makes room, and names the VM that gets it. */
export interface OrderedMove {
  readonly vm: number;
  readonly from: number;
  readonly to: number;
  readonly wave: number;
  readonly forVm: number | null;
}
