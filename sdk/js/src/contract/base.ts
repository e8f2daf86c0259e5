// Generated from the contract by `npm run types`. Do not edit.
/**
 * Words that every other package uses. Frozen at 0.1.0: records and variants here never change, a new
 * shape is a new item in a new version.
 * @packageDocumentation
 */

export * as types from "./base/types.js";
