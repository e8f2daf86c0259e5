import { invalidSettings } from "@bodega/sdk";

export interface Settings {
    tuesdayBp: number;
    threeForTwoTag: string;
    welcomeTemplate: string;
}

/** Reads the settings; see `schemas/settings.json`. */
export function readSettings(settings: any): Settings {
    if (typeof settings !== "object" || settings === null || Array.isArray(settings))
        throw invalidSettings("the settings must be an object");
    const { tuesday_bp = 1000, three_for_two_tag = "snack", welcome_template = "welcome" } = settings;
    if (!Number.isInteger(tuesday_bp) || tuesday_bp < 0 || tuesday_bp > 10_000) {
        throw invalidSettings("tuesday_bp must be a whole number from 0 to 10000");
    }
    if (typeof three_for_two_tag !== "string")
        throw invalidSettings("three_for_two_tag must be a text; empty switches it off");
    if (typeof welcome_template !== "string" || welcome_template === "")
        throw invalidSettings("welcome_template must name a message");
    return { tuesdayBp: tuesday_bp, threeForTwoTag: three_for_two_tag, welcomeTemplate: welcome_template };
}
