/**
 * Ends this process when its supervisor is gone, however that ended. Without it, a killed `npm start` would leave its
 * processes behind, holding the port. Does nothing in a process that was started by hand.
 */
export function followParent(stop: () => void): void {
  if (!process.send) return;
  process.once('disconnect', stop);
  process.channel?.unref(); // listening must not keep a process alive that has done its work
}

/** Tells the supervisor that this process is ready. */
export function announceReady(): void {
  process.send?.('ready');
}
