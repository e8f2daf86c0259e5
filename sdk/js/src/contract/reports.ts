// Generated from the contract by `npm run types`. Do not edit.
/**
 * Reports: tables for the console, computed when somebody looks. Read only: a report records no effects.
 * @packageDocumentation
 */

/** What is asked for. */
export * as query from "./reports/query.js";
/** Called when a person opens a report or a widget. */
export * as run from "./reports/run.js";
