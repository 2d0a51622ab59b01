/** What a Prometheus gave when it was tested. */
export interface TestedFigures {
  /** It gave nothing at all: why (a FiguresFault), and its words. Null: it answered. */
  failure: { fault: string; detail: string } | null;
  hosts: Tested;
  vms: Tested;
  queries: TestedQuery[];
}

/** How many have fresh figures, and the names of some that have none. */
export interface Tested {
  count: number;
  found: number;
  missing: string[];
}

export interface TestedQuery {
  of: 'host' | 'vm';
  figure: string;
  text: string; // as it was sent
  series: number;
  unused: string[]; // labels of series that no host or VM could be found for, or several for one
  fault: string | null;
  detail: string | null;
}
