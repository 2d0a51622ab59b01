/** A transfer with its position in the order. `forVm` is set if it only makes room, and is the VM that benefits. */
export interface OrderedMove {
  readonly vm: number;
  readonly from: number;
  readonly to: number;
  readonly wave: number;
  readonly forVm: number | null;
}
