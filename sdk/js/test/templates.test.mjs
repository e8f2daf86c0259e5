// What `bodega plugin new` gives an author type-checks, passes its own tests and builds, with the rights it should have.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { packed, project } from "./support/project.mjs";

const RIGHTS = {
    "conformance/js": [
        "basket/compile-source",
        "basket/view",
        "data/event",
        "data/message-effects",
        "host/collection-effects",
        "host/collections",
        "host/settings",
    ],
    "templates/typescript-pricing": ["basket/compile-source", "basket/view"],
    "templates/typescript-events-http": [
        "data/event",
        "data/member-effects",
        "host/collection-effects",
        "host/collections",
        "host/settings",
        "http/incoming",
    ],
    "templates/typescript-connector": [
        "data/event",
        "host/clock",
        "host/collection-effects",
        "host/collections",
        "host/crypto",
        "host/egress",
        "host/log",
        "host/settings",
        "jobs/run-info",
    ],
};

let sdk;
before((t) => {
    sdk = packed(t);
});

for (const [folder, rights] of Object.entries(RIGHTS)) {
    test(`${folder} type-checks, passes its tests and builds`, (t) => {
        const { run } = project(t, folder, sdk);
        run("check");
        if (folder.startsWith("templates/")) assert.match(run("test"), /\n# pass [1-9]\d*\n# fail 0\n/);
        const built = JSON.parse(run("build", "--json"));
        const used = built.imports
            .filter((name) => name !== "bodega:base/types@0.1.0")
            .map((name) => name.replace(/^bodega:(.*)@.*/, "$1"));
        assert.deepEqual(used, rights);
    });
}
