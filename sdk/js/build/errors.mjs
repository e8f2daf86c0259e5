/** A mistake of the author's: told without a stack. */
export class BuildError extends Error {}
