/** An order as a driver stored it; its body is private to the driver. */
export interface LoggedCommand {
  seq: number;
  at: Date;
  body: unknown;
}

/** Where a driver may store its orders for a cluster: it survives a crash and serves several workers. */
export interface CommandLog {
  read(afterSeq: number): Promise<LoggedCommand[]>;
  append(at: Date, body: object): Promise<LoggedCommand>;
}
