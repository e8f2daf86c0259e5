// Counts tests; says nothing of those that pass.

export const tally = { passed: 0, failed: 0 };

/** Passes where both texts are the same. */
export function same(what, left, right) {
    if (left === right) {
        tally.passed += 1;
        return;
    }
    tally.failed += 1;
    console.log(`FAIL ${what}\n    ${left}\n    ${right}`);
}

/** Passes where the text is of this form. */
export function matches(what, text, form) {
    if (form.test(text)) {
        tally.passed += 1;
        return;
    }
    tally.failed += 1;
    console.log(`FAIL ${what}: expected ${form}\n    ${text}`);
}

/** Compares two maps of answers. */
export function sameAnswers(what, left, right) {
    const { passed } = tally;
    const asked = new Set([...left.keys(), ...right.keys()]);
    for (const one of asked) same(`${what}: ${one}`, left.get(one), right.get(one));
    console.log(`  ${what}: ${tally.passed - passed} of ${asked.size} answers`);
}
