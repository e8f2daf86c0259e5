//! What people do to an order, through the writer.

use super::book::Teller;
use crate::ledger::book::NeedsWhole;
use crate::writer::{Group, Needs, Piece};
use crate::{Store, StoreError};
use bodega_domain::ids::{OrderId, TenantId};
use bodega_domain::order::{Actor, Order, OrderChange, OrderRefused};
use tokio::sync::oneshot;

/// A change that a person asks for.
#[derive(Clone, Debug)]
pub struct ChangeOrder {
    /// The merchant.
    pub tenant: TenantId,
    /// The order.
    pub order: OrderId,
    /// What.
    pub change: OrderChange,
    /// When, ms since 1970 UTC.
    pub at_ms: i64,
}

/// Why an order does not change.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ChangeOrderError {
    /// There is no such order.
    #[error("order is unknown")]
    Unknown,
    /// Not from where it stands.
    #[error(transparent)]
    Refused(#[from] OrderRefused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Changes an order; one that stands there already stays as it is. Gives it as it then stands.
    pub async fn change_order(&self, change: ChangeOrder) -> Result<Order, ChangeOrderError> {
        self.writer.submit(|reply| Box::new(ChangePiece { change, verdict: None, reply })).await?
    }
}

type Verdict = Result<Order, ChangeOrderError>;

/// A change on its way through the writer.
struct ChangePiece {
    change: ChangeOrder,
    verdict: Option<Verdict>,
    reply: oneshot::Sender<Verdict>,
}

impl Piece for ChangePiece {
    fn gather(&self, needs: &mut Needs) {
        needs.orders.order(self.change.tenant, self.change.order);
    }

    fn apply(&mut self, group: &mut Group) -> Result<(), NeedsWhole> {
        group.begin();
        let ChangeOrder { tenant, order, change, at_ms } = &self.change;
        let teller = Teller { by: Actor::Person, at_ms: *at_ms, recorded_at_ms: *at_ms, depth: 0 };
        let Group { orders, stock, rows, .. } = group;
        let changed = orders.change(stock, rows, (*tenant, *order), change, teller);
        if changed.is_err() {
            group.undo();
        }
        let verdict = changed.map_err(ChangeOrderError::from);
        self.verdict = Some(verdict.and_then(|order| order.ok_or(ChangeOrderError::Unknown)));
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreError>) {
        let answer = match (outcome, self.verdict) {
            (Err(failure), _) => Err(ChangeOrderError::Store(failure)),
            (Ok(()), Some(verdict)) => verdict,
            (Ok(()), None) => Err(StoreError::Damaged("an order was not changed".to_owned()).into()),
        };
        // The caller may have gone away; the change stays.
        let _ = self.reply.send(answer);
    }
}
