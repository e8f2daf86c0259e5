//! How an order goes on: what a change does to it, to stock and to money, or why it does nothing.

use super::new::{amount, order_id_is_plain, text};
use super::{
    Actor, EXTERNAL_ID_MAX, Order, OrderLine, OrderRefund, OrderStatus, OrderStep, REFUNDS_MAX, RefundLine,
};
use crate::ids::VariantId;
use serde::{Deserialize, Serialize};

/// Something that happens to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderChange {
    /// It stands there now; `Rejected` is the store's no.
    Step {
        /// Any status but `New` and `Cancelled`.
        to: OrderStatus,
        /// Why, for people.
        reason: Option<String>,
    },
    /// It is called off. After completion the channel's news of it is a refund of all that is left.
    Cancel {
        /// Why, for people.
        reason: Option<String>,
        /// Where the goods are, if they had left.
        goods: Goods,
    },
    /// Money went back.
    Refund(OrderRefund),
}

/// Where goods are that had left the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goods {
    /// On the shelf again.
    Back,
    /// With the customer, or lost.
    Gone,
}

/// The id of the refund that a cancellation after completion is.
const CANCEL_REFUND: &str = "cancel";

/// What a change does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The order as it then stands.
    pub order: Order,
    /// Where it stood.
    pub from: OrderStatus,
    /// Reserved stock that is free again, millionths.
    pub released: Vec<(VariantId, i64)>,
    /// Stock that leaves (below 0) or comes back, millionths.
    pub moved: Vec<(VariantId, i64)>,
    /// What a person must look at.
    pub notice: Option<Notice>,
}

/// What a person must look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The channel goes on with an order that was given up here.
    Contradiction,
    /// It was cancelled after the goods had left, and they did not come back.
    GoodsGone,
}

/// Why a change cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderRefused {
    /// Not from where it stands.
    #[error("the order is {from}, so it cannot become {to}")]
    Status {
        /// Where it stands.
        from: &'static str,
        /// What was asked for.
        to: &'static str,
    },
    /// A refund that is none.
    #[error("refund {id:?}: {problem}")]
    Refund {
        /// The channel's id of it, as given.
        id: String,
        /// What is wrong.
        problem: String,
    },
    /// A text that is none.
    #[error("{0}")]
    Text(String),
}

impl Order {
    /// Takes a change; `None` where it says nothing new: it came before, or newer news came first.
    ///
    /// People go one step after the other. What a channel says has happened, so steps in between are skipped; it never
    /// moves an order back.
    ///
    /// # Errors
    /// Where people ask for what cannot be, or a refund's numbers do not fit.
    pub fn take(&self, change: &OrderChange, by: Actor, at_ms: i64) -> Result<Option<Taken>, OrderRefused> {
        match change {
            OrderChange::Step { to, reason } => {
                check_reason(reason.as_deref())?;
                self.step(*to, reason.clone(), by, at_ms)
            }
            OrderChange::Cancel { reason, goods } => {
                check_reason(reason.as_deref())?;
                self.cancel(reason.clone(), *goods, by, at_ms)
            }
            OrderChange::Refund(refund) => self.refund(refund),
        }
    }

    fn step(
        &self,
        to: OrderStatus,
        reason: Option<String>,
        by: Actor,
        at_ms: i64,
    ) -> Result<Option<Taken>, OrderRefused> {
        let refused = OrderRefused::Status { from: self.status.as_str(), to: to.as_str() };
        if matches!(to, OrderStatus::New | OrderStatus::Cancelled) {
            return Err(refused);
        }
        if self.status == to {
            return Ok(None);
        }
        let is_next = match by {
            Actor::Person if self.status.is_off() || self.status == OrderStatus::Completed => {
                return Err(refused);
            }
            Actor::Person if self.status == OrderStatus::New => {
                matches!(to, OrderStatus::Accepted | OrderStatus::Rejected)
            }
            Actor::Person => to != OrderStatus::Rejected && to > self.status,
            Actor::Channel if self.status.is_off() => {
                let goes_on = !to.is_off() && to >= OrderStatus::HandedOver;
                return Ok(goes_on.then(|| self.unchanged(Notice::Contradiction)));
            }
            // The store's no through the channel's own app; too late for a no it is a cancellation.
            Actor::Channel if to == OrderStatus::Rejected && self.status != OrderStatus::New => {
                return self.cancel(reason, Goods::Gone, by, at_ms);
            }
            Actor::Channel if to < self.status => return Ok(None),
            Actor::Channel => true,
        };
        if !is_next {
            return Err(refused);
        }
        let mut taken = self.moved_to(to, reason, by, at_ms);
        if to == OrderStatus::Rejected {
            taken.release_all();
        } else if self.status < OrderStatus::HandedOver && to >= OrderStatus::HandedOver {
            taken.hand_over();
        }
        Ok(Some(taken))
    }

    fn cancel(
        &self,
        reason: Option<String>,
        goods: Goods,
        by: Actor,
        at_ms: i64,
    ) -> Result<Option<Taken>, OrderRefused> {
        if self.status.is_off() {
            return match by {
                Actor::Person if self.status == OrderStatus::Rejected => Err(OrderRefused::Status {
                    from: self.status.as_str(),
                    to: OrderStatus::Cancelled.as_str(),
                }),
                _ => Ok(None),
            };
        }
        if self.status == OrderStatus::Completed {
            return match by {
                Actor::Channel => self.refund_rest(reason, goods, at_ms),
                Actor::Person => Err(OrderRefused::Status {
                    from: self.status.as_str(),
                    to: OrderStatus::Cancelled.as_str(),
                }),
            };
        }
        let mut taken = self.moved_to(OrderStatus::Cancelled, reason, by, at_ms);
        taken.release_all();
        if self.status == OrderStatus::HandedOver {
            match goods {
                Goods::Back => taken.bring_back(),
                Goods::Gone => taken.notice = Some(Notice::GoodsGone),
            }
        }
        Ok(Some(taken))
    }

    fn refund_rest(
        &self,
        reason: Option<String>,
        goods: Goods,
        at_ms: i64,
    ) -> Result<Option<Taken>, OrderRefused> {
        let (customer, merchant) = self.refunded();
        if customer >= self.paid_minor && merchant >= self.sale_minor {
            return Ok(None);
        }
        let left = |line: &OrderLine| {
            let units = line.units - self.units_back(line.line).min(line.units);
            (units > 0).then_some(RefundLine { line: line.line, units, amount_minor: 0 })
        };
        self.refund(&OrderRefund {
            id: CANCEL_REFUND.to_owned(),
            customer_minor: self.paid_minor - customer,
            merchant_minor: self.sale_minor - merchant,
            lines: self.lines.iter().filter_map(left).collect(),
            goods,
            is_before_hand_over: false,
            reason,
            at_ms,
            booked: None,
        })
    }

    /// Sums of what customers got back and of what it cost the merchant.
    fn refunded(&self) -> (i64, i64) {
        self.refunds.iter().fold((0, 0), |(customer, merchant), refund| {
            (customer + refund.customer_minor, merchant + refund.merchant_minor)
        })
    }

    fn refund(&self, refund: &OrderRefund) -> Result<Option<Taken>, OrderRefused> {
        // What was paid for an order that was given up goes back with it.
        if self.status.is_off() || self.refunds.iter().any(|known| known.id == refund.id) {
            return Ok(None);
        }
        self.check_refund(refund)
            .map_err(|problem| OrderRefused::Refund { id: refund.id.clone(), problem })?;
        let mut taken = self.unchanged_silent();
        let is_before_hand_over = self.status < OrderStatus::HandedOver;
        let refund = OrderRefund { is_before_hand_over, booked: None, ..refund.clone() };
        taken.order.refunds.push(refund);
        if is_before_hand_over {
            taken.release_refunded();
        }
        Ok(Some(taken))
    }

    fn check_refund(&self, refund: &OrderRefund) -> Result<(), String> {
        if !order_id_is_plain(&refund.id) {
            return Err(format!("its id must be 1 to {EXTERNAL_ID_MAX} visible ASCII characters"));
        }
        if self.refunds.len() >= REFUNDS_MAX {
            return Err(format!("an order has at most {REFUNDS_MAX} refunds"));
        }
        if let Some(reason) = &refund.reason {
            text("the reason", reason)?;
        }
        amount("the customer's amount", refund.customer_minor)?;
        amount("the merchant's amount", refund.merchant_minor)?;
        let (customer, merchant) = self.refunded();
        if customer + refund.customer_minor > self.paid_minor {
            return Err(format!("of {} paid, {customer} went back before", self.paid_minor));
        }
        if merchant + refund.merchant_minor > self.sale_minor {
            return Err(format!("of {} sold, {merchant} went back before", self.sale_minor));
        }
        let mut of_lines = 0;
        for (position, back) in refund.lines.iter().enumerate() {
            amount("a line's amount", back.amount_minor)?;
            of_lines += back.amount_minor;
            let line = self.lines.get(back.line as usize);
            let line = line.ok_or_else(|| format!("there is no line {}", back.line))?;
            if refund.lines[..position].iter().any(|other| other.line == back.line) {
                return Err(format!("line {} is named twice", back.line));
            }
            let left = line.units - self.units_back(back.line).min(line.units);
            if back.units == 0 || back.units > left {
                return Err(format!("line {} has {left} units left, not {}", back.line, back.units));
            }
            if back.amount_minor > line.amount_minor {
                return Err(format!("line {} was sold for {}", back.line, line.amount_minor));
            }
        }
        if of_lines > refund.merchant_minor {
            return Err(format!(
                "its lines are {of_lines}, more than the merchant's {}",
                refund.merchant_minor
            ));
        }
        Ok(())
    }

    fn unchanged_silent(&self) -> Taken {
        Taken {
            order: self.clone(),
            from: self.status,
            released: Vec::new(),
            moved: Vec::new(),
            notice: None,
        }
    }

    fn unchanged(&self, notice: Notice) -> Taken {
        Taken { notice: Some(notice), ..self.unchanged_silent() }
    }

    fn moved_to(&self, status: OrderStatus, reason: Option<String>, by: Actor, at_ms: i64) -> Taken {
        let mut taken = self.unchanged_silent();
        taken.order.status = status;
        taken.order.steps.push(OrderStep { status, by, at_ms, reason });
        taken
    }
}

fn check_reason(reason: Option<&str>) -> Result<(), OrderRefused> {
    reason.map_or(Ok(()), |reason| text("the reason", reason).map_err(OrderRefused::Text))
}

impl Taken {
    fn each_line(&mut self, mut change: impl FnMut(&mut OrderLine, u32) -> (i64, i64)) {
        let units: Vec<u32> = self
            .order
            .lines
            .iter()
            .map(|line| line.units - self.order.units_back(line.line).min(line.units))
            .collect();
        for (line, units) in self.order.lines.iter_mut().zip(units) {
            let (released, moved) = change(line, units);
            let Some(variant) = line.variant else { continue };
            if released != 0 {
                self.released.push((variant, released));
            }
            if moved != 0 {
                self.moved.push((variant, moved));
            }
        }
    }

    fn release_all(&mut self) {
        self.each_line(|line, _| (std::mem::take(&mut line.reserved), 0));
    }

    /// Keeps reserved what the units that are left need.
    fn release_refunded(&mut self) {
        self.each_line(|line, units| {
            let kept = line.reserved.min(line.stock_of(units));
            (std::mem::replace(&mut line.reserved, kept) - kept, 0)
        });
    }

    fn hand_over(&mut self) {
        self.each_line(|line, units| {
            line.out = if line.variant.is_some() { line.stock_of(units) } else { 0 };
            (std::mem::take(&mut line.reserved), -line.out)
        });
    }

    fn bring_back(&mut self) {
        self.each_line(|line, _| (0, std::mem::take(&mut line.out)));
    }
}
