/** How long samples are kept: as they were measured, as five minutes, and as hours. */
export interface KeepSamples {
  rawHours: number;
  fiveMinuteDays: number;
  hourDays: number;
}

export const defaultKeep: KeepSamples = { rawHours: 48, fiveMinuteDays: 30, hourDays: 730 };
