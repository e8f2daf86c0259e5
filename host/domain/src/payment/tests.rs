use super::*;
use uuid::Uuid;

fn payment(kind: PaymentKind, state: PaymentState) -> Payment {
    let nil = Uuid::nil();
    Payment {
        id: nil.into(),
        kind,
        state,
        intent: Intent::Take,
        sale: nil.into(),
        number: "S1".to_owned(),
        sale_return: None,
        tender: nil.into(),
        charge: None,
        installation: nil.into(),
        plugin: "wallet".to_owned(),
        method: "wallet".to_owned(),
        store: nil.into(),
        terminal: nil.into(),
        amount_minor: 1_000,
        currency: "CNY".to_owned(),
        presented_code: Some("134567890123456789".to_owned()),
        reason: None,
        created_at_ms: 0,
        expires_at_ms: Some(60_000),
        reference: None,
        paid_at_ms: None,
        waiting: None,
        decline: None,
        error: None,
        attempts: 0,
        due_at_ms: None,
        version: 1,
    }
}

fn receipt(amount_minor: i64, currency: &str, reference: &str) -> PaymentAnswer {
    let (currency, reference) = (currency.to_owned(), reference.to_owned());
    PaymentAnswer::Paid(Receipt { reference, amount_minor, currency, at_ms: -5 })
}

fn declined(code: &str) -> PaymentAnswer {
    PaymentAnswer::Declined(Decline { code: code.to_owned(), ..Decline::default() })
}

const OPEN: [PaymentState; 3] = [PaymentState::Starting, PaymentState::Pending, PaymentState::Cancelling];

#[test]
fn only_the_very_amount_in_the_very_currency_pays() {
    for state in OPEN {
        for (amount, currency) in
            [(999, "CNY"), (1_001, "CNY"), (-1_000, "CNY"), (1_000, "USD"), (1_000, "cny")]
        {
            let mut it = payment(PaymentKind::Charge, state);
            let before = it.clone();
            let refused = it.take(PaymentStep::Query, &receipt(amount, currency, "R"), 1);
            assert!(matches!(refused, Err(Unbelievable::Amount { .. })), "{refused:?}");
            assert_eq!(it, before, "nothing of it is taken");
        }
        let mut it = payment(PaymentKind::Charge, state);
        assert_eq!(it.take(PaymentStep::Report, &receipt(1_000, "CNY", "R"), 1), Ok(Effect::Changed));
        assert_eq!((it.state, it.reference.as_deref()), (PaymentState::Paid, Some("R")));
        assert_eq!(it.presented_code, None);
    }
}

#[test]
fn news_out_of_order_and_twice_change_nothing() {
    let mut it = payment(PaymentKind::Charge, PaymentState::Starting);
    it.take(PaymentStep::Report, &receipt(1_000, "CNY", "R"), 1).unwrap();
    let paid = it.clone();
    for late in [
        PaymentAnswer::Pending(Waiting::default()),
        declined("no-funds"),
        PaymentAnswer::Unknown,
        receipt(1_000, "CNY", "R"),
    ] {
        assert_eq!(it.take(PaymentStep::Query, &late, 99_999), Ok(Effect::Stale), "{late:?}");
        assert_eq!(it, paid);
    }
    assert_eq!(it.take(PaymentStep::Cancel, &PaymentAnswer::Cancelled, 9), Ok(Effect::Stale));
    let twice = it.take(PaymentStep::Report, &receipt(1_000, "CNY", "S"), 2);
    assert!(matches!(twice, Err(Unbelievable::Twice { .. })), "{twice:?}");
    assert_eq!(it, paid);
}

#[test]
fn money_after_a_decline_is_money() {
    let mut it = payment(PaymentKind::Charge, PaymentState::Pending);
    it.take(PaymentStep::Query, &declined("timeout"), 1).unwrap();
    assert_eq!(it.state, PaymentState::Failed);
    assert_eq!(it.take(PaymentStep::Report, &receipt(1_000, "CNY", "R"), 2), Ok(Effect::Changed));
    assert_eq!((it.state, it.decline.is_none()), (PaymentState::Paid, true));
}

#[test]
fn an_unknown_charge_is_cancelled_after_a_while_and_an_unknown_refund_started_again() {
    let mut charge = payment(PaymentKind::Charge, PaymentState::Starting);
    charge.take(PaymentStep::Query, &PaymentAnswer::Unknown, UNKNOWN_GRACE_MS - 1).unwrap();
    assert_eq!(charge.state, PaymentState::Pending);
    charge.take(PaymentStep::Query, &PaymentAnswer::Unknown, UNKNOWN_GRACE_MS).unwrap();
    assert_eq!(charge.state, PaymentState::Cancelling);
    let mut refund = payment(PaymentKind::Refund, PaymentState::Pending);
    refund.take(PaymentStep::Query, &PaymentAnswer::Unknown, 1).unwrap();
    assert_eq!(refund.state, PaymentState::Starting);
}

#[test]
fn an_answer_must_fit_its_question() {
    for (step, answer) in [
        (PaymentStep::Query, PaymentAnswer::Cancelled),
        (PaymentStep::Start, PaymentAnswer::Cancelled),
        (PaymentStep::Report, PaymentAnswer::Cancelled),
        (PaymentStep::Cancel, PaymentAnswer::Unknown),
        (PaymentStep::Cancel, declined("x")),
        (PaymentStep::Query, PaymentAnswer::Other("x".to_owned())),
    ] {
        let mut it = payment(PaymentKind::Charge, PaymentState::Cancelling);
        let refused = it.take(step, &answer, 1);
        assert!(matches!(refused, Err(Unbelievable::OutOfPlace { .. })), "{step:?} {answer:?}: {refused:?}");
        assert_eq!(it.state, PaymentState::Cancelling);
    }
    let mut refund = payment(PaymentKind::Refund, PaymentState::Pending);
    assert!(refund.take(PaymentStep::Cancel, &PaymentAnswer::Cancelled, 1).is_err());
}

#[test]
fn texts_are_bounded() {
    let mut it = payment(PaymentKind::Charge, PaymentState::Pending);
    let long = |show| PaymentAnswer::Pending(Waiting { show, ..Waiting::default() });
    assert!(it.take(PaymentStep::Query, &long(Show::Qr("x".repeat(SHOWN_MAX + 1))), 1).is_err());
    assert!(it.take(PaymentStep::Query, &long(Show::Link("a\nb".to_owned())), 1).is_err());
    assert!(it.take(PaymentStep::Query, &declined(""), 1).is_err());
    assert!(it.take(PaymentStep::Query, &receipt(1_000, "CNY", " "), 1).is_err());
    assert_eq!(it.take(PaymentStep::Query, &long(Show::Qr("weixin://x".to_owned())), 1), Ok(Effect::Changed));
    it.take(PaymentStep::Query, &long(Show::Nothing), 1).unwrap();
    assert_eq!(it.waiting.unwrap().show, Show::Qr("weixin://x".to_owned()), "the code stays on the screen");
}
