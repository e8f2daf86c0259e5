// Generated from the contract by `npm run types`. Do not edit.
/**
 * Writes to the plugin's own documents. The manifest names the collections and their JSON Schemas.
 * @module
 */
import { put as put_ } from "#raw/host/collection-effects";
import { delete as delete_ } from "#raw/host/collection-effects";
import { lowerNatural, lowerOption, text } from "#wire";

/**
 * Writes a document. `expected-version` is the version read before (0 = must not exist); another
 * version at commit runs the invocation again. `none` overwrites whatever is there.
 */
export function put(collection: string, key: string, body: string, expectedVersion: bigint | undefined): void {
    put_(text(collection, "collection"), text(key, "key"), text(body, "body"), lowerOption(expectedVersion, (item) => lowerNatural(item, "expectedVersion")));
}

function delete$(collection: string, key: string, expectedVersion: bigint | undefined): void {
    delete_(text(collection, "collection"), text(key, "key"), lowerOption(expectedVersion, (item) => lowerNatural(item, "expectedVersion")));
}
export { delete$ as delete };
