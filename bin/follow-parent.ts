/**
 * Ends this process when the one that supervises it is gone, however that ended: without it, a killed `npm start` would
 * leave its parts behind, holding the port. Does nothing in a process that was started by hand.
 */
export function followParent(stop: () => void): void {
  if (!process.send) return;
  process.once('disconnect', stop);
  process.channel?.unref(); // to listen must not keep a process alive that has done its work
}

/** Tells the supervisor that this process is at work. */
export function announceReady(): void {
  process.send?.('ready');
}
