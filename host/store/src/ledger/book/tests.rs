use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn shares_add_up_and_differ_by_one_at_most(amount in -1_000_000i64..1_000_000, shards in 1i64..65) {
        let shares: Vec<i64> = (0..shards).map(|shard| share_of(amount, shards, shard)).collect();
        prop_assert_eq!(shares.iter().sum::<i64>(), amount);
        let (least, most) = (shares.iter().min().unwrap(), shares.iter().max().unwrap());
        prop_assert!(most - least <= 1);
    }

    /// Several writers, each seeing only its own shard until it must see all, never pass the floor together; and what
    /// is refused did not fit.
    #[test]
    fn shards_keep_the_floor_without_looking_at_each_other(
        shards in 1u16..6,
        start in 0i64..60,
        steps in proptest::collection::vec((0u64..6, -9i64..4, prop_oneof![Just(0i64), Just(-20)]), 1..80),
    ) {
        let mut shared = book_of(shards, start);
        for (writer, delta, floor) in steps {
            shared.writer = writer;
            let sum = available(&shared);
            let posting = LedgerPosting { delta, floor: Some(floor), shards, ..posting() };
            // First as a node that locked its shard only, then as one that locked all.
            set_whole(&mut shared, false);
            let mut outcome = attempt(&mut shared, &posting);
            if matches!(outcome, Err(PostError::NeedsWhole)) {
                set_whole(&mut shared, true);
                outcome = attempt(&mut shared, &posting);
            }
            match outcome {
                Ok(()) => {
                    prop_assert_eq!(available(&shared), sum + delta);
                    prop_assert!(delta >= 0 || sum + delta >= floor);
                }
                Err(PostError::Refused(_)) => {
                    prop_assert!(sum + delta < floor, "{} {} {}", sum, delta, floor);
                    prop_assert_eq!(available(&shared), sum);
                }
                Err(PostError::NeedsWhole) => prop_assert!(false, "a whole account is enough"),
            }
        }
    }
}

#[test]
fn what_is_undone_leaves_no_trace() {
    let mut book = book_of(3, 10);
    set_whole(&mut book, true);
    let before = format!("{:?}", book.accounts[&key()]);
    book.begin();
    book.post(TENANT, &LedgerPosting { delta: -7, ..posting() }, entry()).unwrap();
    let more = LedgerPosting { delta: -4, ..posting() };
    assert!(matches!(book.post(TENANT, &more, entry()), Err(PostError::Refused(_))));
    book.undo();
    assert_eq!(
        format!("{:?}", book.accounts[&key()]).replace("is_changed: true", "is_changed: false"),
        before
    );
    assert!(book.transfers.is_empty());
}

const TENANT: TenantId = TenantId(Uuid::nil());

fn key() -> AccountKey {
    (TENANT, account_id("p", "a/1"))
}

fn posting() -> LedgerPosting {
    LedgerPosting {
        plugin: "p".to_owned(),
        account: "a/1".to_owned(),
        kind: "a".to_owned(),
        unit: "U".to_owned(),
        delta: 0,
        floor: Some(0),
        shards: 3,
        memo: None,
    }
}

fn entry() -> Entry {
    Entry { id: Uuid::now_v7(), document: Uuid::nil(), mode: Mode::Post, at_ms: 0 }
}

fn book_of(shards: u16, start: i64) -> LedgerBook {
    let balances = (0..i64::from(shards))
        .map(|shard| (shard, Shard { posted: if shard == 0 { start } else { 0 }, ..Shard::default() }))
        .collect();
    let account = Account {
        plugin: "p".to_owned(),
        key: "a/1".to_owned(),
        kind: "a".to_owned(),
        unit: "U".to_owned(),
        shards: shards.into(),
        share_floor: None,
        is_changed: false,
        is_stored: true,
        is_whole: false,
        is_contra: false,
        is_used: false,
        balances,
    };
    LedgerBook {
        backend: Backend::Postgres,
        writer: 0,
        accounts: HashMap::from([(key(), account)]),
        transfers: Vec::new(),
        journal: Vec::new(),
        journal_transfers: 0,
    }
}

fn available(book: &LedgerBook) -> i64 {
    book.accounts[&key()].balances.values().map(Shard::available).sum()
}

fn set_whole(book: &mut LedgerBook, is_whole: bool) {
    if let Some(account) = book.accounts.get_mut(&key()) {
        account.is_whole = is_whole;
    }
}

fn attempt(book: &mut LedgerBook, posting: &LedgerPosting) -> Result<(), PostError> {
    book.begin();
    let outcome = book.post(TENANT, posting, entry());
    if outcome.is_err() {
        book.undo();
    }
    outcome
}
