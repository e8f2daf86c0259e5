// Generated from the contract by `npm run types`. Do not edit.
/**
 * Called when a person presses the button. Effects are committed before the person sees the answer.
 * @module
 */
import { guard, record, text } from "#wire";

/** Why nothing was done, in words for the person who pressed. */
export type Failure =
    | { tag: "reject"; val: string }
    | { tag: "other"; val: string };

export interface Answer {
    /** One sentence for the person. */
    message: string;
    /** More for the screen, JSON text; `null` where there is nothing. */
    data: string;
}
/** @internal */
export function lowerAnswer(value: Answer): any {
    record(value, "Answer");
    return {
        message: text(value.message, "Answer.message"),
        data: text(value.data, "Answer.data"),
    };
}

export type Serve = () => Answer;
/** @internal */
export const exporting = (serve: Serve) => ({
    run: (): Answer => guard(["reject", "other"], () => {
        const answer = serve();
        return lowerAnswer(answer);
    }),
});
