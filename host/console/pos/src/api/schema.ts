// Made from host/api/openapi.json by `npm run types`; do not edit.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process lives */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics as OpenMetrics text */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the node can serve */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the audit trail, newest first
         * @description Every change and every reading of personal data: who, when, from where, what, before and after. Sales, returns and
         *     events are journals of their own. Entries are kept for at least 180 days; `bodega audit verify` proves them.
         */
        get: operations["list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/barcodes/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look a scanned barcode up */
        get: operations["get_barcode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channel-items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List items of sales channels, by installation, store and SKU */
        get: operations["list_channel_items"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channel-items/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send an item out again, whatever the channel said of it */
        post: operations["retry_channel_item"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List deliveries that were given up */
        get: operations["list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{installation}/{seq}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a dead delivery back in line */
        post: operations["retry_delivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{installation}/{seq}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let go of a dead delivery
         * @description Those behind it go on.
         */
        post: operations["skip_delivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List event types: the host's and those of installed plugins */
        get: operations["list_event_types"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List events after a number, in order */
        get: operations["list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what nobody dealt with yet, oldest first */
        get: operations["list_exceptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exceptions/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Note how an exception was dealt with */
        post: operations["resolve_exception"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List exports, newest first */
        get: operations["list_exports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read where an export stands */
        get: operations["get_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch the file of an export
         * @description 409 `export.not_done` before it is there, 404 `file.gone` when its time is over.
         */
        get: operations["get_export_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List installations in the order in which they are asked for prices */
        get: operations["list_installations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an installation */
        get: operations["get_installation"];
        /**
         * Install a plugin, or change version, order, cap or settings of an installation
         * @description Nothing changes where the new state does not compile.
         */
        put: operations["put_installation"];
        post?: never;
        /**
         * Take an installation away
         * @description Sales, the ledger and the timeline stay. Its documents stay until they were exported and
         *     `DELETE /v1/plugins/{plugin}/documents` is asked for.
         */
        delete: operations["delete_installation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installations/{id}/migration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a migration, or forget one that failed; the version in use stays, and all documents as they are */
        delete: operations["end_migration"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installations/{id}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go back to the version before the last switch */
        post: operations["roll_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installations/{id}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change an installation's settings
         * @description The body is the settings, under the package's schema. Nothing changes where they do not compile.
         */
        put: operations["put_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installations/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what happened to an installation, newest first; also after it was taken away */
        get: operations["list_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installations/{id}/trial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what came of a trial so far */
        get: operations["get_trial"];
        /**
         * Try another version of an installed plugin
         * @description Refused like an installation where it asks for more than was agreed to, or does not compile.
         */
        put: operations["put_trial"];
        post?: never;
        /** End a trial; the version in use stays */
        delete: operations["delete_trial"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installations/{id}/trial/differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what the two versions answered differently, newest first */
        get: operations["list_differences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installations/{id}/trial/switch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the version on trial take over
         * @description What was in use is kept to go back to, and comes back by itself where the new one keeps failing.
         */
        post: operations["switch_trial"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installations/{id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what an installation used, by day and point */
        get: operations["list_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/job-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List runs of plugins' jobs, newest first */
        get: operations["list_job_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/legal-entities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List legal entities by name */
        get: operations["list_legal_entities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/legal-entities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a legal entity */
        get: operations["get_legal_entity"];
        /** Make or change a legal entity */
        put: operations["put_legal_entity"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say who asks and what they may do */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to set one-time codes up
         * @description They are asked for once `POST /v1/me/codes/confirm` proved that the authenticator has the key.
         */
        post: operations["begin_codes"];
        /** Turn one-time codes off; takes a proof a moment ago of who one is */
        delete: operations["end_codes"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/codes/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turn one-time codes on */
        post: operations["confirm_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change one's own password; all other sessions end */
        put: operations["change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List where one is signed in, newest first */
        get: operations["list_own_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of one's own sessions */
        delete: operations["end_own_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/step-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Prove once more who you are, for what is dangerous */
        post: operations["step_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List members by code, without personal data
         * @description Personal data is sealed: members are found by a whole telephone number or e-mail address, not by a part of it and not by
         *     name. Of `code`, `phone` and `email` one counts, in this order.
         */
        get: operations["list_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a member with its tags, without personal data */
        get: operations["get_member"];
        /**
         * Make or change a member
         * @description Personal data is kept apart and shown only by `GET /v1/members/{id}/person`.
         */
        put: operations["put_member"];
        post?: never;
        /**
         * Erase all that is held of a member
         * @description Personal data, addresses, consents, messages, tags and code, and plugins' documents that are about it. Sales and the ledger
         *     keep the bare id. Plugins hear of it (`member.erased.v1`). Asking again is safe.
         */
        delete: operations["erase_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{id}/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List every word of a member's consents, the latest first, at most 500
         * @description Nothing of it ever changes; it goes when the member is erased.
         */
        get: operations["list_consent_words"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{id}/contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what a member agreed to, and where it is reached */
        get: operations["get_contact"];
        /** Set what a member agreed to, and where it is reached */
        put: operations["put_contact"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Give out all that is held of a member
         * @description What the host has, plugins' accounts under its id, and plugins' documents that are marked as about it: what a person
         *     may ask for.
         */
        get: operations["export_member"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{id}/person": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the personal data of a member
         * @description Masked (`138****5678`, `张*`, `z***@x.com`) for those who may not see it.
         */
        get: operations["get_person"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make or change members, one after the other
         * @description One that is refused names its place; those before it are in. Sending the whole batch again is safe.
         */
        post: operations["upsert_members"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List messages of plugins to members, newest first */
        get: operations["list_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List orders of sales channels, newest first */
        get: operations["list_orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an order */
        get: operations["get_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept a new order */
        post: operations["accept_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an order
         * @description Stock that is reserved is released. A completed order is returned instead.
         */
        post: operations["cancel_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete an order
         * @description For channels that do not say when it is done. It becomes a sale.
         */
        post: operations["complete_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/handover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand an order to the courier or customer
         * @description Its stock leaves now.
         */
        post: operations["handover_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/prepare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to pick or make an order */
        post: operations["prepare_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that an order is packed */
        post: operations["ready_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/recipient": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read who gets an order
         * @description Masked for those who do not handle orders.
         *     Forgotten 60 days after the order's last change.
         */
        get: operations["get_order_recipient"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject a new order
         * @description Its stock is released.
         */
        post: operations["reject_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/org-units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List org units from the root down */
        get: operations["list_org_units"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/org-units/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an org unit */
        get: operations["get_org_unit"];
        /**
         * Make or change an org unit
         * @description Moving one moves all below it.
         */
        put: operations["put_org_unit"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/packages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List packages that are stored here, newest first */
        get: operations["list_packages"];
        put?: never;
        /**
         * Publish a package
         * @description The body is the package's archive. It is checked and compiled ahead of time; the same bytes again change nothing.
         */
        post: operations["publish_package"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/packages/{digest}/asks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what a package asks for */
        get: operations["get_asks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/packages/fetch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a released package from the marketplace
         * @description Its signature is verified, and it is checked and compiled ahead of time, as one that is brought in a file.
         */
        post: operations["fetch_package"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pair this device */
        post: operations["pair"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payment-methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the methods of payment that plugins serve in a store */
        get: operations["list_payment_methods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List charges and refunds of plugins, newest first */
        get: operations["list_payments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a payment with what was asked and said */
        get: operations["get_payment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a charge that is not decided
         * @description The party is asked until it confirms: the payment is `failed` then, or `paid` where the customer was faster. Until
         *     that is known it is `cancelling`, and no other tender can take its place.
         */
        post: operations["cancel_payment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide a payment that no plugin decides
         * @description For administrators who looked it up at the party. What follows for the sale follows as if the party had said it.
         */
        post: operations["decide_payment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the permissions that roles are made of */
        get: operations["list_permissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plugins/{plugin}/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a plugin's ledger accounts by key */
        get: operations["list_accounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plugins/{plugin}/actions/{action}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Press a button that a plugin adds
         * @description What it does is committed before the answer. Where the plugin says no, 422 `action.rejected` carries its words.
         */
        post: operations["press"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plugins/{plugin}/collections/{collection}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List documents by key */
        get: operations["list_documents"];
        put?: never;
        /** Write and delete documents, all or none */
        post: operations["write_documents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plugins/{plugin}/collections/{collection}/documents/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a document */
        get: operations["get_document"];
        /**
         * Write a document
         * @description The body is the document, under the collection's schema. With `If-Match` it must have that version, with
         *     `If-None-Match: *` it must not exist; else 412.
         */
        put: operations["put_document"];
        post?: never;
        /** Delete a document */
        delete: operations["delete_document"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plugins/{plugin}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete all documents of a plugin that is not installed any more
         * @description Export them before, collection by collection, with `GET /v1/plugins/{plugin}/collections/{collection}`.
         */
        delete: operations["delete_documents"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plugins/{plugin}/exports/{export}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a plugin for a document
         * @description It is made in the background: look at `GET /v1/exports/{id}` until it is done, then fetch its file.
         */
        post: operations["ask_export"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plugins/{plugin}/reports/{report}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compute a report of a plugin
         * @description A table and how to plot it: `title`, `columns` (`name`, `title`, `kind`, `currency`), `rows` and `plot`.
         */
        post: operations["open"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/price-lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List price lists by name */
        get: operations["list_price_lists"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/price-lists/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Make or change a price list */
        put: operations["put_price_list"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List all prices of a variant, past and future ones too */
        get: operations["list_prices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/prices/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make or change prices, all or none */
        post: operations["upsert_prices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List products by name with all their variants */
        get: operations["list_products"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{sku}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the product that has a variant of this SKU */
        get: operations["get_product"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make or change products, all or none
         * @description The barcodes of a named variant become exactly those given; variants that are not named stay.
         */
        post: operations["upsert_products"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Price a basket
         * @description Nothing is written. Send the quote's total and digest with the sale.
         */
        post: operations["create_quote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read how long personal data is kept */
        get: operations["get_retention"];
        /**
         * Set how long personal data is kept
         * @description What is left out goes back to the host's own. What is over its time goes within some hours.
         */
        put: operations["put_retention"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a return */
        get: operations["get_return"];
        /**
         * Make a return
         * @description The same request again gives the same return (200). What is paid back comes from what each unit was sold for; the
         *     tenders must add up to it.
         */
        put: operations["put_return"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Work out what a return would pay back
         * @description Nothing is written.
         */
        post: operations["preview_return"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List roles: built in, then the company's own by name */
        get: operations["list_roles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/roles/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Make or change a role
         * @description It counts at once for everybody who holds it.
         */
        put: operations["put_role"];
        post?: never;
        /** Delete a role that nobody holds */
        delete: operations["delete_role"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sales": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List sales, newest first */
        get: operations["list_sales"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sales/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a sale */
        get: operations["get_sale"];
        /**
         * Make a sale
         * @description The same request again gives the same sale (200). Where the price is no longer what the customer was shown, nothing
         *     is sold: 409 `price_changed` carries the new `quote`. Where plugins object, 409 `sale.refused` or
         *     `sale.override_required` carries the `objections`. With a pending tender the sale awaits payment and holds price,
         *     claims and stock until `expires_at_ms`. Tenders of `pay:` methods are charged by their plugins before the answer comes;
         *     `GET /v1/payments?sale=` says how each stands and what to show the customer.
         */
        put: operations["put_sale"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sales/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove a receipt
         * @description Asks the very components again with the very inputs, prices again and compares byte for byte.
         */
        get: operations["explain_sale"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sales/{id}/payment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record the outcome of a pending tender
         * @description For tenders that the till itself follows; those of `pay:` methods follow their plugin. When the last tender is settled the
         *     sale is completed; one that failed makes room for another. Money that comes for a voided sale is 409 `payment.late` and
         *     shown to a person as an exception. The same news twice changes nothing.
         */
        post: operations["record_payment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sales/{id}/tenders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pay the rest of a sale in another way
         * @description For a sale that awaits payment. Tenders that failed make room; pending and settled ones stay. Charges of plugins start at once,
         *     as with the sale itself.
         */
        post: operations["add_tenders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sales/{id}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give up a sale that awaits payment
         * @description Claims are voided and stock is released; charges of plugins are stopped first, and the sale goes on waiting until each is
         *     known. Money that came goes back. A completed sale is returned instead.
         */
        post: operations["void_sale"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sales/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import past sales as facts
         * @description Prices are what was paid then: no plugin is asked, no stock moves, no event tells. Importing a sale again changes
         *     nothing.
         */
        post: operations["import_history"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description Company, login and password are refused alike, whichever is wrong. After several wrong attempts the next has to wait.
         */
        post: operations["sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out */
        post: operations["sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List stock balances by location and variant
         * @description Goods that never moved are left out.
         */
        get: operations["list_stock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Book a correction: counted, broken, found */
        post: operations["adjust_stock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Book goods that came from a supplier */
        post: operations["receive_stock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tax-classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List tax classes with their rates */
        get: operations["list_tax_classes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tax-classes/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Make or change a tax class and set rates
         * @description Rates that are not named stay. The answer shows the rates that were set.
         */
        put: operations["put_tax_class"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/terminals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List terminals by code */
        get: operations["list_terminals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/terminals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a terminal */
        get: operations["get_terminal"];
        /** Make or change a terminal */
        put: operations["put_terminal"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/terminals/{id}/device": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read which device is a terminal */
        get: operations["get_device"];
        put?: never;
        post?: never;
        /** Cut a lost device off, and whoever is signed in at it */
        delete: operations["unpair"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/terminals/{id}/pairing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show a code that pairs a device with a terminal
         * @description An earlier code of the terminal is good no more; the device that it is now stays until the code is used.
         */
        post: operations["begin_pairing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/till": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say which terminal this device is, and who may sign in at it */
        get: operations["get_till"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/till/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in at this till with a PIN
         * @description Whoever was signed in before is signed out. The session reaches the till's store only, and nothing dangerous.
         */
        post: operations["till_sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List API tokens, newest first */
        get: operations["list_tokens"];
        put?: never;
        /**
         * Issue an API token
         * @description The answer shows the token once; it is never stored, so `Idempotency-Key` does not repeat it. A token that got
         *     lost on the way is revoked and issued anew.
         */
        post: operations["issue_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API token
         * @description It stops working within seconds on every node.
         */
        delete: operations["revoke_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List users by login
         * @description Those who hold a role where the caller manages roles.
         */
        get: operations["list_users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a user */
        get: operations["get_user"];
        /**
         * Make or change a user and the roles that they hold
         * @description Nobody gives or takes what they do not hold there themselves. Users are not deleted, because their acts stay on
         *     record; they are made inactive.
         */
        put: operations["put_user"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Explain whether a user may do something */
        get: operations["explain_access"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Turn a user's one-time codes off, for who lost their phone */
        delete: operations["delete_codes"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set a user's password, which signs them out everywhere */
        put: operations["put_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set a user's PIN for tills */
        put: operations["put_pin"];
        post?: never;
        /** Take a user's PIN away */
        delete: operations["delete_pin"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List where a user is signed in, newest first */
        get: operations["list_user_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign a user out of one session */
        delete: operations["end_user_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List webhooks, the oldest first */
        get: operations["list_webhooks"];
        put?: never;
        /**
         * Make a webhook
         * @description It hears of what happens from now on, as CloudEvents, signed after the Standard Webhooks specification. The answer
         *     shows the signing secret once; `Idempotency-Key` does not repeat it.
         */
        post: operations["create_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a webhook */
        get: operations["get_webhook"];
        /** Change where a webhook is, what it is for and what it hears of */
        put: operations["put_webhook"];
        post?: never;
        /** Take a webhook away, with its log */
        delete: operations["delete_webhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a webhook's deliveries of the last 30 days, the latest event first */
        get: operations["list_webhook_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries/{seq}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a delivery again that was done or given up */
        post: operations["retry_webhook_delivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop sending to a webhook; events wait */
        post: operations["pause_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send all deliveries of a webhook again from an event on */
        post: operations["replay_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send to a webhook again */
        post: operations["resume_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a new signing secret in force
         * @description For 24 hours deliveries carry the signatures of both. The answer shows the new one once.
         */
        post: operations["rotate_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a `webhook.test.v1` event at once and see what comes of it */
        post: operations["test_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Whether, and why. */
        AccessDecision: {
            /** @description Whether they may. */
            is_allowed: boolean;
            /** @description One sentence. */
            why: string;
        };
        /** @description An account of a plugin, in the account's own unit. */
        Account: {
            /** @description Account key, `kind/rest`. */
            account: string;
            /**
             * Format: int64
             * @description What can be spent.
             */
            available: number;
            /**
             * Format: int64
             * @description Taken by transfers that are still pending.
             */
            held: number;
            /** @description Kind, as the plugin declares it. */
            kind: string;
            /**
             * Format: int64
             * @description Sum of posted transfers.
             */
            posted: number;
            /** @description Unit of account. */
            unit: string;
        };
        /**
         * @description What sort of act it was.
         * @enum {string}
         */
        ActKind: "change" | "reading";
        /**
         * @description What sort of caller acted.
         * @enum {string}
         */
        ActorKind: "token" | "person" | "terminal" | "command_line" | "plugin" | "host";
        /** @description How the rest is paid. */
        AddTenders: {
            /** @description They take the place of tenders that failed; with those that stay they pay for the sale. */
            tenders: components["schemas"]["NewTender"][];
        };
        /** @description What a report is asked for. */
        Ask: {
            /** @description Under the report's schema. */
            parameters?: unknown;
            /**
             * Format: uuid
             * @description The store it is opened for; absent = all that the plugin sees. Refused where the plugin is not on for it.
             */
            store?: string | null;
        };
        /** @description What an export is asked for with. */
        AskExport: {
            /** @description Under the export's schema. */
            parameters?: unknown;
        };
        /** @description All that a package asks for, computed from its binary and its manifest. */
        Asks: {
            /** @description Channels it carries messages of all plugins over, which shows it members' addresses. */
            channels: string[];
            /** @description Send this as `consent` to agree. */
            consent: string;
            /** @description Events it hears. */
            events: string[];
            /** @description Hosts outside that it may reach. */
            hosts: string[];
            /** @description Messages it sends to members. */
            messages: string[];
            /** @description Money it moves: methods that it charges, tenders taken from its accounts. */
            payments: string[];
            /** @description What its binary may do: the interfaces it imports. */
            permissions: string[];
            /** @description Routes that anybody may call. */
            public_routes: string[];
            /** @description Work at set times, `name: cron`. */
            schedules: string[];
            /** @description Secrets of its settings that are sent to a host, `secret -> host`. */
            secrets: string[];
        };
        /** @description What was asked or said once. */
        Attempt: {
            /**
             * Format: int64
             * @description ms since 1970 UTC.
             */
            at_ms: number;
            /** @description More, for people. */
            detail?: string | null;
            /** @description What came of it: what the party said, `failed` (no answer), `refused` (not believed), `stale` (no news). */
            outcome: string;
            /** @description `start`, `query`, `cancel`, `report` or `decision`. */
            step: string;
        };
        /** @description Who did or saw what. Personal data and secrets are `***`, or `*** (changed)` where they are others than before. */
        AuditEntry: {
            /** @description Who, by id. */
            actor_id: string;
            /** @description Who, by kind. */
            actor_kind: components["schemas"]["ActorKind"];
            /** @description From which address. */
            address?: string | null;
            /** @description The object after; of a large one its size and digest. */
            after?: unknown;
            /**
             * Format: int64
             * @description When it was asked for, ms since 1970 UTC.
             */
            asked_at_ms: number;
            /** @description The object before. */
            before?: unknown;
            /** @description Why not: the code of the problem. */
            code?: string | null;
            /**
             * Format: int64
             * @description When it was answered, ms since 1970 UTC.
             */
            done_at_ms?: number | null;
            /** @description SHA-256 over the hash before and this entry, hex. */
            hash?: string | null;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What sort of act. */
            kind: components["schemas"]["ActKind"];
            /** @description What it is about, by id; empty where it is not one object. */
            object_id: string;
            /** @description What it is about, by kind. */
            object_kind: string;
            /** @description The operation's id in this document, or a word of the host's for what is not in it. */
            operation: string;
            /** @description What came of it. */
            outcome: components["schemas"]["AuditOutcome"];
            /** @description In which request: its `x-request-id`. */
            request_id?: string | null;
            /**
             * Format: int64
             * @description Its place in the tenant's chain; absent while it is not sealed yet.
             */
            seq?: number | null;
            /** @description With which program, as it calls itself. */
            user_agent?: string | null;
        };
        /**
         * @description What came of it.
         * @enum {string}
         */
        AuditOutcome: "asked" | "done" | "refused" | "failed";
        /** @description A barcode of a variant. */
        Barcode: {
            /**
             * @description The digits or text, unique in the tenant.
             * @example 6901234567892
             */
            code: string;
            /**
             * Format: int32
             * @description Stock units in the pack that bears it; 1 where not given.
             */
            stock_units?: number;
        };
        /** @description What a barcode stands for. */
        BarcodeHit: {
            /** @description Its SKU. */
            sku: string;
            /**
             * Format: int32
             * @description Stock units in the pack.
             */
            stock_units: number;
            /**
             * Format: uuid
             * @description The variant.
             */
            variant: string;
        };
        /** @description A basket to price. It says what is bought; the host knows what it costs. */
        Basket: {
            /** @description The sales channel. */
            channel?: string;
            /** @description Codes as entered, at most 50. */
            coupons?: string[];
            /** @description In ticket order, at most 2000. */
            lines: components["schemas"]["BasketLine"][];
            /**
             * Format: uuid
             * @description Who buys, where known.
             */
            member?: string | null;
            /** @description What the customer asks of plugins, at most 50. */
            requests?: components["schemas"]["PluginRequest"][];
            /**
             * Format: uuid
             * @description Where.
             */
            store: string;
            /**
             * Format: uuid
             * @description On which terminal.
             */
            terminal: string;
        };
        /** @description One line: either `sku` or `open`. */
        BasketLine: {
            gift?: components["schemas"]["GiftMark"] | null;
            manual_discount?: components["schemas"]["LineDiscount"] | null;
            open?: components["schemas"]["OpenLine"] | null;
            /** @description How much. */
            quantity: components["schemas"]["Quantity"];
            /** @description A variant. */
            sku?: string | null;
        };
        /** @description A member of a batch. */
        BatchMember: {
            /** @description The code on the card, unique in the tenant. */
            code: string;
            /**
             * Format: int64
             * @description When it joined, ms since 1970 UTC; now where not given.
             */
            created_at_ms?: number | null;
            /**
             * Format: uuid
             * @description Made by the client.
             */
            id: string;
            person?: components["schemas"]["Person"] | null;
            /** @description `active` where not given. */
            status?: components["schemas"]["MemberStatus"];
        };
        /** @description What a batch did, in its order. */
        BatchWritten: {
            /** @description The documents. */
            documents: components["schemas"]["Written"][];
        };
        /** @description Why an order is called off. */
        CancelOrder: {
            /** @description Where the goods are, if they had left the store; they are taken to be gone where nothing is said. */
            goods?: components["schemas"]["Goods"];
            /** @description For the channel and its customer. */
            reason: string;
        };
        /** @description Somebody who may sign in at a till. */
        Cashier: {
            /** @description What they sign in with. */
            login: string;
            /** @description What others call them. */
            name: string;
        };
        /** @description A change of password. */
        ChangePassword: {
            /** @description The one until now. */
            old: string;
            /** @description The one from now on. */
            password: string;
        };
        /** @description An item of a sales channel with its latest values. */
        ChannelItem: {
            /**
             * Format: int32
             * @description Attempts at these values that failed.
             */
            attempts: number;
            /** @description On hand less what is reserved. */
            available: components["schemas"]["Quantity"];
            /**
             * Format: int64
             * @description When the values changed, ms since 1970 UTC.
             */
            changed_at_ms: number;
            /** @description The document that maps it. */
            document: string;
            /** @description What the plugin said last. */
            error?: string | null;
            /**
             * Format: uuid
             * @description Whose mapping names it.
             */
            installation: string;
            /** @description Whether the merchant sells it. */
            is_on_sale: boolean;
            /** @description Stock units at the store. */
            on_hand: components["schemas"]["Quantity"];
            /**
             * Format: int64
             * @description Absent where it has no price.
             */
            price_minor?: number | null;
            /** @description SKU. */
            sku: string;
            /** @description Whether the channel has these values. */
            state: components["schemas"]["ItemState"];
            /**
             * Format: uuid
             * @description The store.
             */
            store: string;
            /**
             * Format: uuid
             * @description Its variant.
             */
            variant: string;
        };
        /**
         * @description What a charge does.
         * @enum {string}
         */
        ChargeKind: "fee" | "discount" | "commission";
        /** @description The key of one-time codes, shown this once. */
        CodesKey: {
            /** @description `otpauth://` for a QR code. */
            uri: string;
        };
        /** @description A code of the authenticator. */
        ConfirmCodes: {
            /** @description Six digits. */
            code: string;
        };
        /** @description What a member said to messages of a purpose over a channel. */
        Consent: {
            /**
             * Format: int64
             * @description When it was said, ms since 1970 UTC; now where not given.
             */
            at_ms?: number | null;
            /** @description `sms`, `email`, `wechat`, `wecom` or `app`. */
            channel: string;
            /** @description Yes or no. */
            is_granted: boolean;
            /** @description `service` or `marketing`. */
            purpose: string;
            /** @description Where it was said, e.g. `till`, `mini-program`. */
            source: string;
        };
        /** @description A word of a consent as it was written down. */
        ConsentWord: {
            /**
             * Format: int64
             * @description When it was said, ms since 1970 UTC.
             */
            at_ms: number;
            /** @description `sms`, `email`, `wechat`, `wecom` or `app`. */
            channel: string;
            /** @description Yes or no. */
            is_granted: boolean;
            /** @description `service` or `marketing`. */
            purpose: string;
            /**
             * Format: int64
             * @description When it was written down, ms since 1970 UTC.
             */
            recorded_at_ms: number;
            /** @description By whom: a token, or `host`. */
            recorded_by: string;
            /** @description Where it was said. */
            source: string;
        };
        /** @description How a member is reached. */
        Contact: {
            /** @description Its address by channel, beside the telephone number and e-mail of its personal data. */
            addresses: {
                [key: string]: string;
            };
            /** @description What it agreed to or refused. Without a word, service messages go and marketing does not. */
            consents: components["schemas"]["Consent"][];
        };
        /** @description A delivery that was given up. Later events of its ordering key wait until a person retries or skips it. */
        DeadDelivery: {
            /**
             * Format: int32
             * @description Attempts made.
             */
            attempts: number;
            /**
             * Format: uuid
             * @description The event.
             */
            event: string;
            /** @description Its type. */
            event_type: string;
            /**
             * Format: uuid
             * @description To whom.
             */
            installation: string;
            /** @description The last error. */
            last_error: string;
            /** @description What waits behind it. */
            ordering_key: string;
            /**
             * Format: int64
             * @description The event's number.
             */
            seq: number;
        };
        /** @description What a person found out. */
        DecidePayment: {
            /** @description What became of the payment. */
            decision: components["schemas"]["Decision"];
            /** @description How the person knows, or how a refund was paid out instead; goes on the payment's history. */
            reason: string;
            /** @description The party's reference, where the money moved. */
            reference?: string | null;
        };
        /**
         * @description What became of a payment.
         * @enum {string}
         */
        Decision: "paid" | "failed" | "retry" | "replaced";
        /** @description Why no money comes. */
        Decline: {
            /** @description For the cashier, by language. */
            cashier: {
                [key: string]: string;
            };
            /** @description Stable, for programs. */
            code: string;
            /** @description For the customer, by language. */
            customer: {
                [key: string]: string;
            };
        };
        /** @description How much went. */
        Deleted: {
            /**
             * Format: int64
             * @description Documents.
             */
            documents: number;
        };
        /** @description The device that is a terminal. */
        Device: {
            /**
             * Format: int64
             * @description When it was paired, ms since 1970 UTC.
             */
            paired_at_ms: number;
            /**
             * Format: int64
             * @description When it was last seen, to the minute.
             */
            seen_at_ms?: number | null;
        };
        /** @description Two answers to one question. */
        Difference: {
            /**
             * Format: int64
             * @description When, ms since 1970 UTC.
             */
            at_ms: number;
            /** @description What the one on trial said. */
            candidate: unknown;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What both were asked, without personal data. */
            input: unknown;
            /** @description What the version in use said. */
            live: unknown;
            /** @description The extension point. */
            point: string;
            /**
             * Format: uuid
             * @description The store it happened in.
             */
            store?: string | null;
        };
        /** @description A document of a plugin. */
        Document: {
            /** @description Under the collection's schema. */
            body: unknown;
            /** @description Key, unique in the collection. */
            key: string;
            /**
             * Format: int64
             * @description When it was last written, ms since 1970 UTC.
             */
            updated_at_ms: number;
            /**
             * Format: int64
             * @description Counts up from 1; also the `ETag`.
             */
            version: number;
        };
        /** @description Documents to write or delete, all or none. */
        DocumentBatch: {
            /** @description 1 to 500. */
            documents: components["schemas"]["DocumentWrite"][];
        };
        /** @description One document to write or delete. */
        DocumentWrite: {
            /** @description The document; `null` or nothing deletes it. */
            body?: unknown;
            /**
             * Format: int64
             * @description The version it must have now: 0 = it must not exist. Any where not given.
             */
            expected_version?: number | null;
            /** @description Key. */
            key: string;
        };
        /** @description An event. */
        Event: {
            /**
             * Format: int32
             * @description How many events caused each other before it.
             */
            depth: number;
            /** @description SHA-256 over the hash before and this event, hex; absent while it is not sealed yet. */
            hash?: string | null;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: int64
             * @description When it happened, ms since 1970 UTC.
             */
            occurred_at_ms: number;
            /** @description Events of one key reach a plugin in order. */
            ordering_key: string;
            /** @description Under the type's schema; ids instead of personal data. */
            payload: unknown;
            /**
             * Format: int64
             * @description When the server took it, ms since 1970 UTC.
             */
            recorded_at_ms: number;
            /**
             * Format: int64
             * @description Its place in the tenant's order.
             */
            seq: number;
            /**
             * Format: uuid
             * @description The store it happened in.
             */
            store?: string | null;
            /**
             * Format: uuid
             * @description The document it reports on.
             */
            subject?: string | null;
            /** @description `name.v1`. */
            type: string;
        };
        /** @description Events in order. No number is left out, so a reader that goes on from `last_seq` misses none. */
        EventPage: {
            /** @description The events. */
            items: components["schemas"]["Event"][];
            /**
             * Format: int64
             * @description Give this as `after_seq` next time.
             */
            last_seq: number;
        };
        /** @description Something that a person must look at. */
        Exception: {
            /**
             * Format: uuid
             * @description The document it is about.
             */
            document?: string | null;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description A stable code, e.g. `payment.late`. */
            kind: string;
            /** @description What happened. */
            message: unknown;
            /**
             * Format: int64
             * @description When it was raised, ms since 1970 UTC.
             */
            raised_at_ms: number;
        };
        /** @description One discount with what came with it. */
        ExplainedAdjustment: {
            /** @description As stored. */
            adjustment: components["schemas"]["SaleAdjustment"];
            /** @description The postings that came with it, `account delta`. */
            claims: string[];
        };
        /** @description One installation that checked the sale. */
        ExplainedCheck: {
            /** @description Its component's digest. */
            component: string;
            /** @description Whether it says the same again; absent where it was left out. */
            is_same?: boolean | null;
            /** @description Codes of its objections. */
            objections: string[];
            /** @description The plugin's name. */
            plugin: string;
            skipped?: components["schemas"]["SkipReason"] | null;
            /** @description Its version. */
            version: string;
        };
        /** @description One installation that was asked. */
        ExplainedPlugin: {
            /** @description Its component's digest. */
            component: string;
            /** @description Whether it gave the same answer again; absent where it was left out. */
            is_same?: boolean | null;
            /** @description The plugin's name. */
            plugin: string;
            skipped?: components["schemas"]["SkipReason"] | null;
            /** @description Its snapshot's digest. */
            snapshot: string;
            /** @description Its version. */
            version: string;
        };
        /** @description How the price of a sale came about, and whether it comes out again. */
        Explanation: {
            /** @description Every discount with what came with it. */
            adjustments: components["schemas"]["ExplainedAdjustment"][];
            /**
             * Format: int32
             * @description The version of the host's arithmetic it was priced with.
             */
            arithmetic: number;
            /** @description Who checked it, in order. */
            checks: components["schemas"]["ExplainedCheck"][];
            /** @description What differs; empty where the receipt is proved. */
            differences: string[];
            /** @description Whether everything came out again to the byte. */
            is_proved: boolean;
            /** @description Who was asked, in order. */
            plugins: components["schemas"]["ExplainedPlugin"][];
            /** @description The sale as stored. */
            sale: components["schemas"]["Sale"];
        };
        /** @description An export. */
        Export: {
            /** @description Who asked, as `user ID` or `token ID`; or `schedule`. */
            asked_by: string;
            /**
             * Format: int32
             * @description Attempts so far.
             */
            attempts: number;
            /**
             * Format: int64
             * @description When it was asked for, ms since 1970 UTC.
             */
            created_at_ms: number;
            /**
             * Format: int64
             * @description When it was done or failed, ms since 1970 UTC.
             */
            ended_at_ms?: number | null;
            /** @description What went wrong last, in words for the person who asked. */
            error?: string | null;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Its name in the plugin's manifest. */
            name: string;
            /** @description What it was asked for with. */
            parameters: unknown;
            /** @description The plugin that makes it. */
            plugin: string;
            /** @description Where it stands. */
            state: components["schemas"]["ExportState"];
        };
        /**
         * @description Where an export stands.
         * @enum {string}
         */
        ExportState: "queued" | "done" | "failed";
        /** @description A released version in the marketplace. */
        FetchPackage: {
            /** @description The plugin. */
            name: string;
            /** @description Who publishes it. */
            publisher: string;
            /** @description The version. */
            version: string;
        };
        /** @description Foreign money and the rate it was taken at. */
        ForeignMoney: {
            /**
             * Format: int64
             * @description Minor units of that currency.
             */
            amount_minor: number;
            /** @description ISO 4217 code. */
            currency: string;
            /**
             * Format: int64
             * @description Minor units of the sale's currency for a million minor units of the foreign one.
             */
            rate_ppm: number;
        };
        /**
         * @description How the goods get to the customer.
         * @enum {string}
         */
        Fulfilment: "channel_delivery" | "store_delivery" | "pickup";
        /** @description A proposed gift. */
        Gift: {
            /**
             * Format: uuid
             * @description Who gives it.
             */
            installation: string;
            /** @description What it is called, by language. */
            labels: {
                [key: string]: string;
            };
            /** @description The giver's name. */
            plugin: string;
            /** @description How much. */
            quantity: components["schemas"]["Quantity"];
            /** @description The giver's own reference. */
            reference: string;
            /** @description What is given. */
            sku: string;
        };
        /** @description Marks a line as a gift of an installation. */
        GiftMark: {
            /**
             * Format: uuid
             * @description Who gave it.
             */
            installation: string;
            /** @description The giver's own reference. */
            reference: string;
        };
        /**
         * @description Where goods are that had left the store.
         * @enum {string}
         */
        Goods: "back" | "gone";
        /** @description A role held at a node of the organisation and at everything below. */
        Grant: {
            /**
             * Format: uuid
             * @description Where; the whole company where not given.
             */
            at?: string | null;
            /** @description The role's name, built in or the company's own. */
            role: string;
            /**
             * Format: int64
             * @description When it ends, ms since 1970 UTC.
             */
            until_ms?: number | null;
        };
        /** @description Something that happened to an installation. */
        Happening: {
            /** @description A token, or the host itself. */
            actor: string;
            /**
             * Format: int64
             * @description When, ms since 1970 UTC.
             */
            at_ms: number;
            /** @description More of it. */
            details: unknown;
            /** @description `installed`, `switched`, `rolled_back`, `breaker_opened` ... */
            kind: string;
            /**
             * Format: int64
             * @description Counts up from 1.
             */
            seq: number;
        };
        /** @description Where a permission is held. */
        HeldAt: {
            /** @description In the whole company. */
            is_everywhere: boolean;
            /** @description At these units and below, where it is not everywhere. */
            units?: string[];
        };
        /** @description Past sales. */
        History: {
            /** @description At most 500. */
            sales: components["schemas"]["PastSale"][];
        };
        /** @description What an import did. */
        Imported: {
            /** @description Sales that are new. */
            imported: number;
            /** @description Sales that were there before. */
            known: number;
        };
        /** @description One tenant's installation of a plugin. */
        Installation: {
            /**
             * Format: int32
             * @description The most it may take off a basket, parts per million.
             */
            cap_ppm?: number | null;
            /** @description Its component. */
            component: string;
            /**
             * Format: int64
             * @description When it was installed, ms since 1970 UTC.
             */
            created_at_ms: number;
            /** @description Event types it hears of. */
            events: string[];
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Whether it is switched on. */
            is_enabled: boolean;
            /** @description What its author declares. */
            manifest: unknown;
            migration?: components["schemas"]["Migration"] | null;
            /** @description Pinned package. */
            package: string;
            /** @description What its binary may do. */
            permissions: string[];
            /** @description Plugin name. */
            plugin: string;
            /**
             * Format: int32
             * @description Order within its stage, lowest first.
             */
            position: number;
            /** @description Org units where it is on, with all below them; empty = everywhere. */
            scope: string[];
            /** @description Its secrets. */
            secrets: components["schemas"]["Secret"][];
            /** @description Its settings without secrets. */
            settings: unknown;
            /** @description Digest of its compiled snapshot. */
            snapshot?: string | null;
            stage?: components["schemas"]["Stage"] | null;
            /** @description `active`, or what is wrong with it. */
            status: string;
            /**
             * Format: int64
             * @description When it was last changed, ms since 1970 UTC.
             */
            updated_at_ms: number;
            /** @description Version in use. */
            version: string;
        };
        /** @description A new token. Its text is shown this once. */
        IssuedToken: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description The whole token, for `Authorization: Bearer`. */
            token: string;
        };
        /** @description A token to issue. */
        IssueToken: {
            /**
             * Format: int64
             * @description When it ends, ms since 1970 UTC; when revoked where not given.
             */
            expires_at_ms?: number | null;
            /** @description The roles that it holds, at least one. */
            grants: components["schemas"]["Grant"][];
            /** @description Name for people. */
            name: string;
        };
        /**
         * @description Whether the channel has an item's latest values.
         * @enum {string}
         */
        ItemState: "clean" | "pending" | "rejected";
        /** @description One planned time of a job and what came of it. */
        JobRun: {
            /**
             * Format: int32
             * @description Attempts so far.
             */
            attempts: number;
            /**
             * Format: int64
             * @description When it was done or given up, ms since 1970 UTC.
             */
            ended_at_ms?: number | null;
            /** @description What went wrong last. */
            error?: string | null;
            /**
             * Format: uuid
             * @description Whose.
             */
            installation: string;
            /** @description The job's name. */
            job: string;
            /**
             * Format: int32
             * @description Planned times that passed before it without a run.
             */
            missed: number;
            /**
             * Format: int64
             * @description The time it was planned for, ms since 1970 UTC.
             */
            scheduled_at_ms: number;
            /**
             * Format: int64
             * @description When the last attempt began, ms since 1970 UTC.
             */
            started_at_ms: number;
            /** @description Where it stands. */
            status: components["schemas"]["JobRunStatus"];
        };
        /**
         * @description Where a run stands.
         * @enum {string}
         */
        JobRunStatus: "running" | "waiting" | "done" | "given_up";
        /** @description Who sells in law. */
        LegalEntity: {
            /** @description ISO 4217 code. */
            currency: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Name in law. */
            name: string;
            /** @description Tax number. */
            tax_id?: string | null;
            /** @description Whether its prices hold tax. */
            tax_mode: components["schemas"]["TaxMode"];
        };
        /**
         * @description Whether people read an adjustment as a discount of lines or of the whole order.
         * @enum {string}
         */
        Level: "line" | "order";
        /** @description A discount the cashier gives on a line. */
        LineDiscount: {
            /**
             * Format: int64
             * @description What is taken off, not negative.
             */
            amount_minor: number;
            /** @description Why. */
            reason?: string | null;
        };
        /** @description One page of a list. */
        Listed_Account: {
            /** @description The rows. */
            items: {
                /** @description Account key, `kind/rest`. */
                account: string;
                /**
                 * Format: int64
                 * @description What can be spent.
                 */
                available: number;
                /**
                 * Format: int64
                 * @description Taken by transfers that are still pending.
                 */
                held: number;
                /** @description Kind, as the plugin declares it. */
                kind: string;
                /**
                 * Format: int64
                 * @description Sum of posted transfers.
                 */
                posted: number;
                /** @description Unit of account. */
                unit: string;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_AuditEntry: {
            /** @description The rows. */
            items: {
                /** @description Who, by id. */
                actor_id: string;
                /** @description Who, by kind. */
                actor_kind: components["schemas"]["ActorKind"];
                /** @description From which address. */
                address?: string | null;
                /** @description The object after; of a large one its size and digest. */
                after?: unknown;
                /**
                 * Format: int64
                 * @description When it was asked for, ms since 1970 UTC.
                 */
                asked_at_ms: number;
                /** @description The object before. */
                before?: unknown;
                /** @description Why not: the code of the problem. */
                code?: string | null;
                /**
                 * Format: int64
                 * @description When it was answered, ms since 1970 UTC.
                 */
                done_at_ms?: number | null;
                /** @description SHA-256 over the hash before and this entry, hex. */
                hash?: string | null;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description What sort of act. */
                kind: components["schemas"]["ActKind"];
                /** @description What it is about, by id; empty where it is not one object. */
                object_id: string;
                /** @description What it is about, by kind. */
                object_kind: string;
                /** @description The operation's id in this document, or a word of the host's for what is not in it. */
                operation: string;
                /** @description What came of it. */
                outcome: components["schemas"]["AuditOutcome"];
                /** @description In which request: its `x-request-id`. */
                request_id?: string | null;
                /**
                 * Format: int64
                 * @description Its place in the tenant's chain; absent while it is not sealed yet.
                 */
                seq?: number | null;
                /** @description With which program, as it calls itself. */
                user_agent?: string | null;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_ChannelItem: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int32
                 * @description Attempts at these values that failed.
                 */
                attempts: number;
                /** @description On hand less what is reserved. */
                available: components["schemas"]["Quantity"];
                /**
                 * Format: int64
                 * @description When the values changed, ms since 1970 UTC.
                 */
                changed_at_ms: number;
                /** @description The document that maps it. */
                document: string;
                /** @description What the plugin said last. */
                error?: string | null;
                /**
                 * Format: uuid
                 * @description Whose mapping names it.
                 */
                installation: string;
                /** @description Whether the merchant sells it. */
                is_on_sale: boolean;
                /** @description Stock units at the store. */
                on_hand: components["schemas"]["Quantity"];
                /**
                 * Format: int64
                 * @description Absent where it has no price.
                 */
                price_minor?: number | null;
                /** @description SKU. */
                sku: string;
                /** @description Whether the channel has these values. */
                state: components["schemas"]["ItemState"];
                /**
                 * Format: uuid
                 * @description The store.
                 */
                store: string;
                /**
                 * Format: uuid
                 * @description Its variant.
                 */
                variant: string;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_ConsentWord: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int64
                 * @description When it was said, ms since 1970 UTC.
                 */
                at_ms: number;
                /** @description `sms`, `email`, `wechat`, `wecom` or `app`. */
                channel: string;
                /** @description Yes or no. */
                is_granted: boolean;
                /** @description `service` or `marketing`. */
                purpose: string;
                /**
                 * Format: int64
                 * @description When it was written down, ms since 1970 UTC.
                 */
                recorded_at_ms: number;
                /** @description By whom: a token, or `host`. */
                recorded_by: string;
                /** @description Where it was said. */
                source: string;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_DeadDelivery: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int32
                 * @description Attempts made.
                 */
                attempts: number;
                /**
                 * Format: uuid
                 * @description The event.
                 */
                event: string;
                /** @description Its type. */
                event_type: string;
                /**
                 * Format: uuid
                 * @description To whom.
                 */
                installation: string;
                /** @description The last error. */
                last_error: string;
                /** @description What waits behind it. */
                ordering_key: string;
                /**
                 * Format: int64
                 * @description The event's number.
                 */
                seq: number;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Difference: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int64
                 * @description When, ms since 1970 UTC.
                 */
                at_ms: number;
                /** @description What the one on trial said. */
                candidate: unknown;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description What both were asked, without personal data. */
                input: unknown;
                /** @description What the version in use said. */
                live: unknown;
                /** @description The extension point. */
                point: string;
                /**
                 * Format: uuid
                 * @description The store it happened in.
                 */
                store?: string | null;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Document: {
            /** @description The rows. */
            items: {
                /** @description Under the collection's schema. */
                body: unknown;
                /** @description Key, unique in the collection. */
                key: string;
                /**
                 * Format: int64
                 * @description When it was last written, ms since 1970 UTC.
                 */
                updated_at_ms: number;
                /**
                 * Format: int64
                 * @description Counts up from 1; also the `ETag`.
                 */
                version: number;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Exception: {
            /** @description The rows. */
            items: {
                /**
                 * Format: uuid
                 * @description The document it is about.
                 */
                document?: string | null;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description A stable code, e.g. `payment.late`. */
                kind: string;
                /** @description What happened. */
                message: unknown;
                /**
                 * Format: int64
                 * @description When it was raised, ms since 1970 UTC.
                 */
                raised_at_ms: number;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Export: {
            /** @description The rows. */
            items: {
                /** @description Who asked, as `user ID` or `token ID`; or `schedule`. */
                asked_by: string;
                /**
                 * Format: int32
                 * @description Attempts so far.
                 */
                attempts: number;
                /**
                 * Format: int64
                 * @description When it was asked for, ms since 1970 UTC.
                 */
                created_at_ms: number;
                /**
                 * Format: int64
                 * @description When it was done or failed, ms since 1970 UTC.
                 */
                ended_at_ms?: number | null;
                /** @description What went wrong last, in words for the person who asked. */
                error?: string | null;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description Its name in the plugin's manifest. */
                name: string;
                /** @description What it was asked for with. */
                parameters: unknown;
                /** @description The plugin that makes it. */
                plugin: string;
                /** @description Where it stands. */
                state: components["schemas"]["ExportState"];
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Happening: {
            /** @description The rows. */
            items: {
                /** @description A token, or the host itself. */
                actor: string;
                /**
                 * Format: int64
                 * @description When, ms since 1970 UTC.
                 */
                at_ms: number;
                /** @description More of it. */
                details: unknown;
                /** @description `installed`, `switched`, `rolled_back`, `breaker_opened` ... */
                kind: string;
                /**
                 * Format: int64
                 * @description Counts up from 1.
                 */
                seq: number;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Installation: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int32
                 * @description The most it may take off a basket, parts per million.
                 */
                cap_ppm?: number | null;
                /** @description Its component. */
                component: string;
                /**
                 * Format: int64
                 * @description When it was installed, ms since 1970 UTC.
                 */
                created_at_ms: number;
                /** @description Event types it hears of. */
                events: string[];
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description Whether it is switched on. */
                is_enabled: boolean;
                /** @description What its author declares. */
                manifest: unknown;
                migration?: components["schemas"]["Migration"] | null;
                /** @description Pinned package. */
                package: string;
                /** @description What its binary may do. */
                permissions: string[];
                /** @description Plugin name. */
                plugin: string;
                /**
                 * Format: int32
                 * @description Order within its stage, lowest first.
                 */
                position: number;
                /** @description Org units where it is on, with all below them; empty = everywhere. */
                scope: string[];
                /** @description Its secrets. */
                secrets: components["schemas"]["Secret"][];
                /** @description Its settings without secrets. */
                settings: unknown;
                /** @description Digest of its compiled snapshot. */
                snapshot?: string | null;
                stage?: components["schemas"]["Stage"] | null;
                /** @description `active`, or what is wrong with it. */
                status: string;
                /**
                 * Format: int64
                 * @description When it was last changed, ms since 1970 UTC.
                 */
                updated_at_ms: number;
                /** @description Version in use. */
                version: string;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_JobRun: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int32
                 * @description Attempts so far.
                 */
                attempts: number;
                /**
                 * Format: int64
                 * @description When it was done or given up, ms since 1970 UTC.
                 */
                ended_at_ms?: number | null;
                /** @description What went wrong last. */
                error?: string | null;
                /**
                 * Format: uuid
                 * @description Whose.
                 */
                installation: string;
                /** @description The job's name. */
                job: string;
                /**
                 * Format: int32
                 * @description Planned times that passed before it without a run.
                 */
                missed: number;
                /**
                 * Format: int64
                 * @description The time it was planned for, ms since 1970 UTC.
                 */
                scheduled_at_ms: number;
                /**
                 * Format: int64
                 * @description When the last attempt began, ms since 1970 UTC.
                 */
                started_at_ms: number;
                /** @description Where it stands. */
                status: components["schemas"]["JobRunStatus"];
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_LegalEntity: {
            /** @description The rows. */
            items: {
                /** @description ISO 4217 code. */
                currency: string;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description Name in law. */
                name: string;
                /** @description Tax number. */
                tax_id?: string | null;
                /** @description Whether its prices hold tax. */
                tax_mode: components["schemas"]["TaxMode"];
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Member: {
            /** @description The rows. */
            items: {
                /** @description The code on the card. */
                code: string;
                /**
                 * Format: int64
                 * @description When it joined, ms since 1970 UTC.
                 */
                created_at_ms: number;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description Whether it takes part. */
                status: components["schemas"]["MemberStatus"];
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Message: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int32
                 * @description Attempts at sending it.
                 */
                attempts: number;
                /**
                 * Format: int64
                 * @description When it took its state, ms since 1970 UTC.
                 */
                changed_at_ms: number;
                /** @description The channel of the last attempt. */
                channel?: string | null;
                /**
                 * Format: int64
                 * @description When it was recorded, ms since 1970 UTC.
                 */
                created_at_ms: number;
                /**
                 * Format: int64
                 * @description When it is of no use any more, ms since 1970 UTC.
                 */
                expires_at_ms: number;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /**
                 * Format: uuid
                 * @description To whom.
                 */
                member: string;
                /** @description What fills it. */
                parameters: unknown;
                /** @description The plugin that sends it. */
                plugin: string;
                /** @description `service` or `marketing`. */
                purpose: string;
                /** @description Why it is not sent (yet), or did not arrive. */
                reason?: string | null;
                /**
                 * Format: uuid
                 * @description The installation that made the last attempt.
                 */
                sender?: string | null;
                /** @description Where it stands. */
                state: components["schemas"]["MessageState"];
                /** @description A text of the plugin's manifest. */
                template: string;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Order: {
            /** @description The rows. */
            items: {
                /** @description The sales channel. */
                channel: string;
                /** @description Fees, discounts and commissions beside the lines. */
                charges?: components["schemas"]["OrderCharge"][];
                /** @description ISO 4217 code. */
                currency: string;
                /** @description The channel's own id. */
                external_id: string;
                /** @description How the goods get to the customer. */
                fulfilment: components["schemas"]["Fulfilment"];
                /**
                 * Format: int64
                 * @description Sum of lines.
                 */
                goods_minor: number;
                /**
                 * Format: uuid
                 * @description Made by the host.
                 */
                id: string;
                /**
                 * Format: uuid
                 * @description Who sells in law.
                 */
                legal_entity: string;
                /** @description In the channel's order. */
                lines: components["schemas"]["OrderLine"][];
                /** @description What people call it by. */
                number: string;
                /**
                 * Format: int64
                 * @description What the customer paid to the channel.
                 */
                paid_minor: number;
                /**
                 * Format: int64
                 * @description When the customer ordered, by the channel's clock, ms since 1970 UTC.
                 */
                placed_at_ms: number;
                /** @description The plugin that serves the channel. */
                plugin: string;
                /**
                 * Format: int64
                 * @description When the server stored it, ms since 1970 UTC.
                 */
                recorded_at_ms: number;
                /** @description What went back. */
                refunds?: components["schemas"]["OrderRefund"][];
                /**
                 * Format: uuid
                 * @description The sale it became.
                 */
                sale?: string | null;
                /**
                 * Format: int64
                 * @description What it is worth to the merchant before commission.
                 */
                sale_minor: number;
                /** @description Where it stands. */
                status: components["schemas"]["OrderStatus"];
                /** @description How it came to where it stands. */
                steps: components["schemas"]["OrderStep"][];
                /**
                 * Format: uuid
                 * @description The store that serves it.
                 */
                store: string;
                /**
                 * Format: int64
                 * @description When the customer wants it; absent = as soon as can be.
                 */
                wanted_at_ms?: number | null;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_OrgUnit: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int64
                 * @description Cash is rounded to multiples of this; 1 = not rounded.
                 */
                cash_unit_minor: number;
                /** @description Short name, unique in the tenant. */
                code: string;
                /**
                 * Format: int32
                 * @description The hour at which the business day ends.
                 */
                cutoff_hour: number;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description What it is. */
                kind: components["schemas"]["OrgUnitKind"];
                /**
                 * Format: uuid
                 * @description Whom it belongs to in law.
                 */
                legal_entity: string;
                /** @description Name for people. */
                name: string;
                /** @description Who runs it. */
                operation: components["schemas"]["Operation"];
                /**
                 * Format: uuid
                 * @description The unit above.
                 */
                parent?: string | null;
                /** @description IANA name. */
                time_zone: string;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Package: {
            /** @description The rows. */
            items: {
                /** @description Its component's digest. */
                component: string;
                /**
                 * Format: int64
                 * @description When it was stored, ms since 1970 UTC.
                 */
                created_at_ms: number;
                /** @description Its digest: what an installation pins. */
                digest: string;
                /** @description What the author declares. */
                manifest: unknown;
                /** @description Plugin name. */
                name: string;
                /** @description What the binary may do, from its imports; in answers to publishing only. */
                permissions?: string[] | null;
                /** @description Version. */
                version: string;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Payment: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int64
                 * @description Minor units.
                 */
                amount_minor: number;
                /**
                 * Format: int32
                 * @description Calls of the plugin so far.
                 */
                attempts: number;
                /**
                 * Format: uuid
                 * @description The charge that a refund takes back.
                 */
                charge?: string | null;
                /**
                 * Format: int64
                 * @description ms since 1970 UTC.
                 */
                created_at_ms: number;
                /** @description ISO 4217 code. */
                currency: string;
                decline?: components["schemas"]["Decline"] | null;
                /** @description What went wrong last, for people who look after the plugin. */
                error?: string | null;
                /**
                 * Format: int64
                 * @description When a charge is cancelled, ms since 1970 UTC.
                 */
                expires_at_ms?: number | null;
                /**
                 * Format: uuid
                 * @description Its id; without hyphens the order number at the party.
                 */
                id: string;
                /**
                 * Format: uuid
                 * @description Who moves the money.
                 */
                installation: string;
                /** @description Whether money comes or goes. */
                kind: components["schemas"]["PaymentKind"];
                /** @description The method of the tender, `pay:METHOD`. */
                method: string;
                /**
                 * Format: int64
                 * @description When the money moved by the party's clock, ms since 1970 UTC.
                 */
                paid_at_ms?: number | null;
                /** @description The plugin's name. */
                plugin: string;
                /** @description The party's reference. */
                reference?: string | null;
                /**
                 * Format: uuid
                 * @description The sale.
                 */
                sale: string;
                /**
                 * Format: uuid
                 * @description The return that it pays back for.
                 */
                sale_return?: string | null;
                /** @description Where it stands. */
                state: components["schemas"]["PaymentState"];
                /**
                 * Format: uuid
                 * @description The tender of the sale or return.
                 */
                tender: string;
                waiting?: components["schemas"]["Waiting"] | null;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_PaymentMethod: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int32
                 * @description Seconds after which an undecided charge is cancelled.
                 */
                expires_s: number;
                /**
                 * @description `customer_presented`: the till scans the customer's code and sends it as the tender's `code`.
                 *     `merchant_presented`: the customer scans what the payment says to show.
                 */
                flow: string;
                /**
                 * Format: uuid
                 * @description Who serves it.
                 */
                installation: string;
                /** @description The method of the tender, `pay:METHOD`. */
                method: string;
                /** @description The plugin's name. */
                plugin: string;
                /** @description What it can pay back: `none`, `full`, `partial`. */
                refunds: string;
                /** @description What it is called, by language. */
                title: {
                    [key: string]: string;
                };
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Permission: {
            /** @description The rows. */
            items: {
                /** @description What it allows, in English. */
                en: string;
                /** @description Whether users prove who they are once more before it is used, and never have it at a till. */
                is_dangerous: boolean;
                /** @description `noun.verb`. */
                name: string;
                /** @description What it allows, in Chinese. */
                zh: string;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Price: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int64
                 * @description What discounts should leave of it.
                 */
                floor_minor?: number;
                /**
                 * Format: uuid
                 * @description The list.
                 */
                list: string;
                /**
                 * Format: uuid
                 * @description A store or a unit above it; the nearest one wins. Everywhere where not given.
                 */
                org_unit?: string | null;
                /**
                 * Format: int64
                 * @description Of one unit of quantity.
                 */
                unit_price_minor: number;
                /**
                 * Format: int64
                 * @description First moment, ms since 1970 UTC; among prices of one place the latest start wins.
                 */
                valid_from_ms?: number;
                /**
                 * Format: int64
                 * @description First moment after.
                 */
                valid_to_ms?: number | null;
                /**
                 * Format: uuid
                 * @description What it is the price of.
                 */
                variant: string;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_PriceList: {
            /** @description The rows. */
            items: {
                /** @description ISO 4217 code. */
                currency: string;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description What it is for. */
                kind: string;
                /** @description Name for people. */
                name: string;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Product: {
            /** @description The rows. */
            items: {
                /** @description A path such as `food/fresh`. */
                category?: string;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description Weighed or measured: a line is one piece whatever its quantity. */
                measured?: boolean;
                /** @description Name for people. */
                name: string;
                /** @description Whether it is sold; `active` where not given. */
                status?: components["schemas"]["ProductStatus"];
                /** @description Tags that plugins choose by. */
                tags?: string[];
                /** @description Code of its tax class. */
                tax_class: string;
                /**
                 * @description What its quantity counts; `piece` where not given.
                 * @example kg
                 */
                unit_of_measure?: string;
                /** @description What is sold of it. Variants that a batch does not name stay as they are. */
                variants?: components["schemas"]["Variant"][];
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Role: {
            /** @description The rows. */
            items: {
                /** @description Whether it is built in and never changes. */
                is_built_in: boolean;
                /** @description Stable, for programs. */
                name: string;
                /** @description Permissions, `noun.*` for all of a noun, `plugin:NAME.*` for all of a plugin, `*` for all. */
                permissions: string[];
                /** @description What people call it, in English. */
                title_en: string;
                /** @description What people call it, in Chinese; own roles have one title. */
                title_zh: string;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_SaleSummary: {
            /** @description The rows. */
            items: {
                /** @description The day it counts for. */
                business_date: string;
                /** @description ISO 4217 code. */
                currency: string;
                /**
                 * Format: int64
                 * @description Sum of discounts.
                 */
                discount_minor: number;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /**
                 * Format: uuid
                 * @description The member.
                 */
                member?: string | null;
                /** @description The number people read. */
                number: string;
                /**
                 * Format: int64
                 * @description When it happened by the device, ms since 1970 UTC.
                 */
                occurred_at_ms: number;
                /**
                 * Format: int64
                 * @description When the server stored it: the order of the list.
                 */
                recorded_at_ms: number;
                /** @description Where it stands. */
                status: components["schemas"]["SaleStatus"];
                /**
                 * Format: uuid
                 * @description The store.
                 */
                store: string;
                /**
                 * Format: uuid
                 * @description The terminal.
                 */
                terminal: string;
                /**
                 * Format: int64
                 * @description What was owed.
                 */
                total_minor: number;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Session: {
            /** @description The rows. */
            items: {
                /** @description From which address. */
                address: string;
                /** @description With which program, as it says. */
                agent: string;
                /**
                 * Format: int64
                 * @description When, ms since 1970 UTC.
                 */
                created_at_ms: number;
                /**
                 * Format: int64
                 * @description When it ends unless it is used.
                 */
                expires_at_ms: number;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /**
                 * Format: int64
                 * @description When it was last seen, to the minute.
                 */
                seen_at_ms: number;
                /**
                 * Format: uuid
                 * @description At which till, with a PIN.
                 */
                terminal?: string | null;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_StockBalance: {
            /** @description The rows. */
            items: {
                /** @description What can be promised. */
                available: components["schemas"]["Quantity"];
                /**
                 * Format: uuid
                 * @description Where.
                 */
                location: string;
                /** @description Sum of moves; below 0 where more was sold than the books knew of. */
                on_hand: components["schemas"]["Quantity"];
                /** @description Promised to sales that await payment. */
                reserved: components["schemas"]["Quantity"];
                /**
                 * Format: uuid
                 * @description What.
                 */
                variant: string;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_String: {
            /** @description The rows. */
            items: string[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_TaxClass: {
            /** @description The rows. */
            items: {
                /** @description Short name that products refer to. */
                code: string;
                /** @description Name for people. */
                name: string;
                /** @description Its rates by legal entity and first day. */
                rates: components["schemas"]["TaxRate"][];
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Terminal: {
            /** @description The rows. */
            items: {
                /** @description Short name, unique in the store. */
                code: string;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description Name for people. */
                name: string;
                /**
                 * Format: uuid
                 * @description Where it stands.
                 */
                store: string;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Token: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int64
                 * @description When it was made, ms since 1970 UTC.
                 */
                created_at_ms: number;
                /**
                 * Format: int64
                 * @description When it ends.
                 */
                expires_at_ms?: number | null;
                /** @description The roles that it holds. */
                grants: components["schemas"]["Grant"][];
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /**
                 * Format: int64
                 * @description When it was last seen, to the minute.
                 */
                last_used_at_ms?: number | null;
                /** @description Name for people. */
                name: string;
                /**
                 * Format: int64
                 * @description When it was revoked.
                 */
                revoked_at_ms?: number | null;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Usage: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int64
                 * @description Calls.
                 */
                calls: number;
                /**
                 * Format: int64
                 * @description Cost units.
                 */
                cost_units: number;
                /** @description `YYYY-MM-DD`, UTC. */
                day: string;
                /**
                 * Format: int64
                 * @description Bytes of them and their answers.
                 */
                egress_bytes: number;
                /**
                 * Format: int64
                 * @description Requests to the outside.
                 */
                egress_calls: number;
                /**
                 * Format: int64
                 * @description Those that failed.
                 */
                failures: number;
                /**
                 * Format: int64
                 * @description The most memory of one call, bytes.
                 */
                peak_memory_bytes: number;
                /** @description The extension point. */
                point: string;
                /**
                 * Format: int64
                 * @description Wall clock, microseconds.
                 */
                wall_us: number;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_User: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int64
                 * @description When they were entered, ms since 1970 UTC.
                 */
                created_at_ms: number;
                /** @description The roles that they hold. */
                grants: components["schemas"]["Grant"][];
                /** @description Whether they are asked for one-time codes. */
                has_codes: boolean;
                /** @description Whether they have a password. */
                has_password: boolean;
                /** @description Whether they have a PIN for tills. */
                has_pin: boolean;
                /**
                 * Format: uuid
                 * @description Their id.
                 */
                id: string;
                /** @description Whether they may sign in. */
                is_active: boolean;
                /** @description What they sign in with. */
                login: string;
                /** @description What others call them. */
                name: string;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_Webhook: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int64
                 * @description When it was made, ms since 1970 UTC.
                 */
                created_at_ms: number;
                /** @description What it is for. */
                description: string;
                /** @description Which events; empty = all. */
                event_types: string[];
                /**
                 * Format: int64
                 * @description Since when every delivery has failed, ms since 1970 UTC.
                 */
                failing_since_ms?: number | null;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description Why it is not. */
                paused_reason?: string | null;
                /** @description Whether it is sent to. */
                state: components["schemas"]["WebhookState"];
                /** @description Where to. */
                url: string;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Listed_WebhookDelivery: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int64
                 * @description When the last attempt was, ms since 1970 UTC.
                 */
                attempted_at_ms?: number | null;
                /**
                 * Format: int32
                 * @description Attempts so far.
                 */
                attempts: number;
                /**
                 * Format: int64
                 * @description When it is tried next, while it is open, ms since 1970 UTC.
                 */
                due_at_ms: number;
                /** @description What went wrong last. */
                error?: string | null;
                /**
                 * Format: uuid
                 * @description The event.
                 */
                event: string;
                /**
                 * Format: int64
                 * @description The event's number.
                 */
                seq: number;
                /** @description Where it stands. */
                state: components["schemas"]["WebhookDeliveryState"];
                /**
                 * Format: int32
                 * @description The receiver's last status; absent where there was no answer.
                 */
                status?: number | null;
                /**
                 * Format: int64
                 * @description How long the last attempt took, ms.
                 */
                took_ms?: number | null;
                /** @description Its type. */
                type: string;
            }[];
            /** @description Give this as `after`, with the same filters, for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description Who asks. */
        Me: {
            /**
             * Format: uuid
             * @description The company.
             */
            company: string;
            /**
             * Format: uuid
             * @description The id of the token, user or terminal.
             */
            id: string;
            /** @description `token`, `user` or `terminal`. */
            kind: string;
            /** @description A user's name. */
            name?: string | null;
            /** @description The host's permissions that they hold, and where. */
            permissions: {
                [key: string]: components["schemas"]["HeldAt"];
            };
            /**
             * Format: uuid
             * @description The till that a user signed in at.
             */
            terminal?: string | null;
        };
        /** @description A member, without personal data. */
        Member: {
            /** @description The code on the card. */
            code: string;
            /**
             * Format: int64
             * @description When it joined, ms since 1970 UTC.
             */
            created_at_ms: number;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Whether it takes part. */
            status: components["schemas"]["MemberStatus"];
        };
        /** @description An account of a plugin that is kept under a member's id. */
        MemberAccount: components["schemas"]["Account"] & {
            /** @description The plugin. */
            plugin: string;
        };
        /** @description Members to make or change, one after the other. */
        MemberBatch: {
            /** @description 1 to 500. */
            members: components["schemas"]["BatchMember"][];
        };
        /** @description A member with what others say of it. */
        MemberDetail: {
            /** @description The code on the card. */
            code: string;
            /**
             * Format: int64
             * @description When it joined, ms since 1970 UTC.
             */
            created_at_ms: number;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: int64
             * @description Completed sales.
             */
            sales_count: number;
            /** @description Whether it takes part. */
            status: components["schemas"]["MemberStatus"];
            /** @description Tags that plugins set, `plugin:tag`. */
            tags: string[];
        };
        /** @description A document of a plugin that is about a member. */
        MemberDocument: components["schemas"]["Document"] & {
            /** @description The collection. */
            collection: string;
            /** @description The plugin. */
            plugin: string;
        };
        /** @description All that is held of a member. */
        MemberExport: {
            /** @description Plugins' accounts that are kept under its id. */
            accounts: components["schemas"]["MemberAccount"][];
            /** @description Its addresses by channel, beside telephone and e-mail. */
            addresses: {
                [key: string]: string;
            };
            /** @description Every word of its consents, the latest first. */
            consents: components["schemas"]["ConsentWord"][];
            /** @description Plugins' documents that are about it. */
            documents: components["schemas"]["MemberDocument"][];
            /** @description Whether a list had more than 20,000 entries and was cut. */
            is_cut: boolean;
            /** @description The member, its tags, how often it bought. */
            member: components["schemas"]["MemberDetail"];
            /** @description Messages to it, the newest first. */
            messages: components["schemas"]["Message"][];
            /** @description Its personal data. */
            person: components["schemas"]["Person"];
            /** @description Its sales, the newest first. */
            sales: components["schemas"]["SaleSummary"][];
        };
        /**
         * @description Whether a member takes part.
         * @enum {string}
         */
        MemberStatus: "active" | "blocked" | "erased";
        /** @description How many were written. */
        MembersWritten: {
            /** @description Members. */
            members: number;
        };
        /** @description A message to a member; the address is looked up when it goes out. */
        Message: {
            /**
             * Format: int32
             * @description Attempts at sending it.
             */
            attempts: number;
            /**
             * Format: int64
             * @description When it took its state, ms since 1970 UTC.
             */
            changed_at_ms: number;
            /** @description The channel of the last attempt. */
            channel?: string | null;
            /**
             * Format: int64
             * @description When it was recorded, ms since 1970 UTC.
             */
            created_at_ms: number;
            /**
             * Format: int64
             * @description When it is of no use any more, ms since 1970 UTC.
             */
            expires_at_ms: number;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: uuid
             * @description To whom.
             */
            member: string;
            /** @description What fills it. */
            parameters: unknown;
            /** @description The plugin that sends it. */
            plugin: string;
            /** @description `service` or `marketing`. */
            purpose: string;
            /** @description Why it is not sent (yet), or did not arrive. */
            reason?: string | null;
            /**
             * Format: uuid
             * @description The installation that made the last attempt.
             */
            sender?: string | null;
            /** @description Where it stands. */
            state: components["schemas"]["MessageState"];
            /** @description A text of the plugin's manifest. */
            template: string;
        };
        /**
         * @description Where a message stands.
         * @enum {string}
         */
        MessageState: "queued" | "sent" | "delivered" | "failed" | "expired" | "cancelled";
        /** @description Documents on their way to the schemas of another version. */
        Migration: {
            /** @description Why it failed. */
            error?: string | null;
            /**
             * Format: int64
             * @description Documents migrated so far.
             */
            migrated: number;
            /** @description The package that is to take over. */
            package: string;
            /**
             * Format: int64
             * @description When it started, ms since 1970 UTC.
             */
            started_at_ms: number;
            /** @description Where it stands. */
            state: components["schemas"]["MigrationState"];
            /**
             * Format: int64
             * @description Documents there were when it started.
             */
            total: number;
            /** @description Its version. */
            version: string;
        };
        /**
         * @description Where a migration stands.
         * @enum {string}
         */
        MigrationState: "running" | "failed";
        /** @description A tender to record. */
        NewTender: {
            /**
             * Format: int64
             * @description Handed over, in the sale's currency, more than 0; for cash before change.
             */
            amount_minor: number;
            /** @description The code that the customer presented, for a `pay:` method that asks for one; shown to nobody but the plugin. */
            code?: string | null;
            foreign?: components["schemas"]["ForeignMoney"] | null;
            /** @description Whose accounts pay, for a `ledger:` method: a member, a card. */
            holder?: string | null;
            /**
             * Format: uuid
             * @description Made by the till.
             */
            id: string;
            /**
             * @description `cash`, `card`, `external:<name>` as the till says; `pay:<method>` is charged by a plugin (see
             *     `GET /v1/payment-methods`), `ledger:<plugin>/<name>` taken from accounts of a plugin.
             */
            method: string;
            /**
             * Format: uuid
             * @description For a return: the tender of the sale that the money goes back to; needed where several are of this method.
             */
            of?: string | null;
            /** @description Asked for at an outside party, outcome unknown: the sale awaits payment. */
            pending?: boolean;
            /** @description The acquirer's or terminal's reference. */
            reference?: string | null;
        };
        /** @description A webhook to make. */
        NewWebhook: {
            /** @description What it is for. */
            description?: string;
            /** @description Which events; empty = all. */
            event_types?: string[];
            /**
             * Format: uuid
             * @description Its id, made by the caller (UUIDv7).
             */
            id: string;
            /** @description Where to: `https` and a public host. */
            url: string;
        };
        /** @description Why a sale should not be as it is. */
        Objection: {
            /** @description The plugin's own stable name of the rule. */
            code: string;
            /**
             * Format: uuid
             * @description The installation that raised it.
             */
            installation: string;
            /**
             * Format: int32
             * @description The line at fault.
             */
            line?: number | null;
            /** @description What to do about it, by language. */
            message: {
                [key: string]: string;
            };
            /** @description The plugin's name. */
            plugin: string;
            /** @description What it asks for. */
            severity: components["schemas"]["Severity"];
        };
        /** @description An item entered by hand. */
        OpenLine: {
            /** @description What the receipt says. */
            name: string;
            /**
             * Format: int32
             * @description Tax rate, parts per million.
             */
            tax_ppm: number;
            /**
             * Format: int64
             * @description Of one unit; may be negative.
             */
            unit_price_minor: number;
        };
        /**
         * @description Who runs an org unit.
         * @enum {string}
         */
        Operation: "direct" | "franchise";
        /** @description An order of a sales channel. Prices are the channel's facts, with tax in them. */
        Order: {
            /** @description The sales channel. */
            channel: string;
            /** @description Fees, discounts and commissions beside the lines. */
            charges?: components["schemas"]["OrderCharge"][];
            /** @description ISO 4217 code. */
            currency: string;
            /** @description The channel's own id. */
            external_id: string;
            /** @description How the goods get to the customer. */
            fulfilment: components["schemas"]["Fulfilment"];
            /**
             * Format: int64
             * @description Sum of lines.
             */
            goods_minor: number;
            /**
             * Format: uuid
             * @description Made by the host.
             */
            id: string;
            /**
             * Format: uuid
             * @description Who sells in law.
             */
            legal_entity: string;
            /** @description In the channel's order. */
            lines: components["schemas"]["OrderLine"][];
            /** @description What people call it by. */
            number: string;
            /**
             * Format: int64
             * @description What the customer paid to the channel.
             */
            paid_minor: number;
            /**
             * Format: int64
             * @description When the customer ordered, by the channel's clock, ms since 1970 UTC.
             */
            placed_at_ms: number;
            /** @description The plugin that serves the channel. */
            plugin: string;
            /**
             * Format: int64
             * @description When the server stored it, ms since 1970 UTC.
             */
            recorded_at_ms: number;
            /** @description What went back. */
            refunds?: components["schemas"]["OrderRefund"][];
            /**
             * Format: uuid
             * @description The sale it became.
             */
            sale?: string | null;
            /**
             * Format: int64
             * @description What it is worth to the merchant before commission.
             */
            sale_minor: number;
            /** @description Where it stands. */
            status: components["schemas"]["OrderStatus"];
            /** @description How it came to where it stands. */
            steps: components["schemas"]["OrderStep"][];
            /**
             * Format: uuid
             * @description The store that serves it.
             */
            store: string;
            /**
             * Format: int64
             * @description When the customer wants it; absent = as soon as can be.
             */
            wanted_at_ms?: number | null;
        };
        /**
         * @description Who said something of an order.
         * @enum {string}
         */
        OrderActor: "channel" | "person";
        /** @description A named amount beside the lines. */
        OrderCharge: {
            /**
             * Format: int64
             * @description Never below 0.
             */
            amount_minor: number;
            /** @description What it does. */
            kind: components["schemas"]["ChargeKind"];
            /** @description What the channel calls it. */
            name: string;
            /** @description Who gets the fee or bears the discount: `merchant`, `channel` or `other:<name>`. */
            party: string;
        };
        /** @description One line of an order. */
        OrderLine: {
            /**
             * Format: int64
             * @description What it comes to.
             */
            amount_minor: number;
            /**
             * Format: int64
             * @description What the merchant took off the line.
             */
            discount_minor: number;
            /**
             * Format: int32
             * @description From 0.
             */
            line: number;
            /** @description What the channel calls it. */
            name: string;
            /** @description Of them, out of the store. */
            out: components["schemas"]["Quantity"];
            /** @description How much. */
            quantity: components["schemas"]["Quantity"];
            /** @description Of them, reserved now. */
            reserved: components["schemas"]["Quantity"];
            /** @description SKU. */
            sku: string;
            /** @description Stock units that it takes. */
            stock: components["schemas"]["Quantity"];
            /**
             * Format: int64
             * @description The channel's price of one.
             */
            unit_price_minor: number;
            /**
             * Format: int32
             * @description Units that can be refunded one by one.
             */
            units: number;
            /**
             * Format: uuid
             * @description The variant; absent where the SKU is not in the catalog.
             */
            variant?: string | null;
        };
        /** @description Who gets an order, and where; empty texts where the channel does not tell. */
        OrderRecipient: {
            /** @description Where. */
            address: string;
            /** @description A name. */
            name: string;
            /** @description What the customer asks for. */
            note: string;
            /** @description A number to call, often one that forwards for a day. */
            phone: string;
        };
        /** @description Money that went back. */
        OrderRefund: {
            /**
             * Format: int64
             * @description By the channel's clock, ms since 1970 UTC.
             */
            at_ms: number;
            /**
             * Format: uuid
             * @description The return it became.
             */
            booked?: string | null;
            /**
             * Format: int64
             * @description What the customer got back.
             */
            customer_minor: number;
            /** @description Where the goods are. */
            goods: components["schemas"]["Goods"];
            /** @description The channel's own id. */
            id: string;
            /** @description Whether the goods had not left the store yet. */
            is_before_hand_over: boolean;
            /** @description The units it is for. */
            lines?: components["schemas"]["OrderRefundLine"][];
            /**
             * Format: int64
             * @description What it costs the merchant.
             */
            merchant_minor: number;
            /** @description Why. */
            reason?: string | null;
        };
        /** @description Units of a line that are refunded. */
        OrderRefundLine: {
            /**
             * Format: int64
             * @description What they cost the merchant; 0 = the channel did not tell.
             */
            amount_minor: number;
            /**
             * Format: int32
             * @description The order's line.
             */
            line: number;
            /**
             * Format: int32
             * @description How many.
             */
            units: number;
        };
        /**
         * @description Where an order stands. The first six follow each other.
         * @enum {string}
         */
        OrderStatus: "new" | "accepted" | "preparing" | "ready" | "handed_over" | "completed" | "rejected" | "cancelled";
        /** @description One step of an order's way. */
        OrderStep: {
            /**
             * Format: int64
             * @description When, by the clock of whoever said so, ms since 1970 UTC.
             */
            at_ms: number;
            /** @description Who said so. */
            by: components["schemas"]["OrderActor"];
            /** @description Why. */
            reason?: string | null;
            /** @description Where it then stood. */
            status: components["schemas"]["OrderStatus"];
        };
        /** @description Head office, region, store or warehouse. */
        OrgUnit: {
            /**
             * Format: int64
             * @description Cash is rounded to multiples of this; 1 = not rounded.
             */
            cash_unit_minor: number;
            /** @description Short name, unique in the tenant. */
            code: string;
            /**
             * Format: int32
             * @description The hour at which the business day ends.
             */
            cutoff_hour: number;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What it is. */
            kind: components["schemas"]["OrgUnitKind"];
            /**
             * Format: uuid
             * @description Whom it belongs to in law.
             */
            legal_entity: string;
            /** @description Name for people. */
            name: string;
            /** @description Who runs it. */
            operation: components["schemas"]["Operation"];
            /**
             * Format: uuid
             * @description The unit above.
             */
            parent?: string | null;
            /** @description IANA name. */
            time_zone: string;
        };
        /**
         * @description What an org unit is.
         * @enum {string}
         */
        OrgUnitKind: "hq" | "region" | "store" | "warehouse";
        /**
         * @description What became of a tender.
         * @enum {string}
         */
        Outcome: "settled" | "failed";
        /** @description A manager's word for one objection. */
        Override: {
            /** @description Who says so. */
            by: string;
            /** @description Its code. */
            code: string;
            /**
             * Format: uuid
             * @description The installation that raised it.
             */
            installation: string;
            /** @description Why. */
            reason: string;
        };
        /** @description A package that is stored here. */
        Package: {
            /** @description Its component's digest. */
            component: string;
            /**
             * Format: int64
             * @description When it was stored, ms since 1970 UTC.
             */
            created_at_ms: number;
            /** @description Its digest: what an installation pins. */
            digest: string;
            /** @description What the author declares. */
            manifest: unknown;
            /** @description Plugin name. */
            name: string;
            /** @description What the binary may do, from its imports; in answers to publishing only. */
            permissions?: string[] | null;
            /** @description Version. */
            version: string;
        };
        /** @description A code that was typed in. */
        Pair: {
            /** @description With or without the dash, in any case. */
            code: string;
        };
        /** @description A device that was paired. Its key is shown this once. */
        Paired: {
            /**
             * Format: uuid
             * @description The company.
             */
            company: string;
            /**
             * Format: uuid
             * @description The terminal that the device is from now on.
             */
            terminal: string;
            /** @description The device's key, for `Authorization: Bearer`. */
            token: string;
        };
        /** @description A code to type in at the device. */
        PairingCode: {
            /** @description `XXXX-XXXX`. */
            code: string;
            /**
             * Format: int64
             * @description Until when it is good, ms since 1970 UTC.
             */
            expires_at_ms: number;
        };
        /** @description One line of a past sale. */
        PastLine: {
            /**
             * Format: int64
             * @description Taken off the line then.
             */
            discount_minor?: number;
            /** @description How much. */
            quantity: components["schemas"]["Quantity"];
            /** @description SKU; need not be sold any more. */
            sku: string;
            /**
             * Format: int32
             * @description Tax rate then, parts per million.
             */
            tax_ppm?: number;
            /**
             * Format: int64
             * @description List price then.
             */
            unit_price_minor: number;
        };
        /** @description One past sale. */
        PastSale: {
            /**
             * Format: uuid
             * @description Stable, so that importing again changes nothing.
             */
            id: string;
            /** @description What. */
            lines: components["schemas"]["PastLine"][];
            /**
             * Format: uuid
             * @description Who bought, where known.
             */
            member?: string | null;
            /** @description Its number then. */
            number: string;
            /**
             * Format: int64
             * @description When, ms since 1970 UTC.
             */
            occurred_at_ms: number;
            /**
             * Format: uuid
             * @description Where.
             */
            store: string;
            /**
             * Format: uuid
             * @description On which terminal.
             */
            terminal: string;
        };
        /** @description A charge or refund that a plugin moves. */
        Payment: {
            /**
             * Format: int64
             * @description Minor units.
             */
            amount_minor: number;
            /**
             * Format: int32
             * @description Calls of the plugin so far.
             */
            attempts: number;
            /**
             * Format: uuid
             * @description The charge that a refund takes back.
             */
            charge?: string | null;
            /**
             * Format: int64
             * @description ms since 1970 UTC.
             */
            created_at_ms: number;
            /** @description ISO 4217 code. */
            currency: string;
            decline?: components["schemas"]["Decline"] | null;
            /** @description What went wrong last, for people who look after the plugin. */
            error?: string | null;
            /**
             * Format: int64
             * @description When a charge is cancelled, ms since 1970 UTC.
             */
            expires_at_ms?: number | null;
            /**
             * Format: uuid
             * @description Its id; without hyphens the order number at the party.
             */
            id: string;
            /**
             * Format: uuid
             * @description Who moves the money.
             */
            installation: string;
            /** @description Whether money comes or goes. */
            kind: components["schemas"]["PaymentKind"];
            /** @description The method of the tender, `pay:METHOD`. */
            method: string;
            /**
             * Format: int64
             * @description When the money moved by the party's clock, ms since 1970 UTC.
             */
            paid_at_ms?: number | null;
            /** @description The plugin's name. */
            plugin: string;
            /** @description The party's reference. */
            reference?: string | null;
            /**
             * Format: uuid
             * @description The sale.
             */
            sale: string;
            /**
             * Format: uuid
             * @description The return that it pays back for.
             */
            sale_return?: string | null;
            /** @description Where it stands. */
            state: components["schemas"]["PaymentState"];
            /**
             * Format: uuid
             * @description The tender of the sale or return.
             */
            tender: string;
            waiting?: components["schemas"]["Waiting"] | null;
        };
        /** @description A payment with what was asked and said, oldest first. */
        PaymentHistory: components["schemas"]["Payment"] & {
            /** @description The latest 100 at most. */
            history: components["schemas"]["Attempt"][];
        };
        /**
         * @description Whether money comes or goes.
         * @enum {string}
         */
        PaymentKind: "charge" | "refund";
        /** @description A method that a plugin serves. */
        PaymentMethod: {
            /**
             * Format: int32
             * @description Seconds after which an undecided charge is cancelled.
             */
            expires_s: number;
            /**
             * @description `customer_presented`: the till scans the customer's code and sends it as the tender's `code`.
             *     `merchant_presented`: the customer scans what the payment says to show.
             */
            flow: string;
            /**
             * Format: uuid
             * @description Who serves it.
             */
            installation: string;
            /** @description The method of the tender, `pay:METHOD`. */
            method: string;
            /** @description The plugin's name. */
            plugin: string;
            /** @description What it can pay back: `none`, `full`, `partial`. */
            refunds: string;
            /** @description What it is called, by language. */
            title: {
                [key: string]: string;
            };
        };
        /**
         * @description Where a payment stands.
         * @enum {string}
         */
        PaymentState: "starting" | "pending" | "cancelling" | "paid" | "failed" | "replaced";
        /** @description A permission of the host. Plugins have their own, `plugin:NAME.VERB`. */
        Permission: {
            /** @description What it allows, in English. */
            en: string;
            /** @description Whether users prove who they are once more before it is used, and never have it at a till. */
            is_dangerous: boolean;
            /** @description `noun.verb`. */
            name: string;
            /** @description What it allows, in Chinese. */
            zh: string;
        };
        /** @description Personal data of a member. */
        Person: {
            /** @description `YYYY-MM-DD`. */
            birthday?: string | null;
            /** @description E-mail. */
            email?: string | null;
            /** @description Name. */
            name?: string | null;
            /** @description Telephone. */
            phone?: string | null;
        };
        /** @description Something the customer asks a plugin for. */
        PluginRequest: {
            /** @description What is asked for, in the plugin's words. */
            name: string;
            /** @description The plugin's name. */
            plugin: string;
            /** @description How much or which. */
            value: string;
        };
        /** @description A press of a button. */
        Press: {
            /** @description What the person filled in, under the action's schema. */
            input?: unknown;
            /**
             * Format: uuid
             * @description The store it is pressed in; absent = nowhere in particular. Refused where the plugin is not on for it.
             */
            store?: string | null;
            /** @description What it was pressed on: the id of a sale, member or product, as the manifest's `on` says. */
            subject?: string;
        };
        /** @description What the person reads. */
        Pressed: {
            /** @description More for the screen. */
            data: unknown;
            /** @description One sentence. */
            message: string;
        };
        /** @description What would come back. */
        PreviewReturn: {
            /** @description What comes back. */
            lines: components["schemas"]["WantedLine"][];
            /**
             * Format: uuid
             * @description The sale.
             */
            sale: string;
        };
        /**
         * @description The price of a variant for some time, in all stores or below one org unit. It is the same price when list,
         *     variant, org unit and start are.
         */
        Price: {
            /**
             * Format: int64
             * @description What discounts should leave of it.
             */
            floor_minor?: number;
            /**
             * Format: uuid
             * @description The list.
             */
            list: string;
            /**
             * Format: uuid
             * @description A store or a unit above it; the nearest one wins. Everywhere where not given.
             */
            org_unit?: string | null;
            /**
             * Format: int64
             * @description Of one unit of quantity.
             */
            unit_price_minor: number;
            /**
             * Format: int64
             * @description First moment, ms since 1970 UTC; among prices of one place the latest start wins.
             */
            valid_from_ms?: number;
            /**
             * Format: int64
             * @description First moment after.
             */
            valid_to_ms?: number | null;
            /**
             * Format: uuid
             * @description What it is the price of.
             */
            variant: string;
        };
        /** @description Prices to make or change. */
        PriceBatch: {
            /** @description 1 to 5000. */
            prices: components["schemas"]["Price"][];
        };
        /** @description A list of prices in one currency. */
        PriceList: {
            /** @description ISO 4217 code. */
            currency: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What it is for. */
            kind: string;
            /** @description Name for people. */
            name: string;
        };
        /** @description How many were written. */
        PricesWritten: {
            /** @description Prices. */
            prices: number;
        };
        /** @description A problem as clients read it (RFC 9457). Some codes add members, such as the new `quote` of `price_changed`. */
        Problem: {
            /** @description Stable and dotted, to decide by. */
            code: string;
            /** @description What happened this time. */
            detail: string;
            /** @description The request's id, as in the `x-request-id` header. */
            instance: string;
            /** @description JSON pointer of the request member at fault. */
            pointer?: string | null;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description What sort of problem it is, in the caller's language. */
            title: string;
            /** @description `urn:bodega:problem:` and the code. */
            type: string;
        };
        /** @description A product with its variants. */
        Product: {
            /** @description A path such as `food/fresh`. */
            category?: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Weighed or measured: a line is one piece whatever its quantity. */
            measured?: boolean;
            /** @description Name for people. */
            name: string;
            /** @description Whether it is sold; `active` where not given. */
            status?: components["schemas"]["ProductStatus"];
            /** @description Tags that plugins choose by. */
            tags?: string[];
            /** @description Code of its tax class. */
            tax_class: string;
            /**
             * @description What its quantity counts; `piece` where not given.
             * @example kg
             */
            unit_of_measure?: string;
            /** @description What is sold of it. Variants that a batch does not name stay as they are. */
            variants?: components["schemas"]["Variant"][];
        };
        /** @description Products to make or change, all or none. */
        ProductBatch: {
            /** @description 1 to 2000. */
            products: components["schemas"]["Product"][];
        };
        /**
         * @description Whether a product is sold.
         * @enum {string}
         */
        ProductStatus: "active" | "retired";
        /** @description How many were written. */
        ProductsWritten: {
            /** @description Products. */
            products: number;
            /** @description Variants. */
            variants: number;
        };
        /** @description What changes. */
        PutContact: {
            /** @description By `wechat`, `wecom` or `app`; `null` takes one away. */
            addresses?: {
                [key: string]: string | null;
            };
            /** @description One a purpose and channel; those that are not named stay. An older word than the stored one changes nothing. */
            consents?: components["schemas"]["Consent"][];
        };
        /** @description What a merchant decides about an installation. */
        PutInstallation: {
            /**
             * Format: int32
             * @description The most it may take off a basket, parts per million; no cap where not given.
             */
            cap_ppm?: number | null;
            /**
             * @description Digest of what the package asks for (`GET /v1/packages/{digest}/asks`), by which the merchant agrees to it; needed
             *     where that goes beyond what was agreed to before.
             */
            consent?: string | null;
            /** @description Whether an older version may take the place of a newer one; not where not given. */
            downgrade?: boolean;
            /** @description Whether it is switched on; it is where not given. */
            is_enabled?: boolean;
            /** @description Digest of the package; the installation stays on it until it is changed. */
            package: string;
            /**
             * Format: int32
             * @description Order within its stage, lowest first.
             */
            position?: number;
            /** @description The price plan chosen in the marketplace; stays as it is where not given. */
            price_plan?: string | null;
            /** @description Org units where it is on, with all below them; empty = everywhere; stays as it is where not given. */
            scope?: string[] | null;
            /**
             * @description Settings under the package's schema; what is stored stays where not given. A secret that is not named stays, one
             *     that is `null` goes.
             */
            settings?: unknown;
        };
        /** @description A legal entity to make or change. */
        PutLegalEntity: {
            /**
             * @description ISO 4217 code; all its sales are in it.
             * @example CNY
             */
            currency: string;
            /** @description Name in law. */
            name: string;
            /** @description Tax number. */
            tax_id?: string | null;
            /** @description Whether its prices hold tax. */
            tax_mode: components["schemas"]["TaxMode"];
        };
        /** @description A member to make or change. */
        PutMember: {
            /** @description The code on the card, unique in the tenant. */
            code: string;
            /**
             * Format: int64
             * @description When it joined, ms since 1970 UTC; now where not given.
             */
            created_at_ms?: number | null;
            person?: components["schemas"]["Person"] | null;
            /** @description `active` where not given. */
            status?: components["schemas"]["MemberStatus"];
        };
        /** @description An org unit to make or change. */
        PutOrgUnit: {
            /**
             * Format: int64
             * @description Cash is rounded to multiples of this; 1 = not rounded.
             */
            cash_unit_minor?: number;
            /** @description Short name, unique in the tenant. */
            code: string;
            /**
             * Format: int32
             * @description The hour at which the business day ends, 0 to 23.
             */
            cutoff_hour?: number;
            /** @description What it is. */
            kind: components["schemas"]["OrgUnitKind"];
            /**
             * Format: uuid
             * @description Whom it belongs to in law.
             */
            legal_entity: string;
            /** @description Name for people. */
            name: string;
            /** @description Who runs it; `direct` where not given. */
            operation?: components["schemas"]["Operation"];
            /**
             * Format: uuid
             * @description The unit above.
             */
            parent?: string | null;
            /**
             * @description IANA name.
             * @example Asia/Shanghai
             */
            time_zone: string;
        };
        /** @description A price list to make or change. */
        PutPriceList: {
            /** @description ISO 4217 code. */
            currency: string;
            /** @description `retail` is what sales take their prices from; other words are the merchant's. */
            kind?: string;
            /** @description Name for people. */
            name: string;
        };
        /** @description A return to make. */
        PutReturn: {
            /** @description What comes back. */
            lines: components["schemas"]["WantedLine"][];
            /** @description The number people read, minted on the terminal. */
            number: string;
            /**
             * Format: int64
             * @description When it happened by the device, ms since 1970 UTC.
             */
            occurred_at_ms: number;
            /** @description Why. */
            reason?: string | null;
            /**
             * Format: uuid
             * @description The sale it returns from.
             */
            sale: string;
            /**
             * Format: uuid
             * @description Where the goods come back; may be another store than the sale's.
             */
            store: string;
            /** @description How the money goes back, as given to the customer. */
            tenders?: components["schemas"]["NewTender"][];
            /**
             * Format: uuid
             * @description On which terminal.
             */
            terminal: string;
        };
        /** @description A role to make or change. */
        PutRole: {
            /** @description Permissions, `noun.*` for all of a noun, `plugin:NAME.*` for all of a plugin, `*` for all. */
            permissions: string[];
            /** @description What people call it. */
            title: string;
        };
        /** @description A sale to make: the basket as it was quoted, and how it is paid. */
        PutSale: {
            /** @description The sales channel. */
            channel?: string;
            /** @description Codes as entered, at most 50. */
            coupons?: string[];
            /** @description In ticket order, at most 2000. */
            lines: components["schemas"]["BasketLine"][];
            /**
             * Format: uuid
             * @description Who buys, where known.
             */
            member?: string | null;
            /** @description The number people read, minted on the terminal. */
            number: string;
            /**
             * Format: int64
             * @description When it happened by the device, ms since 1970 UTC.
             */
            occurred_at_ms: number;
            /** @description What a manager said to objections of plugins, at most 50. */
            overrides?: components["schemas"]["Override"][];
            /** @description What the customer was shown. */
            quote: components["schemas"]["ShownQuote"];
            /** @description What the customer asks of plugins, at most 50. */
            requests?: components["schemas"]["PluginRequest"][];
            /**
             * Format: uuid
             * @description Where.
             */
            store: string;
            /** @description How it is paid; empty where nothing is owed. */
            tenders?: components["schemas"]["NewTender"][];
            /**
             * Format: uuid
             * @description On which terminal.
             */
            terminal: string;
        };
        /** @description A tax class to make or change, with rates to set. */
        PutTaxClass: {
            /** @description Name for people. */
            name: string;
            /** @description Rates to set; those that are not named stay. */
            rates?: components["schemas"]["TaxRate"][];
        };
        /** @description A terminal to make or change. */
        PutTerminal: {
            /** @description Short name, unique in the store. */
            code: string;
            /** @description Name for people. */
            name: string;
            /**
             * Format: uuid
             * @description Where it stands.
             */
            store: string;
        };
        /** @description A version to try. */
        PutTrial: {
            /** @description As for an installation. */
            consent?: string | null;
            /** @description How. */
            mode: components["schemas"]["TrialMode"];
            /** @description Digest of its package, of the same plugin. */
            package: string;
            /**
             * Format: int32
             * @description How many of a thousand terminals of the other stores are; a terminal always is or is not.
             */
            permille?: number;
            /** @description Its settings; those in use where not given. */
            settings?: unknown;
            /** @description Stores that are on the canary. */
            stores?: string[];
        };
        /** @description A user to make or change. */
        PutUserBody: {
            /** @description The roles that they hold from now on. */
            grants: components["schemas"]["Grant"][];
            /** @description Whether they may sign in; taking it away signs them out. */
            is_active?: boolean;
            /** @description What they sign in with, unique in the company; upper and lower case are the same. */
            login: string;
            /** @description What others call them. */
            name: string;
        };
        /**
         * @description Decimal with at most six places, in quotes; whole numbers may go without. Always given as text.
         * @example 1.25
         * @example 2
         */
        Quantity: string | number;
        /** @description What a basket costs now, and why. Nothing is reserved: the sale prices again and compares. */
        Quote: {
            /** @description Discounts of plugins, in the order given. */
            adjustments: components["schemas"]["SaleAdjustment"][];
            /** @description The day a sale would count for now. */
            business_date: string;
            /**
             * Format: int64
             * @description Cash is paid in multiples of this.
             */
            cash_unit_minor: number;
            /** @description ISO 4217 code. */
            currency: string;
            /** @description To be sent with the sale: every line, adjustment and tax, and who said so. */
            digest: string;
            /**
             * Format: int64
             * @description Sum of adjustments and manual discounts.
             */
            discount_minor: number;
            /** @description What the customer may take for nothing: add it as a line with its `gift` mark and quote again. */
            gifts: components["schemas"]["Gift"][];
            /**
             * Format: int64
             * @description How long a sale with a pending tender would be held, ms.
             */
            hold_ms: number;
            /** @description In ticket order. */
            lines: components["schemas"]["SaleLine"][];
            /** @description What plugins object to, as far as it shows without tenders. */
            objections: components["schemas"]["Objection"][];
            /** @description Installations the price was made without; tell the cashier. */
            skipped: components["schemas"]["Skipped"][];
            /**
             * Format: int64
             * @description Sum of lines before discounts.
             */
            subtotal_minor: number;
            /**
             * Format: int64
             * @description Sum of taxes, whether included or added.
             */
            tax_minor: number;
            /** @description Totals per rate. */
            taxes: components["schemas"]["TaxTotal"][];
            /**
             * Format: int64
             * @description What the customer owes before cash rounding.
             */
            total_minor: number;
        };
        /** @description What an outside party says of a pending tender. */
        RecordPayment: {
            /** @description What became of it. */
            outcome: components["schemas"]["Outcome"];
            /** @description The party's reference, where the money came. */
            reference?: string | null;
            /**
             * Format: uuid
             * @description Which tender of the sale.
             */
            tender: string;
        };
        /** @description Recovery codes, shown this once: each is good once in the place of a one-time code. */
        RecoveryCodes: {
            /** @description The codes. */
            codes: string[];
        };
        /** @description Why an order is turned down. */
        RejectOrder: {
            /** @description For the channel and its customer. */
            reason: string;
        };
        /** @description Which deliveries are sent again. */
        ReplayWebhook: {
            /**
             * Format: int64
             * @description From this event number on.
             */
            from_seq: number;
        };
        /** @description How an exception was dealt with. */
        ResolveException: {
            /** @description For people. */
            resolution: string;
        };
        /** @description How a webhook goes on. */
        ResumeWebhook: {
            /** @description Leaves out what happened while it was paused, and what waits to be tried again. */
            skip_missed?: boolean;
        };
        /** @description Days that personal data is kept, 1 to 3650. */
        Retention: {
            /**
             * Format: int32
             * @description Members who bought nothing, from their last sale on; then they are erased. For ever where nothing is set.
             */
            inactive_members?: number | null;
            /**
             * Format: int32
             * @description Messages to members, from their last state on; 365 where nothing is set.
             */
            messages?: number | null;
            /**
             * Format: int32
             * @description Who gets a channel's order, from its last change on; 60 where nothing is set.
             */
            recipients?: number | null;
        };
        /** @description Which item is to go out again. */
        RetryChannelItem: {
            /**
             * Format: uuid
             * @description Whose mapping names it.
             */
            installation: string;
            /** @description SKU. */
            sku: string;
            /**
             * Format: uuid
             * @description The store.
             */
            store: string;
        };
        /** @description Units of one line that came back, all at one price. */
        ReturnedLine: {
            /**
             * Format: int64
             * @description What these units were paid with, tax as in the sale's prices.
             */
            amount_minor: number;
            /**
             * Format: int32
             * @description Units.
             */
            count: number;
            /**
             * Format: int32
             * @description First unit of the line.
             */
            first: number;
            /**
             * Format: int32
             * @description The sale's line number.
             */
            line: number;
            /** @description How much of the line's quantity. */
            quantity: components["schemas"]["Quantity"];
            /** @description SKU. */
            sku: string;
            /**
             * Format: int64
             * @description Their tax.
             */
            tax_minor: number;
        };
        /** @description What a return would pay back. */
        ReturnPreview: {
            /** @description The units that would come back. */
            lines: components["schemas"]["ReturnedLine"][];
            /**
             * Format: int64
             * @description What would be paid back before cash rounding.
             */
            refund_minor: number;
        };
        /** @description A role. */
        Role: {
            /** @description Whether it is built in and never changes. */
            is_built_in: boolean;
            /** @description Stable, for programs. */
            name: string;
            /** @description Permissions, `noun.*` for all of a noun, `plugin:NAME.*` for all of a plugin, `*` for all. */
            permissions: string[];
            /** @description What people call it, in English. */
            title_en: string;
            /** @description What people call it, in Chinese; own roles have one title. */
            title_zh: string;
        };
        /** @description Why an earlier version comes back. */
        RollBack: {
            /** @description For the timeline. */
            reason: string;
        };
        /** @description A sale. */
        Sale: {
            /** @description Discounts of plugins, in the order given. */
            adjustments: components["schemas"]["SaleAdjustment"][];
            /** @description The day it counts for, `YYYY-MM-DD`. */
            business_date: string;
            /**
             * Format: int64
             * @description Added to the total where cash is paid, by the store's rule; may be negative.
             */
            cash_rounding_minor: number;
            /**
             * Format: int64
             * @description Cash handed back.
             */
            change_minor: number;
            /** @description The sales channel. */
            channel: string;
            /** @description ISO 4217 code. */
            currency: string;
            /**
             * Format: int64
             * @description Sum of adjustments and manual discounts.
             */
            discount_minor: number;
            /**
             * Format: int64
             * @description While awaiting payment: when the claims are given up, ms since 1970 UTC.
             */
            expires_at_ms?: number | null;
            /**
             * Format: uuid
             * @description Made by the till.
             */
            id: string;
            /**
             * Format: uuid
             * @description Who sells in law.
             */
            legal_entity: string;
            /** @description In ticket order. */
            lines: components["schemas"]["SaleLine"][];
            /**
             * Format: uuid
             * @description Who buys, where known.
             */
            member?: string | null;
            /** @description The number people read, minted on the terminal. */
            number: string;
            /**
             * Format: int64
             * @description When it happened by the device, ms since 1970 UTC.
             */
            occurred_at_ms: number;
            /**
             * Format: int64
             * @description When the server stored it, ms since 1970 UTC.
             */
            recorded_at_ms: number;
            /** @description Installations the price was made without. */
            skipped?: components["schemas"]["Skipped"][];
            /** @description Where it stands. */
            status: components["schemas"]["SaleStatus"];
            /**
             * Format: uuid
             * @description The store.
             */
            store: string;
            /**
             * Format: int64
             * @description Sum of lines before discounts.
             */
            subtotal_minor: number;
            /**
             * Format: int64
             * @description Sum of taxes, whether included or added.
             */
            tax_minor: number;
            /** @description Totals per rate. */
            taxes: components["schemas"]["TaxTotal"][];
            /** @description How it was paid. */
            tenders: components["schemas"]["Tender"][];
            /**
             * Format: uuid
             * @description The terminal.
             */
            terminal: string;
            /**
             * Format: int64
             * @description What the customer owes before cash rounding.
             */
            total_minor: number;
        };
        /** @description One rule's discount, by unit. */
        SaleAdjustment: {
            /** @description By unit. */
            allocations: components["schemas"]["UnitDiscount"][];
            /**
             * Format: int64
             * @description What it took off.
             */
            amount_minor: number;
            /** @description The component's digest. */
            component: string;
            /**
             * Format: uuid
             * @description Who gave it.
             */
            installation: string;
            /** @description What it is called, by language. */
            labels?: {
                [key: string]: string;
            };
            /** @description How people read it. */
            level: components["schemas"]["Level"];
            /** @description A remark for the receipt. */
            note?: string | null;
            /**
             * Format: int32
             * @description From 0, in the order given.
             */
            ordinal: number;
            /** @description The plugin's name. */
            plugin: string;
            /** @description The plugin's own reference. */
            reference: string;
            /** @description The plugin's version. */
            version: string;
        };
        /** @description One line of a sale. */
        SaleLine: {
            /**
             * Format: int64
             * @description original - manual discount - discount.
             */
            amount_minor: number;
            /**
             * Format: int64
             * @description Taken off by plugins.
             */
            discount_minor: number;
            gift?: components["schemas"]["GiftMark"] | null;
            /**
             * Format: int32
             * @description From 0, in ticket order.
             */
            line: number;
            /**
             * Format: int64
             * @description Taken off by the cashier.
             */
            manual_discount_minor: number;
            /** @description One piece, weighed or measured. */
            measured: boolean;
            /** @description Name at the time. */
            name: string;
            /**
             * Format: int64
             * @description Before discounts.
             */
            original_minor: number;
            /** @description How much. */
            quantity: components["schemas"]["Quantity"];
            /** @description SKU at the time. */
            sku: string;
            /**
             * Format: int32
             * @description Stock units in one unit of quantity.
             */
            stock_units: number;
            /** @description Product tags at the time. */
            tags?: string[];
            /**
             * Format: int64
             * @description Included in or added to the amount, by the legal entity's tax mode.
             */
            tax_minor: number;
            /**
             * Format: int32
             * @description Tax rate, parts per million.
             */
            tax_ppm: number;
            /**
             * Format: int64
             * @description List price of one unit of quantity.
             */
            unit_price_minor: number;
            /** @description What each unit costs in the end, in unit order. */
            units: components["schemas"]["UnitRun"][];
            /**
             * Format: uuid
             * @description The variant sold; absent for an open line.
             */
            variant?: string | null;
        };
        /** @description A return. */
        SaleReturn: {
            /** @description The day it counts for. */
            business_date: string;
            /**
             * Format: int64
             * @description Added to the refund where it is paid in cash; may be negative.
             */
            cash_rounding_minor: number;
            /** @description ISO 4217 code. */
            currency: string;
            /**
             * Format: uuid
             * @description Made by the till.
             */
            id: string;
            /**
             * Format: uuid
             * @description Who pays back in law.
             */
            legal_entity: string;
            /** @description What came back. */
            lines: components["schemas"]["ReturnedLine"][];
            /** @description The number people read. */
            number: string;
            /**
             * Format: int64
             * @description By the device, ms since 1970 UTC.
             */
            occurred_at_ms: number;
            /** @description Why. */
            reason?: string | null;
            /**
             * Format: int64
             * @description By the server, ms since 1970 UTC.
             */
            recorded_at_ms: number;
            /**
             * Format: int64
             * @description What is paid back before cash rounding.
             */
            refund_minor: number;
            /**
             * Format: uuid
             * @description What is returned from.
             */
            sale: string;
            /**
             * Format: uuid
             * @description The store that takes the goods.
             */
            store: string;
            /**
             * Format: int64
             * @description Tax in (or on) what is paid back.
             */
            tax_minor: number;
            /** @description How it is paid back. */
            tenders: components["schemas"]["Tender"][];
            /**
             * Format: uuid
             * @description The terminal.
             */
            terminal: string;
        };
        /**
         * @description Where a sale stands.
         * @enum {string}
         */
        SaleStatus: "awaiting_payment" | "completed" | "voided";
        /** @description A sale without its lines. */
        SaleSummary: {
            /** @description The day it counts for. */
            business_date: string;
            /** @description ISO 4217 code. */
            currency: string;
            /**
             * Format: int64
             * @description Sum of discounts.
             */
            discount_minor: number;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: uuid
             * @description The member.
             */
            member?: string | null;
            /** @description The number people read. */
            number: string;
            /**
             * Format: int64
             * @description When it happened by the device, ms since 1970 UTC.
             */
            occurred_at_ms: number;
            /**
             * Format: int64
             * @description When the server stored it: the order of the list.
             */
            recorded_at_ms: number;
            /** @description Where it stands. */
            status: components["schemas"]["SaleStatus"];
            /**
             * Format: uuid
             * @description The store.
             */
            store: string;
            /**
             * Format: uuid
             * @description The terminal.
             */
            terminal: string;
            /**
             * Format: int64
             * @description What was owed.
             */
            total_minor: number;
        };
        /** @description A secret of an installation's settings; its value is never shown. */
        Secret: {
            /** @description Whether it is set. */
            is_set: boolean;
            /** @description Its name in the settings. */
            name: string;
        };
        /** @description A sign-in. */
        Session: {
            /** @description From which address. */
            address: string;
            /** @description With which program, as it says. */
            agent: string;
            /**
             * Format: int64
             * @description When, ms since 1970 UTC.
             */
            created_at_ms: number;
            /**
             * Format: int64
             * @description When it ends unless it is used.
             */
            expires_at_ms: number;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: int64
             * @description When it was last seen, to the minute.
             */
            seen_at_ms: number;
            /**
             * Format: uuid
             * @description At which till, with a PIN.
             */
            terminal?: string | null;
        };
        /** @description A password to set. */
        SetPassword: {
            /** @description The new password. */
            password: string;
        };
        /** @description A PIN to set. */
        SetPin: {
            /** @description 4 to 8 digits. */
            pin: string;
        };
        /**
         * @description What an objection asks for.
         * @enum {string}
         */
        Severity: "remark" | "override" | "refuse";
        /** @description The quote that the customer was shown. */
        ShownQuote: {
            /** @description Its digest. */
            digest: string;
            /**
             * Format: int64
             * @description Its total.
             */
            total_minor: number;
        };
        /** @description A session that began. Its token is shown this once. */
        SignedIn: {
            /**
             * Format: int64
             * @description When it ends unless it is used, ms since 1970 UTC.
             */
            expires_at_ms: number;
            /** @description What others call them. */
            name: string;
            /**
             * Format: uuid
             * @description The session.
             */
            session: string;
            /** @description The session's token, for `Authorization: Bearer`. */
            token: string;
            /**
             * Format: uuid
             * @description Who signed in.
             */
            user: string;
        };
        /** @description Who wants to come in. */
        SignIn: {
            /** @description A one-time code or a recovery code, for users who have them on. */
            code?: string | null;
            /** @description The company's code. */
            company: string;
            /** @description The user's login. */
            login: string;
            /** @description Their password. */
            password: string;
        };
        /** @description An installation the price was made without, and why. */
        Skipped: {
            /** @description A stable code, e.g. `plugin.trap`. */
            code: string;
            /**
             * Format: uuid
             * @description Which.
             */
            installation: string;
            /** @description For people. */
            message: string;
            /** @description The plugin's name. */
            plugin: string;
        };
        /** @description Why an installation was left out of a price. */
        SkipReason: {
            /** @description A stable code, e.g. `plugin.trap`. */
            code: string;
            /** @description For people. */
            message: string;
        };
        /**
         * @description The stage in which a plugin prices.
         * @enum {string}
         */
        Stage: "line" | "order" | "redemption" | "rounding";
        /** @description A proof of who somebody is. */
        StepUp: {
            /** @description A one-time code or a recovery code, for users who have them on. */
            code?: string | null;
            /** @description Their password. */
            password: string;
        };
        /** @description The stock of one variant at one location, in stock units. */
        StockBalance: {
            /** @description What can be promised. */
            available: components["schemas"]["Quantity"];
            /**
             * Format: uuid
             * @description Where.
             */
            location: string;
            /** @description Sum of moves; below 0 where more was sold than the books knew of. */
            on_hand: components["schemas"]["Quantity"];
            /** @description Promised to sales that await payment. */
            reserved: components["schemas"]["Quantity"];
            /**
             * Format: uuid
             * @description What.
             */
            variant: string;
        };
        /** @description A stock document that is in the books. */
        StockBooked: {
            /**
             * Format: uuid
             * @description The document.
             */
            id: string;
        };
        /** @description Goods that came, or a correction. */
        StockDocument: {
            /**
             * Format: uuid
             * @description Made by the client: the same document is applied once, however often it is sent.
             */
            id: string;
            /** @description 1 to 2000 lines. */
            lines: components["schemas"]["StockLine"][];
            /**
             * Format: uuid
             * @description The store or warehouse.
             */
            location: string;
            /**
             * Format: int64
             * @description When it happened, ms since 1970 UTC.
             */
            occurred_at_ms: number;
        };
        /** @description One line of a stock document. */
        StockLine: {
            /** @description In stock units; a correction may be negative. */
            quantity: components["schemas"]["Quantity"];
            /**
             * Format: uuid
             * @description What.
             */
            variant: string;
        };
        /** @description A kind of goods in tax law. */
        TaxClass: {
            /** @description Short name that products refer to. */
            code: string;
            /** @description Name for people. */
            name: string;
            /** @description Its rates by legal entity and first day. */
            rates: components["schemas"]["TaxRate"][];
        };
        /**
         * @description Whether prices hold tax.
         * @enum {string}
         */
        TaxMode: "inclusive" | "exclusive";
        /** @description The rate of a class for a legal entity from a day on. */
        TaxRate: {
            /**
             * Format: uuid
             * @description Whose sales.
             */
            legal_entity: string;
            /**
             * Format: int32
             * @description Parts per million: 130000 is 13 %.
             * @example 130000
             */
            ppm: number;
            /**
             * @description First day, `YYYY-MM-DD`.
             * @example 2026-01-01
             */
            valid_from: string;
        };
        /** @description Tax at one rate: the sum of the lines' taxes. */
        TaxTotal: {
            /**
             * Format: int64
             * @description The amount the tax is of, without tax.
             */
            net_minor: number;
            /**
             * Format: int32
             * @description Parts per million.
             */
            rate_ppm: number;
            /**
             * Format: int64
             * @description The tax.
             */
            tax_minor: number;
        };
        /** @description Money, or what stands for it. */
        Tender: {
            /**
             * Format: int64
             * @description Handed over, in the sale's currency; for cash before change.
             */
            amount_minor: number;
            foreign?: components["schemas"]["ForeignMoney"] | null;
            /**
             * Format: uuid
             * @description Made by the till.
             */
            id: string;
            /** @description `cash`, `card`, `external:<name>`, `pay:<method>`, `ledger:<plugin>/<name>`. */
            method: string;
            /** @description What a `ledger` tender took from which account, or gave back. */
            parts?: components["schemas"]["TenderPart"][];
            /** @description The acquirer's or terminal's reference. */
            reference?: string | null;
            /** @description Where it stands. */
            state: components["schemas"]["TenderState"];
        };
        /** @description A part of a `ledger` tender. */
        TenderPart: {
            /** @description The plugin's account. */
            account: string;
            /**
             * Format: int64
             * @description Minor units.
             */
            amount_minor: number;
        };
        /**
         * @description Where a tender stands.
         * @enum {string}
         */
        TenderState: "pending" | "settled" | "failed";
        /** @description A till or other device that sells. It mints its own numbers. */
        Terminal: {
            /** @description Short name, unique in the store. */
            code: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Name for people. */
            name: string;
            /**
             * Format: uuid
             * @description Where it stands.
             */
            store: string;
        };
        /** @description The terminal that a device is. */
        Till: {
            /** @description Who may sign in at it, by login. */
            cashiers: components["schemas"]["Cashier"][];
            /** @description Its code, part of the numbers that it mints. */
            code: string;
            /**
             * Format: uuid
             * @description The company.
             */
            company: string;
            /** @description Its name. */
            name: string;
            /**
             * Format: uuid
             * @description Where it stands.
             */
            store: string;
            /**
             * Format: uuid
             * @description The terminal.
             */
            terminal: string;
        };
        /** @description Who signs in at a till. */
        TillSignIn: {
            /** @description The user's login. */
            login: string;
            /** @description Their PIN. */
            pin: string;
        };
        /** @description A token without its secret. */
        Token: {
            /**
             * Format: int64
             * @description When it was made, ms since 1970 UTC.
             */
            created_at_ms: number;
            /**
             * Format: int64
             * @description When it ends.
             */
            expires_at_ms?: number | null;
            /** @description The roles that it holds. */
            grants: components["schemas"]["Grant"][];
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: int64
             * @description When it was last seen, to the minute.
             */
            last_used_at_ms?: number | null;
            /** @description Name for people. */
            name: string;
            /**
             * Format: int64
             * @description When it was revoked.
             */
            revoked_at_ms?: number | null;
        };
        /** @description A version on trial and what came of it so far. */
        Trial: {
            /**
             * Format: int64
             * @description Where this one failed.
             */
            candidate_failed: number;
            /**
             * Format: int64
             * @description Answers compared.
             */
            compared: number;
            /**
             * Format: int64
             * @description Those that were not the same.
             */
            different: number;
            /**
             * Format: int64
             * @description Where the version in use failed.
             */
            live_failed: number;
            /** @description How it is tried. */
            mode: components["schemas"]["TrialMode"];
            /** @description Its package. */
            package: string;
            /**
             * Format: int64
             * @description Since when, ms since 1970 UTC.
             */
            started_at_ms: number;
            /** @description By whom. */
            started_by: string;
            /** @description Its version. */
            version: string;
        };
        /**
         * @description How a version is tried.
         * @enum {string}
         */
        TrialMode: "shadow" | "canary";
        /** @description `amount` off each of `count` units of `line` from unit `first` on. */
        UnitDiscount: {
            /**
             * Format: int64
             * @description Minor units a unit.
             */
            amount: number;
            /**
             * Format: int32
             * @description Units.
             */
            count: number;
            /**
             * Format: int32
             * @description First unit, from 0.
             */
            first: number;
            /**
             * Format: int32
             * @description Line number.
             */
            line: number;
        };
        /** @description `count` consecutive units that cost `amount` each, from unit `first` on. */
        UnitRun: {
            /**
             * Format: int64
             * @description Minor units a unit.
             */
            amount: number;
            /**
             * Format: int32
             * @description Units.
             */
            count: number;
            /**
             * Format: int32
             * @description First unit, from 0.
             */
            first: number;
        };
        /** @description What an installation used on a day at one extension point. */
        Usage: {
            /**
             * Format: int64
             * @description Calls.
             */
            calls: number;
            /**
             * Format: int64
             * @description Cost units.
             */
            cost_units: number;
            /** @description `YYYY-MM-DD`, UTC. */
            day: string;
            /**
             * Format: int64
             * @description Bytes of them and their answers.
             */
            egress_bytes: number;
            /**
             * Format: int64
             * @description Requests to the outside.
             */
            egress_calls: number;
            /**
             * Format: int64
             * @description Those that failed.
             */
            failures: number;
            /**
             * Format: int64
             * @description The most memory of one call, bytes.
             */
            peak_memory_bytes: number;
            /** @description The extension point. */
            point: string;
            /**
             * Format: int64
             * @description Wall clock, microseconds.
             */
            wall_us: number;
        };
        /** @description Somebody who works for the company. */
        User: {
            /**
             * Format: int64
             * @description When they were entered, ms since 1970 UTC.
             */
            created_at_ms: number;
            /** @description The roles that they hold. */
            grants: components["schemas"]["Grant"][];
            /** @description Whether they are asked for one-time codes. */
            has_codes: boolean;
            /** @description Whether they have a password. */
            has_password: boolean;
            /** @description Whether they have a PIN for tills. */
            has_pin: boolean;
            /**
             * Format: uuid
             * @description Their id.
             */
            id: string;
            /** @description Whether they may sign in. */
            is_active: boolean;
            /** @description What they sign in with. */
            login: string;
            /** @description What others call them. */
            name: string;
        };
        /** @description What is sold: a SKU. */
        Variant: {
            /** @description Barcodes that stand for it. */
            barcodes?: components["schemas"]["Barcode"][];
            /**
             * Format: int64
             * @description The price of a unit that no discount may pass, minor units.
             */
            hard_floor_minor?: number;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What sets it apart, e.g. `red, M`. */
            name?: string;
            /** @description SKU, unique in the tenant. */
            sku: string;
            /**
             * Format: int32
             * @description Stock units in one unit of quantity; 1 where not given.
             */
            stock_units?: number;
        };
        /** @description Why a sale is given up. */
        VoidSale: {
            /** @description For people. */
            reason: string;
        };
        /** @description What the till shows while the money is on its way. */
        Waiting: {
            /** @description A link that opens the party's app. */
            link?: string | null;
            /** @description For the till, by language. */
            message?: {
                [key: string]: string;
            };
            /** @description The text of a QR code that the customer scans. */
            qr?: string | null;
        };
        /** @description What comes back of one line. */
        WantedLine: {
            /**
             * Format: int32
             * @description How many units; the lowest that have not come back yet are taken.
             */
            count: number;
            /**
             * Format: int32
             * @description The sale's line number.
             */
            line: number;
        };
        /** @description A webhook. */
        Webhook: {
            /**
             * Format: int64
             * @description When it was made, ms since 1970 UTC.
             */
            created_at_ms: number;
            /** @description What it is for. */
            description: string;
            /** @description Which events; empty = all. */
            event_types: string[];
            /**
             * Format: int64
             * @description Since when every delivery has failed, ms since 1970 UTC.
             */
            failing_since_ms?: number | null;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Why it is not. */
            paused_reason?: string | null;
            /** @description Whether it is sent to. */
            state: components["schemas"]["WebhookState"];
            /** @description Where to. */
            url: string;
        };
        /** @description What became of an event at a webhook. */
        WebhookDelivery: {
            /**
             * Format: int64
             * @description When the last attempt was, ms since 1970 UTC.
             */
            attempted_at_ms?: number | null;
            /**
             * Format: int32
             * @description Attempts so far.
             */
            attempts: number;
            /**
             * Format: int64
             * @description When it is tried next, while it is open, ms since 1970 UTC.
             */
            due_at_ms: number;
            /** @description What went wrong last. */
            error?: string | null;
            /**
             * Format: uuid
             * @description The event.
             */
            event: string;
            /**
             * Format: int64
             * @description The event's number.
             */
            seq: number;
            /** @description Where it stands. */
            state: components["schemas"]["WebhookDeliveryState"];
            /**
             * Format: int32
             * @description The receiver's last status; absent where there was no answer.
             */
            status?: number | null;
            /**
             * Format: int64
             * @description How long the last attempt took, ms.
             */
            took_ms?: number | null;
            /** @description Its type. */
            type: string;
        };
        /**
         * @description Where a delivery stands.
         * @enum {string}
         */
        WebhookDeliveryState: "pending" | "leased" | "done" | "dead";
        /** @description What a webhook is. */
        WebhookDraft: {
            /** @description What it is for. */
            description?: string;
            /** @description Which events; empty = all. */
            event_types?: string[];
            /** @description Where to: `https` and a public host. */
            url: string;
        };
        /** @description How many are sent again. */
        WebhookReplay: {
            /**
             * Format: int64
             * @description Deliveries put back in line.
             */
            count: number;
        };
        /** @description A signing secret. It is shown this once. */
        WebhookSecret: {
            /**
             * Format: uuid
             * @description The webhook.
             */
            id: string;
            /** @description `whsec_` and base64, as libraries for Standard Webhooks take it. */
            secret: string;
        };
        /**
         * @description Whether a webhook is sent to.
         * @enum {string}
         */
        WebhookState: "on" | "paused";
        /** @description What came of a test. */
        WebhookTest: {
            /** @description Why it does not count as taken. */
            error?: string | null;
            /** @description Whether the receiver took it. */
            is_taken: boolean;
            /**
             * Format: int32
             * @description The receiver's status; absent where there was no answer.
             */
            status?: number | null;
            /**
             * Format: int64
             * @description From sending to the answer, ms.
             */
            took_ms: number;
        };
        /** @description A document that was written. */
        Written: {
            /** @description Its key. */
            key: string;
            /**
             * Format: int64
             * @description Its version now; 0 = deleted.
             */
            version: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description ok */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/openmetrics-text": string;
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description ok */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The database does not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_audit: {
        parameters: {
            query?: {
                /** @description Of this caller. */
                actor_id?: string;
                /** @description Of this sort of caller. */
                actor_kind?: "token" | "person" | "terminal" | "command_line" | "plugin" | "host";
                /** @description `next` of the page before. */
                after?: string;
                /** @description Asked for at this time or later, ms since 1970 UTC. */
                from_ms?: number;
                /** @description Changes, or readings of personal data. */
                kind?: "change" | "reading";
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
                /** @description About this object. */
                object_id?: string;
                /** @description About this kind of object. */
                object_kind?: string;
                /** @description Of this operation. */
                operation?: string;
                /** @description Asked for before this time, ms since 1970 UTC. */
                until_ms?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_AuditEntry"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_barcode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BarcodeHit"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_channel_items: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Of this installation. */
                installation?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
                /** @description In this state. */
                state?: "clean" | "pending" | "rejected";
                /** @description At this store. */
                store?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_ChannelItem"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retry_channel_item: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetryChannelItem"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_deliveries: {
        parameters: {
            query: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
                /** @description Where they stand. */
                state: "dead";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_DeadDelivery"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retry_delivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                installation: string;
                seq: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    skip_delivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                installation: string;
                seq: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_event_types: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_String"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_events: {
        parameters: {
            query?: {
                /** @description The number of the last event that was read; 0 = from the start. */
                after_seq?: number;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_exceptions: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Exception"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resolve_exception: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolveException"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_exports: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Export"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_export: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_export_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_installations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Installation"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_installation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Installation"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_installation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutInstallation"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Installation"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_installation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_migration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    roll_back: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RollBack"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Installation"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_settings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Installation"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_timeline: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Happening"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_trial: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_trial: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutTrial"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_trial: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_differences: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Difference"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    switch_trial: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Installation"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_usage: {
        parameters: {
            query: {
                /** @description The first day (UTC), `YYYY-MM-DD`. */
                from: string;
                /** @description The last day, included. */
                to: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Usage"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_job_runs: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Of one installation. */
                installation?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_JobRun"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_legal_entities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_LegalEntity"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_legal_entity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalEntity"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_legal_entity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutLegalEntity"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalEntity"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_codes: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodesKey"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_codes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_codes: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmCodes"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePassword"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_own_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Session"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_own_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    step_up: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepUp"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_members: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description The one whose card bears this code. */
                code?: string;
                /** @description Those with this e-mail address, in capitals or not. */
                email?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
                /** @description Those with this telephone number, however it is written: all of it, never a part. More than one where it was given twice. */
                phone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Member"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberDetail"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutMember"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    erase_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_consent_words: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_ConsentWord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_contact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_contact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutContact"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberExport"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    upsert_members: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberBatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MembersWritten"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_messages: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
                /** @description To one member. */
                member?: string;
                /** @description In one state. */
                state?: "queued" | "sent" | "delivered" | "failed" | "expired" | "cancelled";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Message"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_orders: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Of this sales channel. */
                channel?: string;
                /** @description With this id of the channel's. */
                external_id?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
                /** @description Of which so much went back. */
                refund?: "none" | "partial" | "full";
                /** @description With this status. */
                status?: "new" | "accepted" | "preparing" | "ready" | "handed_over" | "completed" | "rejected" | "cancelled";
                /** @description Of this store. */
                store?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Order"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CancelOrder"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    complete_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    handover_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    prepare_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ready_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_order_recipient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderRecipient"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reject_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RejectOrder"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_org_units: {
        parameters: {
            query?: {
                /** @description Only this unit and those below it. */
                under?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_OrgUnit"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_org_unit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrgUnit"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_org_unit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutOrgUnit"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrgUnit"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_packages: {
        parameters: {
            query?: {
                /** @description Only those of this plugin. */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Package"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publish_package: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": number[];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Package"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_asks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Asks"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fetch_package: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FetchPackage"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Package"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pair: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Pair"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Paired"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_payment_methods: {
        parameters: {
            query: {
                /** @description In which store. */
                store: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_PaymentMethod"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_payments: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
                /** @description Of one sale, refunds included. */
                sale?: string;
                /** @description Of one return. */
                sale_return?: string;
                /** @description In one state. */
                state?: components["schemas"]["PaymentState"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Payment"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_payment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentHistory"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_payment: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide_payment: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecidePayment"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_permissions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Permission"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_accounts: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
                /** @description The start of the key. */
                prefix?: string;
            };
            header?: never;
            path: {
                plugin: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Account"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    press: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                action: string;
                plugin: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Press"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pressed"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_documents: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
                /** @description The start of the key. */
                prefix?: string;
            };
            header?: never;
            path: {
                collection: string;
                plugin: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Document"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    write_documents: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                collection: string;
                plugin: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DocumentBatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchWritten"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_document: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collection: string;
                key: string;
                plugin: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, quoted */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_document: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read */
                "If-Match"?: string | null;
                /** @description `*` for a new document */
                "If-None-Match"?: string | null;
            };
            path: {
                collection: string;
                key: string;
                plugin: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, quoted */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_document: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read */
                "If-Match"?: string | null;
            };
            path: {
                collection: string;
                key: string;
                plugin: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_documents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                plugin: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ask_export: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                export: string;
                plugin: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskExport"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                plugin: string;
                report: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Ask"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_price_lists: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_PriceList"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_price_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutPriceList"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceList"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_prices: {
        parameters: {
            query: {
                /** @description The variant. */
                variant: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Price"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    upsert_prices: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceBatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PricesWritten"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_products: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description The category or those below it. */
                category?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
                /** @description The start of the name. */
                name_prefix?: string;
                /** @description The status. */
                status?: "active" | "retired";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Product"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_product: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sku: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    upsert_products: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductBatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductsWritten"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_quote: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Basket"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quote"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_retention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_retention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Retention"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_return: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SaleReturn"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_return: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Made by the till (UUIDv7) */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutReturn"];
            };
        };
        responses: {
            /** @description Made before by the same request */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SaleReturn"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SaleReturn"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_return: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewReturn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReturnPreview"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_roles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Role"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutRole"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sales: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description First business date, `YYYY-MM-DD`. */
                date_from?: string;
                /** @description Last business date. */
                date_to?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
                /** @description Of this member. */
                member?: string;
                /** @description With this status. */
                status?: "awaiting_payment" | "completed" | "voided";
                /** @description Of this store. */
                store?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_SaleSummary"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_sale: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sale"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_sale: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Made by the till (UUIDv7) */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutSale"];
            };
        };
        responses: {
            /** @description Made before by the same request */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sale"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sale"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explain_sale: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    record_payment: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecordPayment"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sale"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_tenders: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddTenders"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sale"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    void_sale: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoidSale"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sale"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import_history: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["History"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Imported"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_stock: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
                /** @description One location. */
                location?: string;
                /** @description One variant. */
                variant?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_StockBalance"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    adjust_stock: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StockDocument"];
            };
        };
        responses: {
            /** @description Booked before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockBooked"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockBooked"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    receive_stock: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StockDocument"];
            };
        };
        responses: {
            /** @description Booked before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockBooked"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockBooked"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tax_classes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_TaxClass"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_tax_class: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutTaxClass"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxClass"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_terminals: {
        parameters: {
            query?: {
                /** @description Only those of this store. */
                store?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Terminal"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_terminal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Terminal"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_terminal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutTerminal"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Terminal"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unpair: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_pairing: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairingCode"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_till: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Till"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    till_sign_in: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TillSignIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Token"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issue_token: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IssueToken"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedToken"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_User"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutUserBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explain_access: {
        parameters: {
            query: {
                /** @description The permission, e.g. `sale.void`. */
                permission: string;
                /** @description Where; the whole company where not given. */
                unit?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessDecision"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_codes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPassword"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_pin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPin"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_pin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_user_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Session"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_user_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_webhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_Webhook"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_webhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhook"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecret"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_webhook_deliveries: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows wanted, 1 to 500; 50 where not given. */
                limit?: number;
                /** @description In one state. */
                state?: "pending" | "leased" | "done" | "dead";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_WebhookDelivery"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retry_webhook_delivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
                seq: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pause_webhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replay_webhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayWebhook"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookReplay"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resume_webhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResumeWebhook"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotate_secret: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecret"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    test_webhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTest"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
