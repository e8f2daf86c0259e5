//! An order as a row and back.

use super::Recipient;
use crate::StoreError;
use crate::db::{self, OnConflict, Row, Sql, from_json, to_json};
use crate::vault::{Place, TenantKeys};
use bodega_domain::ids::{InstallationId, OrderId, OrgUnitId, TenantId};
use bodega_domain::order::{Order, OrderStatus};
use sea_orm::{DatabaseTransaction, QueryResult, Value};

/// An order with what the store keeps beside it.
#[derive(Clone, Debug)]
pub(crate) struct OrderRow {
    pub order: Order,
    pub changed_at_ms: i64,
    /// When it is to be made a sale or return.
    pub book_at_ms: Option<i64>,
    /// The news that the channel is to hear.
    pub push: Option<PushMark>,
}

/// A status that people set and the channel does not know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PushMark {
    pub due_at_ms: i64,
    /// Where the order stood when the channel last agreed.
    pub from: OrderStatus,
    pub attempts: i64,
}

/// What [`read`] reads, in its order.
pub(super) const COLUMNS: &str =
    "body_json, changed_at_ms, book_at_ms, push_due_at_ms, push_from, push_attempts";

pub(super) fn read(row: &QueryResult) -> Result<OrderRow, StoreError> {
    let due: Option<i64> = row.at(3)?;
    let push = match due {
        Some(due_at_ms) => {
            let from: String = row.at::<Option<String>>(4)?.unwrap_or_default();
            let from = OrderStatus::parse(&from).ok_or_else(|| StoreError::damaged("order status", &from))?;
            Some(PushMark { due_at_ms, from, attempts: row.at(5)? })
        }
        None => None,
    };
    Ok(OrderRow {
        order: read_body(&row.at::<String>(0)?)?,
        changed_at_ms: row.at(1)?,
        book_at_ms: row.at(2)?,
        push,
    })
}

pub(crate) fn read_body(json: &str) -> Result<Order, StoreError> {
    from_json(json, "order")
}

/// Writes orders, new or changed.
pub(super) async fn write<'a>(
    tx: &DatabaseTransaction,
    rows: impl Iterator<Item = (TenantId, &'a OrderRow)>,
) -> Result<(), StoreError> {
    let value = |(tenant, row): (TenantId, &OrderRow)| -> Vec<Value> {
        let order = &row.order;
        vec![
            tenant.0.into(),
            order.id.0.into(),
            order.plugin.as_str().into(),
            order.channel.as_str().into(),
            order.external_id.as_str().into(),
            order.store.0.into(),
            order.status.as_str().into(),
            order.refund_state().as_str().into(),
            order.recorded_at_ms.into(),
            row.changed_at_ms.into(),
            to_json(order).into(),
            row.book_at_ms.into(),
            row.push.map(|push| push.due_at_ms).into(),
            row.push.map(|push| push.from.as_str().to_owned()).into(),
            row.push.map_or(0, |push| push.attempts).into(),
        ]
    };
    let columns = [
        "tenant_id",
        "id",
        "plugin",
        "channel",
        "external_id",
        "store_id",
        "status",
        "refund",
        "recorded_at_ms",
        "changed_at_ms",
        "body_json",
        "book_at_ms",
        "push_due_at_ms",
        "push_from",
        "push_attempts",
    ];
    let rows: Vec<Vec<Value>> = rows.map(value).collect();
    let change = "(tenant_id, id) DO UPDATE SET status = excluded.status, refund = excluded.refund, \
                  changed_at_ms = excluded.changed_at_ms, body_json = excluded.body_json, \
                  book_at_ms = excluded.book_at_ms, push_due_at_ms = excluded.push_due_at_ms, \
                  push_from = excluded.push_from, push_attempts = excluded.push_attempts";
    db::insert_rows(tx, "sales_order", &columns, &rows, OnConflict::Do(change)).await
}

pub(super) fn recipient_place<'a>(column: &'static str, order: &'a str) -> Place<'a> {
    Place { table: "sales_order_recipient", column, row: order }
}

/// A recipient as its row holds it.
pub(crate) fn seal_recipient(
    keys: &TenantKeys,
    order: OrderId,
    who: &Recipient,
) -> Result<Recipient, StoreError> {
    let order = order.0.to_string();
    Ok(Recipient {
        name: keys.seal(recipient_place("name", &order), &who.name)?,
        phone: keys.seal(recipient_place("phone", &order), &who.phone)?,
        address: keys.seal(recipient_place("address", &order), &who.address)?,
        note: keys.seal(recipient_place("note", &order), &who.note)?,
    })
}

/// Writes recipients that are sealed.
pub(super) async fn write_recipients(
    tx: &DatabaseTransaction,
    recipients: &[(TenantId, OrderId, Recipient)],
) -> Result<(), StoreError> {
    let value = |(tenant, order, who): &(TenantId, OrderId, Recipient)| -> Vec<Value> {
        let texts = [&who.name, &who.phone, &who.address, &who.note];
        let mut row = vec![tenant.0.into(), order.0.into()];
        row.extend(texts.map(|text| text.as_str().into()));
        row
    };
    let rows: Vec<Vec<Value>> = recipients.iter().map(value).collect();
    let columns = ["tenant_id", "order_id", "name", "phone", "address", "note"];
    db::insert_rows(tx, "sales_order_recipient", &columns, &rows, OnConflict::Fail).await
}

/// Reads orders by id, locked on PostgreSQL.
pub(crate) async fn lock(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    ids: impl IntoIterator<Item = OrderId>,
) -> Result<Vec<OrderRow>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM sales_order WHERE tenant_id = ? AND id IN ");
    let mut sql = Sql::with(db::backend(tx), &text, [tenant.0.into()]);
    sql.list(ids.into_iter().map(|id| id.0)).push(" ORDER BY id").for_update();
    sql.all(tx).await?.iter().map(read).collect()
}

/// Makes the lanes of stores due, so that news of their orders goes out.
pub(super) async fn wake_lanes(
    tx: &DatabaseTransaction,
    lanes: impl Iterator<Item = (TenantId, InstallationId, OrgUnitId, i64)>,
) -> Result<(), StoreError> {
    let rows: Vec<Vec<Value>> = lanes
        .map(|(tenant, installation, store, at_ms)| {
            vec![
                tenant.0.into(),
                installation.0.into(),
                store.0.into(),
                "".into(),
                at_ms.into(),
                0i64.into(),
                0i64.into(),
                0i64.into(),
                at_ms.into(),
            ]
        })
        .collect();
    let columns = [
        "tenant_id",
        "installation_id",
        "store_id",
        "shop_key",
        "due_at_ms",
        "next_push_ms",
        "lease_until_ms",
        "attempts",
        "compare_at_ms",
    ];
    let wake = "(tenant_id, installation_id, store_id) DO UPDATE SET due_at_ms = CASE \
                WHEN channel_lane.due_at_ms IS NULL OR channel_lane.due_at_ms > excluded.due_at_ms \
                THEN excluded.due_at_ms ELSE channel_lane.due_at_ms END";
    db::insert_rows(tx, "channel_lane", &columns, &rows, OnConflict::Do(wake)).await
}
