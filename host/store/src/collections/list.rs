//! Lists documents page by page, by key or by indexed fields.

use super::Document;
use super::check::{sortable_bool, sortable_number, sortable_text};
use super::declare::declared;
use super::personal::{hashed, personal_of};
use crate::db::{Row, Sql, narrow};
use crate::entities::document;
use crate::page::after_prefix;
use crate::vault::TenantKeys;
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::TenantId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect};

/// A value that an indexed field may be compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// Text; compared byte by byte.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A truth value.
    Flag(bool),
}

impl FieldValue {
    fn sortable(&self) -> String {
        match self {
            FieldValue::Text(text) => sortable_text(text),
            FieldValue::Number(number) => sortable_number(*number),
            FieldValue::Flag(flag) => sortable_bool(*flag),
        }
    }
}

/// What an indexed field must be: from the one to the other value, both included; the same twice = equal to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTest {
    /// The field.
    pub field: String,
    /// The least value.
    pub from: FieldValue,
    /// The greatest value, of the same kind.
    pub to: FieldValue,
}

impl FieldTest {
    /// The field is this.
    pub fn is(field: &str, value: FieldValue) -> Self {
        FieldTest { field: field.to_owned(), from: value.clone(), to: value }
    }

    fn is_equality(&self) -> bool {
        self.from == self.to
    }

    /// Appends the test of table `of`, after `of.`.
    fn push(&self, sql: &mut Sql, of: &str, keys: &TenantKeys, (plugin, collection): (&str, &str)) {
        let (from, to) = (self.from.sortable(), self.to.sortable());
        if self.is_equality() {
            // A personal field holds the hash and another one the value; which it is need not be known.
            let hash = hashed(keys, (plugin, collection, &self.field), &from);
            let values = [self.field.as_str().into(), from.into(), hash.into()];
            sql.push_with(&format!("field = ? AND {of}.value IN (?, ?)"), values);
        } else {
            let values = [self.field.as_str().into(), from.into(), to.into()];
            sql.push_with(&format!("field = ? AND {of}.value >= ? AND {of}.value <= ?"), values);
        }
    }
}

impl Store {
    /// Documents whose key starts with `prefix`, by key.
    pub async fn list_documents(
        &self,
        tenant: TenantId,
        plugin: &str,
        collection: &str,
        prefix: &str,
        page: &PageRequest,
    ) -> Result<Page<Document>, StoreError> {
        use document::Column;
        let mut query = document::Entity::find()
            .filter(Column::TenantId.eq(tenant.0))
            .filter(Column::Plugin.eq(plugin))
            .filter(Column::Collection.eq(collection))
            .order_by_asc(Column::DocumentKey)
            .limit(page.fetch());
        if !prefix.is_empty() {
            query = query.filter(Column::DocumentKey.between(prefix.to_owned(), after_prefix(prefix)));
        }
        if let Some(key) = page.key::<String>()? {
            query = query.filter(Column::DocumentKey.gt(key));
        }
        let page = page.page(query.all(&self.db.read).await?, |row| row.document_key.clone());
        let page = page.try_map(Document::try_from)?;
        Ok(Page {
            items: self.open_documents(tenant, plugin, collection, page.items).await?,
            next: page.next,
        })
    }

    /// Documents that pass all `tests` (at least one), by the first test's field, then key. Put an equality first
    /// where there is one: the first test drives the index. A personal field is tested for equality only.
    pub async fn select_documents(
        &self,
        tenant: TenantId,
        plugin: &str,
        collection: &str,
        tests: &[FieldTest],
        page: &PageRequest,
    ) -> Result<Page<Document>, StoreError> {
        let Some((first, others)) = tests.split_first() else {
            return self.list_documents(tenant, plugin, collection, "", page).await;
        };
        let text = "SELECT d.document_key, d.version, d.body, d.updated_at_ms, f.value FROM document_field f \
                    JOIN document d ON d.tenant_id = f.tenant_id AND d.plugin = f.plugin \
                    AND d.collection = f.collection AND d.document_key = f.document_key \
                    WHERE f.tenant_id = ? AND f.plugin = ? AND f.collection = ? AND f.";
        self.refuse_personal_ranges(tenant, plugin, collection, tests).await?;
        let keys = self.vault.keys(tenant).await?;
        let values = [tenant.0.into(), plugin.into(), collection.into()];
        let mut sql = Sql::with(self.backend(), text, values);
        first.push(&mut sql, "f", &keys, (plugin, collection));
        for test in others {
            sql.push(
                " AND EXISTS (SELECT 1 FROM document_field o WHERE o.tenant_id = f.tenant_id \
                 AND o.plugin = f.plugin AND o.collection = f.collection AND o.document_key = f.document_key AND o.",
            );
            test.push(&mut sql, "o", &keys, (plugin, collection));
            sql.push(")");
        }
        if let Some((value, key)) = page.key::<(String, String)>()? {
            sql.push_with(" AND (f.value, f.document_key) > (?, ?)", [value.into(), key.into()]);
        }
        let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
        sql.push_with(" ORDER BY f.value, f.document_key LIMIT ?", [limit.into()]);
        let rows = sql.all(&self.db.read).await?.iter().map(read).collect::<Result<Vec<_>, StoreError>>()?;
        let page = page.page(rows, |(document, value)| (value.clone(), document.key.clone()));
        let documents = page.items.into_iter().map(|(document, _)| document);
        Ok(Page { items: self.open_documents(tenant, plugin, collection, documents).await?, next: page.next })
    }

    /// The order of hashes is not that of values.
    async fn refuse_personal_ranges(
        &self,
        tenant: TenantId,
        plugin: &str,
        collection: &str,
        tests: &[FieldTest],
    ) -> Result<(), StoreError> {
        if tests.iter().all(FieldTest::is_equality) {
            return Ok(());
        }
        let declared = declared(&self.db.read, tenant, plugin).await?;
        let Some(declared) = declared.iter().find(|declared| declared.collection.name == collection) else {
            return Ok(());
        };
        let personal = personal_of(&declared.collection);
        let refused = |test: &&FieldTest| !test.is_equality() && personal.fields.contains(&test.field);
        match tests.iter().find(refused) {
            Some(test) => {
                let message =
                    format!("field {:?} is personal data: it is found by equality only", test.field);
                Err(StoreError::Refused(message))
            }
            None => Ok(()),
        }
    }
}

fn read(row: &QueryResult) -> Result<(Document, String), StoreError> {
    let document = Document {
        key: row.at(0)?,
        version: narrow(row.at(1)?, "document version")?,
        body: row.at(2)?,
        updated_at_ms: row.at(3)?,
    };
    Ok((document, row.at(4)?))
}
