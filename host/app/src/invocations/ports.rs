//! What an invocation may read, narrowed to its tenant and its own plugin, and the world outside as far as it may.

use super::outside::{Outside, compute};
use super::run::Invocation;
use super::shapes;
use crate::app::App;
use crate::audit::{Act, ActKind, Actor, with_entry};
use crate::files::read_piece;
use crate::plugins::installed::InstalledPlugin;
use crate::plugins::scope::Scope;
use bodega_domain::ids::{InstallationId, MemberId, OrderId, OrgUnitId, ProductId, SaleId, TenantId};
use bodega_domain::order::{Order, OrderStatus};
use bodega_domain::org::Reach;
use bodega_domain::pricing::{Balance, Document};
use bodega_plugin_host::{
    AccountQuestion, AccountSums, AggregateRow, CryptoCall, CryptoFailure, CryptoValue, EgressFailure,
    EgressRequest, EgressResponse, Fact, FieldTest, FieldValue, FileInfo, Group, PortError, PortResult,
    Ports, Question, Recipient,
};
use bodega_store::collections;
use bodega_store::files::StoredFile;
use bodega_store::org::OrgUnit;
use bodega_store::rollups as aggregates;
use bodega_store::{Cursor, PageRequest, StoreError};
use futures::FutureExt;
use jiff::{Timestamp, tz::TimeZone};
use std::sync::Arc;
use uuid::Uuid;

/// Ports of one invocation.
pub(super) struct PluginPorts {
    app: Arc<App>,
    tenant: TenantId,
    installation: InstallationId,
    plugin: Arc<str>,
    /// Stores and other units out of it look as if they were not there.
    scope: Scope,
    outside: Outside,
}

impl PluginPorts {
    pub(super) fn new(app: &Arc<App>, invocation: &Invocation) -> Self {
        PluginPorts {
            app: app.clone(),
            tenant: invocation.tenant,
            installation: invocation.installed.id,
            plugin: invocation.installed.plugin.clone(),
            scope: invocation.installed.scope.clone(),
            outside: Outside::new(app, invocation),
        }
    }

    /// The same for another build on trial, which gets recorded answers from outside and sends nothing.
    pub(super) fn closed_for(&self, installed: Arc<InstalledPlugin>) -> Self {
        PluginPorts {
            app: self.app.clone(),
            tenant: self.tenant,
            installation: self.installation,
            plugin: self.plugin.clone(),
            scope: installed.scope.clone(),
            outside: self.outside.closed_for(installed),
        }
    }

    /// The unit of an id, where the installation is on for it.
    async fn seen(&self, id: &str) -> Result<Option<OrgUnitId>, PortError> {
        let Ok(id) = id.parse::<OrgUnitId>() else { return Ok(None) };
        Ok(self.sees(id).await?.then_some(id))
    }

    async fn sees(&self, unit: OrgUnitId) -> Result<bool, PortError> {
        self.scope.holds(&self.app, self.tenant, unit).await.map_err(|error| PortError(error.to_string()))
    }

    /// An order, where the installation is on for its store.
    async fn seen_order(&self, order: Option<Order>) -> Result<Option<Order>, PortError> {
        match order {
            Some(order) if self.sees(order.store).await? => Ok(Some(order)),
            _ => Ok(None),
        }
    }

    /// All units for which the installation is on, by path.
    async fn units(&self) -> Result<Vec<OrgUnit>, PortError> {
        let mut units =
            self.app.store.list_org_units(self.tenant, None, &Reach::Everywhere).await.map_err(port)?;
        units.retain(|unit| self.scope.covers(&unit.lineage()));
        Ok(units)
    }

    /// The stores that a question may look at: those it names and all it may see; `None` = there are none.
    async fn stores_to_sum(&self, named: &[String]) -> Result<Option<Vec<OrgUnitId>>, PortError> {
        let stores: Vec<OrgUnitId> = match (named.is_empty(), self.scope.is_everywhere()) {
            (true, true) => return Ok(Some(Vec::new())),
            (true, false) => self.units().await?.iter().map(|unit| unit.id).collect(),
            (false, _) => {
                let mut stores = Vec::new();
                for id in named {
                    stores.extend(self.seen(id).await?);
                }
                stores
            }
        };
        Ok((!stores.is_empty()).then_some(stores))
    }

    /// A file of the plugin's, not one of another's.
    async fn own_file(&self, id: &str) -> Result<Option<StoredFile>, PortError> {
        let Ok(id) = id.parse::<Uuid>() else { return Ok(None) };
        let found = self.app.store.get_file(self.tenant, id, self.app.now_ms()).await.map_err(port)?;
        Ok(found.filter(|file| *file.plugin == *self.plugin))
    }

    /// What the world outside was asked.
    pub(super) fn outside(&self) -> &Outside {
        &self.outside
    }
}

fn port(error: StoreError) -> PortError {
    PortError(error.to_string())
}

impl Ports for PluginPorts {
    fn sale<'a>(&'a self, id: &'a str) -> PortResult<'a, Option<String>> {
        async move {
            let Ok(id) = id.parse::<SaleId>() else { return Ok(None) };
            let Some(sale) = self.app.store.get_sale(self.tenant, id).await.map_err(port)? else {
                return Ok(None);
            };
            if !self.sees(sale.store).await? {
                return Ok(None);
            }
            let text = Some(sale).map(|sale| serde_json::to_string(&sale)).transpose();
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

    fn ledger_sums(&self, question: AccountQuestion) -> PortResult<'_, Vec<AccountSums>> {
        async move {
            let wanted = [
                (question.is_by_day, aggregates::AccountGroup::Day),
                (question.is_by_account, aggregates::AccountGroup::Account),
            ];
            let asked = aggregates::AccountQuestion {
                groups: wanted
                    .into_iter()
                    .filter(|(is_wanted, _)| *is_wanted)
                    .map(|(_, group)| group)
                    .collect(),
                prefix: question.prefix,
                from: question.from,
                to: question.to,
                max: question.max,
            };
            let rows = self.app.store.account_sums(self.tenant, &self.plugin, &asked).await.map_err(port)?;
            let row = |row: aggregates::AccountSums| AccountSums {
                day: row.day,
                account: row.account,
                transfers: row.transfers,
                gained: row.gained,
                spent: row.spent,
            };
            Ok(rows.into_iter().map(row).collect())
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

    fn document_find<'a>(
        &'a self,
        collection: &'a str,
        tests: Vec<FieldTest>,
        cursor: &'a str,
        max: u32,
    ) -> PortResult<'a, (Vec<Document>, Option<String>)> {
        async move {
            let tests: Vec<collections::FieldTest> = tests.into_iter().map(field_test).collect();
            let after = (!cursor.is_empty()).then(|| Cursor(cursor.to_owned()));
            let page = PageRequest { after, limit: max.max(1) };
            let found =
                self.app.store.select_documents(self.tenant, &self.plugin, collection, &tests, &page).await;
            let found = found.map_err(port)?;
            let documents = found.items.into_iter().map(|row| to_domain(collection, row)).collect();
            Ok((documents, found.next.map(|next| next.0)))
        }
        .boxed()
    }

    fn product<'a>(&'a self, sku: &'a str) -> PortResult<'a, Option<String>> {
        async move {
            let product = self.app.store.find_product_by_sku(self.tenant, sku).await.map_err(port)?;
            Ok(product.map(|product| shapes::product(&product)))
        }
        .boxed()
    }

    fn barcode<'a>(&'a self, code: &'a str) -> PortResult<'a, Option<String>> {
        async move {
            let hit = self.app.store.find_barcode(self.tenant, code).await.map_err(port)?;
            Ok(hit.map(|hit| hit.sku))
        }
        .boxed()
    }

    fn product_scan<'a>(&'a self, after: Option<&'a str>, max: u32) -> PortResult<'a, Vec<String>> {
        async move {
            let Ok(after) = after.map(str::parse::<ProductId>).transpose() else { return Ok(Vec::new()) };
            let found = self.app.store.scan_products(self.tenant, after, max).await.map_err(port)?;
            Ok(found.iter().map(shapes::product).collect())
        }
        .boxed()
    }

    fn price<'a>(&'a self, sku: &'a str, store: &'a str, at_ms: i64) -> PortResult<'a, Option<i64>> {
        async move {
            let Some(store) = self.seen(store).await? else { return Ok(None) };
            self.app.store.price_at(self.tenant, sku, store, at_ms).await.map_err(port)
        }
        .boxed()
    }

    fn on_hand<'a>(&'a self, sku: &'a str, location: &'a str) -> PortResult<'a, i64> {
        async move {
            let Some(location) = self.seen(location).await? else { return Ok(0) };
            self.app.store.on_hand(self.tenant, sku, location).await.map_err(port)
        }
        .boxed()
    }

    fn stock_scan<'a>(
        &'a self,
        location: &'a str,
        after: Option<&'a str>,
        max: u32,
    ) -> PortResult<'a, Vec<(String, i64)>> {
        async move {
            let Some(location) = self.seen(location).await? else { return Ok(Vec::new()) };
            self.app.store.stock_levels(self.tenant, location, after, max).await.map_err(port)
        }
        .boxed()
    }

    fn org_unit<'a>(&'a self, id: &'a str) -> PortResult<'a, Option<String>> {
        async move {
            let Ok(id) = id.parse::<OrgUnitId>() else { return Ok(None) };
            let unit = self.app.store.get_org_unit(self.tenant, id).await.map_err(port)?;
            let unit = unit.filter(|unit| self.scope.covers(&unit.lineage()));
            Ok(unit.map(|unit| shapes::org_unit(&unit)))
        }
        .boxed()
    }

    fn org_scan<'a>(&'a self, after: Option<&'a str>, max: u32) -> PortResult<'a, Vec<String>> {
        async move {
            let Ok(after) = after.map(str::parse::<OrgUnitId>).transpose() else { return Ok(Vec::new()) };
            let mut units = self.units().await?;
            units.retain(|unit| after.is_none_or(|after| unit.id > after));
            units.sort_by_key(|unit| unit.id);
            Ok(units.iter().take(max as usize).map(shapes::org_unit).collect())
        }
        .boxed()
    }

    fn aggregate(&self, question: Question) -> PortResult<'_, Vec<AggregateRow>> {
        async move {
            let Some(stores) = self.stores_to_sum(&question.stores).await? else { return Ok(Vec::new()) };
            let asked = aggregates::Question {
                fact: match question.fact {
                    Fact::Sales => aggregates::Fact::Sales,
                    Fact::Stock => aggregates::Fact::Stock,
                },
                groups: question.groups.iter().map(|group| group_of(*group)).collect(),
                from: question.from,
                to: question.to,
                stores,
                max: question.max,
            };
            let rows = self.app.store.aggregate(self.tenant, &asked).await.map_err(port)?;
            Ok(rows.into_iter().map(|row| AggregateRow { keys: row.keys, sums: row.sums }).collect())
        }
        .boxed()
    }

    fn order<'a>(&'a self, id: &'a str) -> PortResult<'a, Option<String>> {
        async move {
            let Ok(id) = id.parse::<OrderId>() else { return Ok(None) };
            let order = self.app.store.get_order(self.tenant, id).await.map_err(port)?;
            self.seen_order(order).await?.as_ref().map(to_text).transpose()
        }
        .boxed()
    }

    fn order_by_ref<'a>(&'a self, channel: &'a str, external_id: &'a str) -> PortResult<'a, Option<String>> {
        async move {
            let found = self.app.store.find_order(self.tenant, &self.plugin, channel, external_id).await;
            self.seen_order(found.map_err(port)?).await?.as_ref().map(to_text).transpose()
        }
        .boxed()
    }

    fn order_scan<'a>(
        &'a self,
        status: &'a str,
        after: Option<&'a str>,
        max: u32,
    ) -> PortResult<'a, Vec<String>> {
        async move {
            let Some(status) = OrderStatus::parse(status) else { return Ok(Vec::new()) };
            let Ok(mut after) = after.map(str::parse::<OrderId>).transpose() else { return Ok(Vec::new()) };
            let (max, mut texts) = (max.max(1), Vec::new());
            // Orders of stores that the installation does not see are passed over, not counted.
            loop {
                let found =
                    self.app.store.scan_orders(self.tenant, status, after, max).await.map_err(port)?;
                let is_last = found.len() < max as usize;
                after = found.last().map(|order| order.id);
                for order in found {
                    if let Some(order) = self.seen_order(Some(order)).await? {
                        texts.push(to_text(&order)?);
                    }
                }
                if is_last || texts.len() >= max as usize {
                    texts.truncate(max as usize);
                    return Ok(texts);
                }
            }
        }
        .boxed()
    }

    fn order_recipient<'a>(&'a self, order: &'a str) -> PortResult<'a, Option<Recipient>> {
        async move {
            let Ok(id) = order.parse::<OrderId>() else { return Ok(None) };
            let order = self.app.store.get_order(self.tenant, id).await.map_err(port)?;
            if self.seen_order(order).await?.is_none() {
                return Ok(None);
            }
            // Who a customer is: that a plugin saw it is written down before it does.
            let object = ("order", id.to_string());
            let act = Act::change(self.tenant, Actor::plugin(self.installation), "order_recipient", object);
            let act = Act { kind: ActKind::Reading, ..act };
            let reading = async { Ok(self.app.store.order_recipient(self.tenant, id).await?) };
            let found = with_entry(&self.app.store, || self.app.now_ms(), act, reading).await;
            let found = found.map_err(|error| PortError(error.to_string()))?;
            Ok(found.map(|who| Recipient {
                name: who.name,
                phone: who.phone,
                address: who.address,
                note: who.note,
            }))
        }
        .boxed()
    }

    fn local_time(&self, at_ms: i64) -> PortResult<'_, String> {
        async move {
            let zone =
                self.app.tenant_zone(self.tenant).await.map_err(|error| PortError(error.to_string()))?;
            let instant = Timestamp::from_millisecond(at_ms).map_err(|error| PortError(error.to_string()))?;
            Ok(local_text(instant, zone))
        }
        .boxed()
    }

    fn now_ms(&self) -> i64 {
        self.app.now_ms()
    }

    fn egress(&self, request: EgressRequest) -> PortResult<'_, Result<EgressResponse, EgressFailure>> {
        self.outside.send(request).boxed()
    }

    fn file<'a>(&'a self, id: &'a str) -> PortResult<'a, Option<FileInfo>> {
        async move { Ok(self.own_file(id).await?.map(file_info)) }.boxed()
    }

    fn file_read<'a>(&'a self, id: &'a str, offset: u64, max: u32) -> PortResult<'a, Vec<u8>> {
        async move {
            let Some(file) = self.own_file(id).await? else { return Ok(Vec::new()) };
            let piece = read_piece(&self.app, self.tenant, &file, offset, u64::from(max)).await;
            piece.map_err(|error| PortError(error.to_string()))
        }
        .boxed()
    }

    fn file_scan<'a>(&'a self, after: Option<&'a str>, max: u32) -> PortResult<'a, Vec<FileInfo>> {
        async move {
            let Ok(after) = after.map(str::parse::<Uuid>).transpose() else { return Ok(Vec::new()) };
            let (store, now) = (&self.app.store, self.app.now_ms());
            let found = store.scan_files(self.tenant, &self.plugin, after, max, now).await.map_err(port)?;
            Ok(found.into_iter().map(file_info).collect())
        }
        .boxed()
    }

    fn crypto(&self, call: CryptoCall) -> PortResult<'_, Result<CryptoValue, CryptoFailure>> {
        let answer = compute(&self.outside.secrets(), &call);
        async move { Ok(answer) }.boxed()
    }
}

fn file_info(from: StoredFile) -> FileInfo {
    FileInfo {
        id: from.id.to_string(),
        name: from.file.name,
        media_type: from.file.media_type,
        size: from.file.size,
        digest: from.file.digest.hex().to_owned(),
        created_ms: from.created_at_ms,
        expires_ms: from.file.expires_at_ms,
    }
}

fn to_text(order: &Order) -> Result<String, PortError> {
    serde_json::to_string(order).map_err(|error| PortError(error.to_string()))
}

/// `YYYY-MM-DDTHH:MM:SS+HH:MM`.
pub(crate) fn local_text(instant: Timestamp, zone: TimeZone) -> String {
    instant.to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn group_of(group: Group) -> aggregates::Group {
    match group {
        Group::Day => aggregates::Group::Day,
        Group::Hour => aggregates::Group::Hour,
        Group::Store => aggregates::Group::Store,
        Group::Sku => aggregates::Group::Sku,
        Group::Product => aggregates::Group::Product,
        Group::MemberTag => aggregates::Group::MemberTag,
    }
}

fn field_test(test: FieldTest) -> collections::FieldTest {
    let value = |value| match value {
        FieldValue::Text(text) => collections::FieldValue::Text(text),
        FieldValue::Number(number) => collections::FieldValue::Number(number),
        FieldValue::Flag(flag) => collections::FieldValue::Flag(flag),
    };
    collections::FieldTest { field: test.field, from: value(test.at_least), to: value(test.at_most) }
}

fn to_domain(collection: &str, document: bodega_store::collections::Document) -> Document {
    let (key, version, body) = (document.key, document.version, document.body);
    Document { collection: collection.to_owned(), key, version, body }
}
