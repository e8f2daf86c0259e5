// Generated from the contract by `npm run types`. Do not edit.
/**
 * Jobs: work at set times. The manifest names each job with a cron expression, read in the tenant's time zone.
 * @packageDocumentation
 */

/** The run under way. */
export * as runInfo from "./jobs/run-info.js";
/**
 * Called once for every planned time. One run of an installation's job at a time, on whichever node; effects are
 * committed together with the mark that the run is done.
 */
export * as run from "./jobs/run.js";
