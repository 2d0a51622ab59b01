import type charts from '../messages/en/charts.json';
import type common from '../messages/en/common.json';
import type format from '../messages/en/format.json';
import type frame from '../messages/en/frame.json';
import type state from '../messages/en/state.json';

/** Every namespace by its file's name, so that a word that is missing fails the type check. */
export interface Messages {
  charts: typeof charts;
  common: typeof common;
  format: typeof format;
  frame: typeof frame;
  state: typeof state;
}
