//! News that overtook its order: kept until the order comes, and told to it then.

use super::OrderNews;
use super::book::OrderRef;
use crate::db::{self, OnConflict, Row, Sql, from_json, to_json};
use crate::{Store, StoreError};
use sea_orm::{DatabaseTransaction, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The most news kept for one order: more than any order has steps.
pub(super) const EARLY_MAX: usize = 20;

/// Early news by order, under the lock that the first to write it takes.
pub(super) async fn load(
    tx: &DatabaseTransaction,
    refs: &BTreeSet<OrderRef>,
) -> Result<BTreeMap<OrderRef, Vec<OrderNews>>, StoreError> {
    let mut early = BTreeMap::new();
    for order in refs {
        let text = "SELECT news_json FROM sales_order_early \
                    WHERE tenant_id = ? AND plugin = ? AND channel = ? AND external_id = ?";
        let row = Sql::with(db::backend(tx), text, order.key()).for_update().take().one(tx).await?;
        if let Some(row) = row {
            early.insert(order.clone(), from_json(&row.at::<String>(0)?, "early news")?);
        }
    }
    Ok(early)
}

/// Keeps what is left of the news of each order; none = it was told.
pub(super) async fn write(
    tx: &DatabaseTransaction,
    early: &BTreeMap<OrderRef, (Vec<OrderNews>, i64)>,
) -> Result<(), StoreError> {
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for (order, (news, at_ms)) in early {
        if news.is_empty() {
            let text = "DELETE FROM sales_order_early \
                        WHERE tenant_id = ? AND plugin = ? AND channel = ? AND external_id = ?";
            Sql::with(db::backend(tx), text, order.key()).execute(tx).await?;
            continue;
        }
        let mut row = order.key().to_vec();
        row.extend([to_json(news).into(), (*at_ms).into()]);
        rows.push(row);
    }
    let columns = ["tenant_id", "plugin", "channel", "external_id", "news_json", "recorded_at_ms"];
    let change = "(tenant_id, plugin, channel, external_id) DO UPDATE SET news_json = excluded.news_json";
    db::insert_rows(tx, "sales_order_early", &columns, &rows, OnConflict::Do(change)).await
}

impl Store {
    /// Forgets news that came before `before_ms` and whose order never did.
    pub async fn purge_early_news(&self, before_ms: i64) -> Result<u64, StoreError> {
        let text = "DELETE FROM sales_order_early WHERE recorded_at_ms < ?";
        Sql::with(self.backend(), text, [before_ms.into()]).execute(&self.db.write).await
    }
}
