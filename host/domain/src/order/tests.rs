use super::*;
use crate::ids::{LegalEntityId, OrderId, OrgUnitId, VariantId};
use uuid::Uuid;

fn line(sku: &str, quantity: i64, unit_price_minor: i64) -> NewOrderLine {
    NewOrderLine {
        sku: sku.to_owned(),
        variant: Some(VariantId(Uuid::from_u128(sku.len() as u128))),
        name: sku.to_owned(),
        quantity: quantity * 1_000_000,
        unit_price_minor,
        discount_minor: 0,
        stock_units: 1,
        is_measured: false,
    }
}

fn charge(kind: ChargeKind, party: &str, amount_minor: i64) -> Charge {
    Charge { name: "x".to_owned(), kind, amount_minor, party: party.to_owned() }
}

/// Two teas at 10.00 and three cups at 20.00; delivery 5.00 for the channel, packaging 1.00 for the merchant; 8.00 off
/// by the merchant, 4.00 by the channel.
fn new_order() -> NewOrder {
    NewOrder {
        id: OrderId(Uuid::from_u128(1)),
        plugin: "delivery".to_owned(),
        channel: "eats".to_owned(),
        external_id: "9007199254740993123".to_owned(),
        number: "#7".to_owned(),
        store: OrgUnitId(Uuid::from_u128(2)),
        legal_entity: LegalEntityId(Uuid::from_u128(3)),
        fulfilment: Fulfilment::ChannelDelivery,
        currency: "CNY".to_owned(),
        placed_at_ms: 1_000,
        wanted_at_ms: None,
        recorded_at_ms: 2_000,
        lines: vec![line("tea", 2, 1_000), line("cups", 3, 2_000)],
        charges: vec![
            charge(ChargeKind::Fee, "channel", 500),
            charge(ChargeKind::Fee, MERCHANT, 100),
            charge(ChargeKind::Discount, MERCHANT, 800),
            charge(ChargeKind::Discount, "channel", 400),
            charge(ChargeKind::Commission, "channel", 900),
        ],
        paid_minor: 8_000 + 600 - 1_200,
    }
}

/// The order with all of its stock reserved.
fn order() -> Order {
    let mut order = Order::place(new_order()).unwrap();
    order.lines.iter_mut().for_each(|line| line.reserved = line.stock);
    order
}

fn step(to: OrderStatus) -> OrderChange {
    OrderChange::Step { to, reason: None }
}

fn refund(id: &str, minor: i64, lines: Vec<RefundLine>) -> OrderChange {
    OrderChange::Refund(OrderRefund {
        id: id.to_owned(),
        customer_minor: minor,
        merchant_minor: minor,
        lines,
        goods: Goods::Gone,
        is_before_hand_over: false,
        reason: None,
        at_ms: 5_000,
        booked: None,
    })
}

/// Applies changes of the channel; gives the order, what was released and what moved.
fn news(order: Order, changes: &[OrderChange]) -> (Order, i64, i64) {
    let (mut order, mut released, mut moved) = (order, 0, 0);
    for change in changes {
        if let Some(taken) = order.take(change, Actor::Channel, 9_000).unwrap() {
            released += taken.released.iter().map(|(_, micros)| micros).sum::<i64>();
            moved += taken.moved.iter().map(|(_, micros)| micros).sum::<i64>();
            order = taken.order;
        }
    }
    (order, released, moved)
}

#[test]
fn what_the_customer_paid_and_what_the_merchant_sold_add_up() {
    let order = order();
    assert_eq!((order.goods_minor, order.paid_minor, order.sale_minor), (8_000, 7_400, 7_300));
    for (edit, problem) in [
        ((|new| new.paid_minor += 1) as fn(&mut NewOrder), "7400"),
        (|new| new.lines.clear(), "lines"),
        (|new| new.lines[0].quantity = 0, "line 0: the quantity"),
        (|new| new.lines[1].unit_price_minor = -1, "line 1: the price"),
        (|new| new.lines[0].discount_minor = 2_001, "line 0: the discount"),
        (|new| new.charges[0].amount_minor = -500, "a charge"),
        (|new| new.external_id = "a b".to_owned(), "id"),
        (|new| new.external_id = "9".repeat(65), "id"),
        (|new| new.number = "a\nb".to_owned(), "number"),
        (|new| new.lines[0].unit_price_minor = i64::MAX, "the price"),
        (
            |new| {
                new.charges[2].amount_minor = 9_000;
                new.paid_minor -= 8_200;
            },
            "discounts are more",
        ),
    ] {
        let mut new = new_order();
        edit(&mut new);
        let refused = Order::place(new).unwrap_err();
        assert!(refused.problem.contains(problem), "{refused}");
    }
}

#[test]
fn news_in_any_order_and_twice_ends_the_same() {
    use OrderStatus::{Accepted, Completed, HandedOver, Preparing, Ready};
    let way = [Accepted, Preparing, Ready, HandedOver, Completed];
    for seed in 0..120usize {
        let (mut left, mut told, mut rest) = (way.to_vec(), Vec::new(), seed);
        while !left.is_empty() {
            let next = left.remove(rest % left.len().max(1));
            rest /= left.len().max(1) + 1;
            told.extend([step(next), step(next)]);
        }
        let (order, released, moved) = news(order(), &told);
        assert_eq!((order.status, released, moved), (Completed, 5_000_000, -5_000_000), "{told:?}");
        assert!(order.steps.is_sorted_by_key(|step| step.status), "{:?}", order.steps);
    }
}

#[test]
fn what_is_called_off_stays_so_and_the_contradiction_is_shown() {
    let cancel = OrderChange::Cancel { reason: None, goods: Goods::Gone };
    let (off, released, moved) = news(order(), &[step(OrderStatus::Accepted), cancel.clone()]);
    assert_eq!((off.status, released, moved), (OrderStatus::Cancelled, 5_000_000, 0));
    assert_eq!(off.take(&step(OrderStatus::Ready), Actor::Channel, 1).unwrap(), None);
    assert_eq!(off.take(&cancel, Actor::Channel, 1).unwrap(), None);
    let late = off.take(&step(OrderStatus::Completed), Actor::Channel, 1).unwrap().unwrap();
    assert_eq!((late.notice, late.order), (Some(Notice::Contradiction), off.clone()));
    assert_eq!(off.take(&refund("r", 1, vec![]), Actor::Channel, 1).unwrap(), None);
}

#[test]
fn goods_that_left_come_back_or_are_looked_for() {
    let (out, ..) = news(order(), &[step(OrderStatus::HandedOver)]);
    let cancel = |goods| OrderChange::Cancel { reason: Some("rider lost it".to_owned()), goods };
    let gone = out.take(&cancel(Goods::Gone), Actor::Channel, 1).unwrap().unwrap();
    assert_eq!((gone.notice, gone.moved.len()), (Some(Notice::GoodsGone), 0));
    let back = out.take(&cancel(Goods::Back), Actor::Person, 1).unwrap().unwrap();
    assert_eq!(back.moved.iter().map(|(_, micros)| micros).sum::<i64>(), 5_000_000);
    assert_eq!(back.notice, None);
}

#[test]
fn people_go_step_by_step() {
    let person = |order: &Order, to| order.take(&step(to), Actor::Person, 1);
    let new = order();
    assert!(person(&new, OrderStatus::Ready).is_err());
    assert!(person(&new, OrderStatus::Cancelled).is_err());
    let accepted = person(&new, OrderStatus::Accepted).unwrap().unwrap().order;
    assert_eq!(person(&accepted, OrderStatus::Accepted).unwrap(), None);
    assert!(person(&accepted, OrderStatus::Rejected).is_err());
    let ready = person(&accepted, OrderStatus::Ready).unwrap().unwrap().order;
    assert!(person(&ready, OrderStatus::Preparing).is_err());
    let rejected = person(&new, OrderStatus::Rejected).unwrap().unwrap();
    assert_eq!(rejected.released.len(), 2);
    let cancel = OrderChange::Cancel { reason: None, goods: Goods::Gone };
    assert!(rejected.order.take(&cancel, Actor::Person, 1).is_err());
    let (done, ..) = news(order(), &[step(OrderStatus::Completed)]);
    assert!(done.take(&cancel, Actor::Person, 1).is_err());
}

#[test]
fn refunds_count_once_and_never_pass_what_was_paid() {
    let two_cups = vec![RefundLine { line: 1, units: 2, amount_minor: 3_600 }];
    let first = refund("r1", 3_700, two_cups);
    let (partly, released, moved) = news(order(), &[first.clone(), first.clone()]);
    assert_eq!((partly.refunds.len(), released, moved), (1, 2_000_000, 0));
    assert_eq!(partly.refund_state(), RefundState::Partial);
    // Only what is left goes out.
    let (partly, _, moved) = news(partly, &[step(OrderStatus::Completed)]);
    assert_eq!(moved, -3_000_000);
    let units = |line, units, amount_minor| vec![RefundLine { line, units, amount_minor }];
    for (change, problem) in [
        (refund("r2", 3_701, vec![]), "paid"),
        (refund("r2", -1, vec![]), "amount"),
        (refund("r2", i64::MAX, vec![]), "amount"),
        (refund("r2", 100, units(1, 2, 100)), "units left"),
        (refund("r2", 100, units(1, 0, 100)), "units left"),
        (refund("r2", 100, units(7, 1, 100)), "no line 7"),
        (refund("r2", 100, units(0, 1, 101)), "more than"),
        (refund("", 100, vec![]), "id"),
    ] {
        let refused = partly.take(&change, Actor::Channel, 1).unwrap_err();
        assert!(refused.to_string().contains(problem), "{refused}");
    }
    // A late cancel gives back what is left, once.
    let cancel = OrderChange::Cancel { reason: None, goods: Goods::Back };
    let (done, ..) = news(partly, &[cancel.clone(), cancel]);
    assert_eq!((done.status, done.refund_state()), (OrderStatus::Completed, RefundState::Full));
    let sums = done.refunds.iter().map(|back| back.merchant_minor).sum::<i64>();
    assert_eq!((done.refunds.len(), sums), (2, done.sale_minor));
    assert_eq!(done.refunds[1].lines.iter().map(|back| back.units).sum::<u32>(), 3);
}
