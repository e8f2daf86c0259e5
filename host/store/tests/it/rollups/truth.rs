//! What the rollups should say, and the comparison with what they say.

use super::world::{World, product_of};
use crate::support::Shop;
use bodega_domain::ids::OrgUnitId;
use bodega_store::Store;
use bodega_store::rollups::{
    AccountGroup, AccountQuestion, AccountSums, AggregateRow, Fact, Group, Question,
};
use std::collections::BTreeMap;

/// What the rollups should say, added up by hand: by day, hour, store and variant; without a variant, the sales.
#[derive(Debug, Default)]
pub struct Truth {
    pub sales: BTreeMap<(String, i64, OrgUnitId, Option<u8>), [i64; 6]>,
    pub stock: BTreeMap<(String, OrgUnitId, u8), [i64; 3]>,
    /// By day, store and member, 0 = none.
    pub members: BTreeMap<(String, OrgUnitId, u8), [i64; 6]>,
    /// By day and account.
    pub accounts: BTreeMap<(String, String), [i64; 3]>,
}

impl World {
    /// Compares every grouping with sums by hand.
    pub async fn compare(&self, store: &Store) {
        use Group::{Day, Hour, Product, Sku, Store as Place};
        let groupings: [&[Group]; 7] = [
            &[],
            &[Day],
            &[Hour, Place],
            &[Place, Day],
            &[Sku],
            &[Product, Day],
            &[Day, Hour, Place, Sku, Product],
        ];
        for groups in groupings {
            let found = ask(store, &self.shop, Fact::Sales, groups, &[]).await;
            assert_eq!(found, self.sales_by(groups, |_| true), "{groups:?}");
            let found = ask(store, &self.shop, Fact::Sales, groups, &[self.second]).await;
            assert_eq!(found, self.sales_by(groups, |store| store == self.second), "{groups:?}");
            if !groups.contains(&Hour) {
                let found = ask(store, &self.shop, Fact::Stock, groups, &[]).await;
                assert_eq!(found, self.stock_by(groups), "{groups:?}");
            }
        }
    }

    /// Compares sums by members' tags and over accounts with sums by hand.
    pub async fn compare_people(&self, store: &Store) {
        use Group::{Day, MemberTag, Store as Place};
        let groupings: [&[Group]; 3] = [&[MemberTag], &[Day, MemberTag], &[MemberTag, Place, Day]];
        for groups in groupings {
            let mut rows: BTreeMap<Vec<String>, Vec<i64>> = BTreeMap::new();
            for ((day, place, member), sums) in &self.truth.members {
                for tag in tags_of(*member) {
                    let key = |group: &Group| match group {
                        Day => day.clone(),
                        Place => place.to_string(),
                        _ => (*tag).to_owned(),
                    };
                    let row = rows.entry(groups.iter().map(key).collect()).or_insert_with(|| vec![0; 6]);
                    row.iter_mut().zip(sums).for_each(|(sum, more)| *sum += more);
                }
            }
            let expected: Vec<AggregateRow> =
                rows.into_iter().map(|(keys, sums)| AggregateRow { keys, sums }).collect();
            assert_eq!(ask(store, &self.shop, Fact::Sales, groups, &[]).await, expected, "{groups:?}");
        }
        for (prefix, groups) in [
            ("", vec![AccountGroup::Day, AccountGroup::Account]),
            ("points/", vec![AccountGroup::Account]),
            ("cards/", vec![AccountGroup::Day]),
            ("points/m1", vec![]),
        ] {
            self.compare_accounts(store, prefix, groups).await;
        }
    }

    async fn compare_accounts(&self, store: &Store, prefix: &str, groups: Vec<AccountGroup>) {
        let mut rows: BTreeMap<(String, String), [i64; 3]> = BTreeMap::new();
        if groups.is_empty() {
            rows.insert(Default::default(), [0; 3]);
        }
        for ((day, account), sums) in self.truth.accounts.iter().filter(|((_, a), _)| a.starts_with(prefix)) {
            let day = if groups.contains(&AccountGroup::Day) { day.as_str() } else { "" };
            let account = if groups.contains(&AccountGroup::Account) { account.as_str() } else { "" };
            let row = rows.entry((day.to_owned(), account.to_owned())).or_default();
            row.iter_mut().zip(sums).for_each(|(sum, more)| *sum += more);
        }
        let sums = |((day, account), [transfers, gained, spent]): ((String, String), [i64; 3])| AccountSums {
            day,
            account,
            transfers,
            gained,
            spent,
        };
        let expected: Vec<AccountSums> = rows.into_iter().map(sums).collect();
        let (from, to) = ("2023-11-01".to_owned(), "2023-11-30".to_owned());
        let question = AccountQuestion { prefix: prefix.to_owned(), groups, from, to, max: 0 };
        let found = store.account_sums(self.shop.tenant, "loyalty", &question).await.unwrap();
        assert_eq!(found, expected, "{question:?}");
        let strangers = store.account_sums(self.shop.tenant, "other", &question).await.unwrap();
        assert!(strangers.iter().all(|row| row.transfers == 0), "{strangers:?}");
    }

    fn sales_by(&self, groups: &[Group], is_wanted: impl Fn(OrgUnitId) -> bool) -> Vec<AggregateRow> {
        let is_by_goods = groups.contains(&Group::Sku) || groups.contains(&Group::Product);
        let mut rows: BTreeMap<Vec<String>, Vec<i64>> = BTreeMap::new();
        if groups.is_empty() {
            rows.insert(Vec::new(), vec![0; 6]);
        }
        for ((day, hour, store, what), sums) in &self.truth.sales {
            if !is_wanted(*store) || (is_by_goods && what.is_none()) {
                continue;
            }
            let keys = keys_of(groups, day, *hour, *store, what.unwrap_or(0));
            let row = rows.entry(keys).or_insert_with(|| vec![0; 6]);
            for (index, (sum, more)) in row.iter_mut().zip(sums).enumerate() {
                // By goods a sale counts once for each, else once.
                *sum += if index == 0 && !is_by_goods && what.is_some() { 0 } else { *more };
            }
        }
        rows.into_iter().map(|(keys, sums)| AggregateRow { keys, sums }).collect()
    }

    fn stock_by(&self, groups: &[Group]) -> Vec<AggregateRow> {
        let mut rows: BTreeMap<Vec<String>, Vec<i64>> = BTreeMap::new();
        if groups.is_empty() {
            rows.insert(Vec::new(), vec![0; 3]);
        }
        for ((day, store, what), sums) in &self.truth.stock {
            let row = rows.entry(keys_of(groups, day, 0, *store, *what)).or_insert_with(|| vec![0; 3]);
            row.iter_mut().zip(sums).for_each(|(sum, more)| *sum += more);
        }
        rows.into_iter().map(|(keys, sums)| AggregateRow { keys, sums }).collect()
    }
}

/// Member 1 has no tags, 2 one, 3 two.
pub fn tags_of(member: u8) -> &'static [&'static str] {
    match member {
        2 => &["club:gold"],
        3 => &["club:gold", "club:tea"],
        _ => &[""],
    }
}

fn keys_of(groups: &[Group], day: &str, hour: i64, store: OrgUnitId, what: u8) -> Vec<String> {
    let key = |group: &Group| match group {
        Group::Day => day.to_owned(),
        Group::Hour => format!("{hour:02}"),
        Group::Store => store.to_string(),
        Group::Sku | Group::Product if what == 0 => String::new(),
        Group::Sku => format!("SKU{what}"),
        Group::Product => product_of(what).to_string(),
        Group::MemberTag => unreachable!("compared by itself"),
    };
    groups.iter().map(key).collect()
}

async fn ask(
    store: &Store,
    shop: &Shop,
    fact: Fact,
    groups: &[Group],
    stores: &[OrgUnitId],
) -> Vec<AggregateRow> {
    let question = Question {
        fact,
        groups: groups.to_vec(),
        from: "2023-11-01".to_owned(),
        to: "2023-11-30".to_owned(),
        stores: stores.to_vec(),
        max: 0,
    };
    store.aggregate(shop.tenant, &question).await.unwrap()
}
