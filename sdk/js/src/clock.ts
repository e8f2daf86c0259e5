/** Takes clock and randomness away: an answer must be computable again, and a component without WASI would end at the call. */

const HELP =
    "there is no clock and no randomness here: pure points take the time from `basket.context()`, " +
    "others import `@bodega/sdk/host/clock` and `@bodega/sdk/host/random`";

function forbidden(name: string): () => never {
    return () => {
        throw new Error(`${name}: ${HELP}`);
    };
}

/** Makes `Date.now()`, `new Date()`, `Math.random()` and `performance` throw; gives what undoes it. */
export function forbidClock(): () => void {
    const scope = globalThis as unknown as { Date: DateConstructor; performance?: unknown };
    const { Date: RealDate } = scope;
    const random = Math.random;
    const performance = Object.getOwnPropertyDescriptor(scope, "performance");

    class FixedDate extends RealDate {
        constructor(...args: unknown[]) {
            if (args.length === 0) forbidden("new Date()")();
            super(...(args as [number]));
        }
        static override now = forbidden("Date.now()");
    }
    scope.Date = FixedDate as unknown as DateConstructor;
    RealDate.prototype.constructor = FixedDate;
    Math.random = forbidden("Math.random()");
    Object.defineProperty(scope, "performance", { get: forbidden("performance"), configurable: true });

    return () => {
        scope.Date = RealDate;
        RealDate.prototype.constructor = RealDate;
        Math.random = random;
        if (performance) Object.defineProperty(scope, "performance", performance);
        else delete scope.performance;
    };
}
