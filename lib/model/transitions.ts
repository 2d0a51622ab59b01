/** For each state those that may follow it. Transitions are data: an update carries the states that it expects. */
export type Transitions<State extends string> = Readonly<Record<State, readonly State[]>>;

/** States from which a table of transitions leads to this one: what a conditional update may find. */
export const statesBefore = <State extends string>(
  transitions: Transitions<State>,
  states: readonly State[],
  to: State,
): State[] => states.filter((state) => transitions[state].includes(to));
