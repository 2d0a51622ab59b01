/** Whether moves of a run may take another destination than planned: nobody chose it, only that the VM leaves its host. */
export const goesElsewhere = ({ kind }: { kind: string }): boolean =>
  kind === 'evacuate' || kind === 'restart';
