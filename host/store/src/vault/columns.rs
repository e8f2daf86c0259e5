//! What is sealed: the one list that the rotation of keys goes by.

use super::{Place, Searched};

/// Parts of a row's key are joined by this; no key holds it.
const SEPARATOR: char = '\u{1f}';

/// A row's key after the tenant, for [`Place::row`].
pub(crate) fn row_key(parts: &[&str]) -> String {
    parts.join(&SEPARATOR.to_string())
}

/// A part of a table's key.
#[derive(Clone, Copy, Debug)]
pub(super) enum KeyColumn {
    Id(&'static str),
    Text(&'static str),
}

impl KeyColumn {
    pub fn name(self) -> &'static str {
        match self {
            KeyColumn::Id(name) | KeyColumn::Text(name) => name,
        }
    }
}

/// How a column holds sealed values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// As text; anything else is from before the vault.
    Text,
    /// As text where it holds something personal; anything else stays.
    Marked,
    /// As bytes; anything else is from before the vault.
    Bytes,
}

/// What a text is searched by.
pub(super) type Search = for<'a> fn(&'a str) -> Searched<'a>;

/// A sealed column.
#[derive(Clone, Copy, Debug)]
pub(super) struct SealedColumn {
    pub name: &'static str,
    pub kind: Kind,
    /// The table and column that values are bound to; another one's where values are copied between them.
    bound: (&'static str, &'static str),
    /// The column of its keyed hash, and of what.
    pub hashed: Option<(&'static str, Search)>,
}

impl SealedColumn {
    pub fn place<'a>(&self, row: &'a str) -> Place<'a> {
        Place { table: self.bound.0, column: self.bound.1, row }
    }
}

/// A table with sealed columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct SealedTable {
    pub name: &'static str,
    /// The primary key after the tenant.
    pub key: &'static [KeyColumn],
    pub columns: &'static [SealedColumn],
}

const fn text(table: &'static str, name: &'static str) -> SealedColumn {
    SealedColumn { name, kind: Kind::Text, bound: (table, name), hashed: None }
}

const fn bytes(table: &'static str, name: &'static str) -> SealedColumn {
    SealedColumn { name, kind: Kind::Bytes, bound: (table, name), hashed: None }
}

/// The secret before is the one that was, byte for byte.
const PREVIOUS_SECRET: SealedColumn = SealedColumn { name: "previous_secret", ..bytes("webhook", "secret") };

fn phone(value: &str) -> Searched<'_> {
    Searched::Phone(value)
}

fn email(value: &str) -> Searched<'_> {
    Searched::Email(value)
}

/// Bodies of documents; those of a migration are put in place as they are.
const BODY: SealedColumn =
    SealedColumn { name: "body", kind: Kind::Marked, bound: ("document", "body"), hashed: None };
const DOCUMENT_KEY: &[KeyColumn] =
    &[KeyColumn::Text("plugin"), KeyColumn::Text("collection"), KeyColumn::Text("document_key")];

pub(super) const SEALED: &[SealedTable] = &[
    SealedTable {
        name: "member_person",
        key: &[KeyColumn::Id("member_id")],
        columns: &[
            text("member_person", "name"),
            SealedColumn { hashed: Some(("phone_hash", phone)), ..text("member_person", "phone") },
            SealedColumn { hashed: Some(("email_hash", email)), ..text("member_person", "email") },
            text("member_person", "birthday"),
        ],
    },
    SealedTable {
        name: "member_address",
        key: &[KeyColumn::Id("member_id"), KeyColumn::Text("channel")],
        columns: &[text("member_address", "address")],
    },
    SealedTable {
        name: "sales_order_recipient",
        key: &[KeyColumn::Id("order_id")],
        columns: &[
            text("sales_order_recipient", "name"),
            text("sales_order_recipient", "phone"),
            text("sales_order_recipient", "address"),
            text("sales_order_recipient", "note"),
        ],
    },
    SealedTable {
        name: "message",
        key: &[KeyColumn::Id("id")],
        columns: &[text("message", "parameters_json")],
    },
    SealedTable {
        name: "export_run",
        key: &[KeyColumn::Id("id")],
        columns: &[text("export_run", "parameters_json")],
    },
    SealedTable {
        name: "request",
        key: &[KeyColumn::Text("route"), KeyColumn::Text("request_key")],
        columns: &[text("request", "body")],
    },
    SealedTable {
        name: "installation",
        key: &[KeyColumn::Id("id")],
        columns: &[text("installation", "settings_json")],
    },
    SealedTable {
        name: "installation_plan",
        key: &[KeyColumn::Id("installation_id")],
        columns: &[text("installation_plan", "previous_json")],
    },
    SealedTable {
        name: "installation_candidate",
        key: &[KeyColumn::Id("installation_id")],
        columns: &[text("installation_candidate", "settings_json")],
    },
    SealedTable {
        name: "document_migration",
        key: &[KeyColumn::Id("installation_id")],
        columns: &[text("document_migration", "target_json")],
    },
    SealedTable {
        name: "webhook",
        key: &[KeyColumn::Id("id")],
        columns: &[bytes("webhook", "secret"), PREVIOUS_SECRET],
    },
    SealedTable {
        name: "user_account",
        key: &[KeyColumn::Id("id")],
        columns: &[bytes("user_account", "totp_secret")],
    },
    SealedTable { name: "document", key: DOCUMENT_KEY, columns: &[BODY] },
    SealedTable { name: "document_staged", key: DOCUMENT_KEY, columns: &[BODY] },
];
