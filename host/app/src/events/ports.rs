//! What an event handler may read, narrowed to its tenant and its own plugin.

use crate::app::App;
use bodega_domain::ids::{MemberId, SaleId, TenantId};
use bodega_domain::pricing::{Balance, Document};
use bodega_plugin_host::{EventPorts, PortError, PortResult};
use bodega_store::{PageRequest, StoreError};
use futures::FutureExt;
use std::sync::Arc;

/// Reads of one plugin of one tenant.
pub(super) struct PluginReads {
    pub app: Arc<App>,
    pub tenant: TenantId,
    pub plugin: Arc<str>,
}

fn port(error: StoreError) -> PortError {
    PortError(error.to_string())
}

impl EventPorts for PluginReads {
    fn sale<'a>(&'a self, id: &'a str) -> PortResult<'a, Option<String>> {
        async move {
            let Ok(id) = id.parse::<SaleId>() else { return Ok(None) };
            let sale = self.app.store.get_sale(self.tenant, id).await.map_err(port)?;
            let text = sale.map(|sale| serde_json::to_string(&sale)).transpose();
            text.map_err(|error| PortError(error.to_string()))
        }
        .boxed()
    }

    fn member_tags<'a>(&'a self, member: &'a str) -> PortResult<'a, Vec<String>> {
        async move {
            let Ok(member) = member.parse::<MemberId>() else { return Ok(Vec::new()) };
            self.app.store.member_tags(self.tenant, member).await.map_err(port)
        }
        .boxed()
    }

    fn ledger_available<'a>(&'a self, account: &'a str) -> PortResult<'a, i64> {
        async move {
            let keys = [account.to_owned()];
            let found =
                self.app.store.ledger_balances(self.tenant, &self.plugin, &keys).await.map_err(port)?;
            Ok(found.first().map_or(0, |balance| balance.available()))
        }
        .boxed()
    }

    fn ledger_scan<'a>(&'a self, prefix: &'a str, max: u32) -> PortResult<'a, Vec<Balance>> {
        async move {
            let page = PageRequest::first(max.max(1));
            let found =
                self.app.store.list_accounts(self.tenant, &self.plugin, prefix, &page).await.map_err(port)?;
            let balance = |row: bodega_store::ledger::AccountBalance| {
                let available = row.available();
                Balance { account: row.account, available }
            };
            Ok(found.items.into_iter().take(max as usize).map(balance).collect())
        }
        .boxed()
    }

    fn document<'a>(&'a self, collection: &'a str, key: &'a str) -> PortResult<'a, Option<Document>> {
        async move {
            let found = self
                .app
                .store
                .get_document(self.tenant, &self.plugin, collection, key)
                .await
                .map_err(port)?;
            Ok(found.map(|document| to_domain(collection, document)))
        }
        .boxed()
    }

    fn document_scan<'a>(
        &'a self,
        collection: &'a str,
        prefix: &'a str,
        after: Option<&'a str>,
        max: u32,
    ) -> PortResult<'a, Vec<Document>> {
        async move {
            let max = max.max(1);
            let page = match after {
                Some(after) => PageRequest::after_key(&after, max),
                None => PageRequest::first(max),
            };
            let store = &self.app.store;
            let rows = store.list_documents(self.tenant, &self.plugin, collection, prefix, &page).await;
            Ok(rows.map_err(port)?.items.into_iter().map(|row| to_domain(collection, row)).collect())
        }
        .boxed()
    }
}

fn to_domain(collection: &str, document: bodega_store::collections::Document) -> Document {
    let (key, version, body) = (document.key, document.version, document.body);
    Document { collection: collection.to_owned(), key, version, body }
}
