//! Fetches the declared inputs of a basket: what the keys of an installation ask for, member tags, usage.

use super::keys::{KEYS_MAX, expand};
use crate::app::App;
use crate::error::AppResult;
use crate::plugins::installed::InputNeeds;
use bodega_domain::ids::{MemberId, TenantId};
use bodega_domain::pricing::{Balance, DeclaredInputs, Document, PricingInput};
use bodega_plugin_host::KeyTemplate;
use bodega_store::PageRequest;
use std::collections::{BTreeMap, BTreeSet};

/// What an installation needs for a basket, as it is now.
pub(crate) async fn fetch(
    app: &App,
    tenant: TenantId,
    plugin: &str,
    needs: &InputNeeds,
    input: &PricingInput,
) -> AppResult<DeclaredInputs> {
    let mut declared = DeclaredInputs::default();
    let (mut exact, mut prefixes) = (BTreeSet::new(), BTreeSet::new());
    let mut documents: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for key in &needs.keys {
        match key {
            KeyTemplate::Balance(template) => match template.strip_suffix('*') {
                Some(prefix) => prefixes.extend(expand(prefix, input)),
                None => exact.extend(expand(template, input)),
            },
            KeyTemplate::Document { collection, key } => {
                documents.entry(collection).or_default().extend(expand(key, input));
            }
        }
    }
    declared.balances = balances(app, tenant, plugin, exact, prefixes).await?;
    for (collection, keys) in documents {
        let keys: Vec<String> = keys.into_iter().take(KEYS_MAX).collect();
        let found = app.store.get_documents(tenant, plugin, collection, &keys).await?;
        declared.documents.extend(found.into_iter().map(|document| Document {
            collection: collection.to_owned(),
            key: document.key,
            version: document.version,
            body: document.body,
        }));
    }
    if let Some(member) = input.context.member.as_ref().and_then(|id| id.parse::<MemberId>().ok()) {
        if needs.reads_member_tags {
            declared.member_tags = app.store.member_tags(tenant, member).await?;
        }
        if needs.reads_usage {
            let count = app.store.member_sales_count(tenant, member).await?;
            declared.order_number = Some(u32::try_from(count + 1).unwrap_or(u32::MAX));
        }
    }
    Ok(declared)
}

async fn balances(
    app: &App,
    tenant: TenantId,
    plugin: &str,
    exact: BTreeSet<String>,
    prefixes: BTreeSet<String>,
) -> AppResult<Vec<Balance>> {
    let mut found = Vec::new();
    if !exact.is_empty() {
        let keys: Vec<String> = exact.into_iter().take(KEYS_MAX).collect();
        found.extend(app.store.ledger_balances(tenant, plugin, &keys).await?);
    }
    for prefix in prefixes.into_iter().take(KEYS_MAX) {
        let page = PageRequest::first(KEYS_MAX as u32);
        found.extend(app.store.list_accounts(tenant, plugin, &prefix, &page).await?.items);
    }
    found.sort_by(|a, b| a.account.cmp(&b.account));
    found.dedup_by(|a, b| a.account == b.account);
    let balance = |row: bodega_store::ledger::AccountBalance| {
        let available = row.available();
        Balance { account: row.account, available }
    };
    Ok(found.into_iter().map(balance).collect())
}
