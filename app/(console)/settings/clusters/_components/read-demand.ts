/** What the form for the demand of a cluster says. An empty percentile is none; another empty field is a fault that the answer names. */
export function readDemand(form: FormData) {
  const read = (field: string): number => Number.parseFloat(String(form.get(field)));
  const percentile = read('usualDemandPercentile');
  return {
    demandSeconds: read('demandSeconds'),
    usualDemandSeconds: read('usualDemandSeconds'),
    usualDemandPercentile: Number.isNaN(percentile) ? null : percentile,
  };
}
