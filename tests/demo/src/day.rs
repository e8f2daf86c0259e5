//! Rings up a day: tills of all stores work at once, each its own queue in order of time.

use crate::checkout::{Floor, Rung, ring_up};
use crate::client::Client;
use crate::data::{Basket, Day};
use crate::loader::{Shop, Till};
use crate::progress::Progress;
use anyhow::{Context, Result};
use futures::future::try_join_all;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Baskets that one till of a store takes on a day before the store opens another.
const BASKETS_PER_TILL: usize = 5;

/// The most tills of a store.
const TILLS_MAX: usize = 4;

/// A day in the books.
pub struct RungUp {
    /// What came of each basket, as it was rung up.
    pub rung: Vec<Rung>,
    /// From the first quote to the last sale.
    pub took: Duration,
}

/// How many tills each store opens for the day.
pub fn tills(day: &Day) -> BTreeMap<u32, usize> {
    let mut baskets: BTreeMap<u32, usize> = BTreeMap::new();
    for basket in &day.baskets {
        *baskets.entry(basket.store).or_default() += 1;
    }
    baskets
        .into_iter()
        .map(|(store, count)| (store, count.div_ceil(BASKETS_PER_TILL).min(TILLS_MAX)))
        .collect()
}

/// What comes onto the shelves in the morning: what the day takes and a fifth more, and some for gifts.
pub fn opening_stock(day: &Day) -> BTreeMap<u32, Vec<(u32, u64)>> {
    let mut sold: BTreeMap<u32, BTreeMap<u32, u64>> = BTreeMap::new();
    for basket in &day.baskets {
        let store = sold.entry(basket.store).or_default();
        basket
            .lines
            .iter()
            .for_each(|line| *store.entry(line.product).or_default() += u64::from(line.quantity));
    }
    let plenty = |(product, pieces): (u32, u64)| (product, pieces + pieces / 5 + 2);
    sold.into_iter().map(|(store, sold)| (store, sold.into_iter().map(plenty).collect())).collect()
}

/// One till's work.
#[derive(Clone, Debug)]
struct Queue {
    store: u32,
    store_id: Uuid,
    till: Till,
    baskets: Vec<Basket>,
}

/// Rings up all baskets; `cashiers` of them work at once, each at one till at a time.
///
/// # Errors
/// The first basket that the server will not sell.
pub async fn ring_up_day(
    client: &Client,
    day: &Day,
    shop: &Shop,
    cashiers: usize,
    progress: &Arc<Progress>,
) -> Result<RungUp> {
    let cashiers_work = share_out(queues(day, shop)?, cashiers);
    let floor = Arc::new(OwnedFloor { client: client.clone(), day: day.clone(), seen: Mutex::default() });
    let started = Instant::now();
    let workers = cashiers_work.into_iter().map(|work| {
        let (floor, progress) = (floor.clone(), progress.clone());
        tokio::spawn(async move { floor.work(work, &progress).await })
    });
    let mut rung = Vec::with_capacity(day.baskets.len());
    for done in try_join_all(workers).await? {
        rung.extend(done?);
    }
    let took = started.elapsed();
    rung.sort_by_key(|rung| rung.sale.id);
    progress.finish(&format!("{} sales", rung.len()));
    Ok(RungUp { rung, took })
}

/// Deals the baskets of each store out to its tills, in order of time.
fn queues(day: &Day, shop: &Shop) -> Result<Vec<Queue>> {
    let mut stores: BTreeMap<u32, Vec<Queue>> = BTreeMap::new();
    for (store, (store_id, tills)) in &shop.stores {
        let queue =
            |till: &Till| Queue { store: *store, store_id: *store_id, till: *till, baskets: Vec::new() };
        stores.insert(*store, tills.iter().map(queue).collect());
    }
    for basket in &day.baskets {
        let queues = stores.get_mut(&basket.store).context("a basket of a store that was not loaded")?;
        let shortest = queues.iter_mut().min_by_key(|queue| (queue.baskets.len(), queue.till.number));
        shortest.context("a store without a till")?.baskets.push(basket.clone());
    }
    Ok(stores.into_values().flatten().filter(|queue| !queue.baskets.is_empty()).collect())
}

/// Gives each cashier tills with about the same number of lines; the longest queues first.
fn share_out(mut queues: Vec<Queue>, cashiers: usize) -> Vec<Vec<Queue>> {
    let lines = |queue: &Queue| queue.baskets.iter().map(|basket| basket.lines.len() + 3).sum::<usize>();
    queues.sort_by_key(|queue| (std::cmp::Reverse(lines(queue)), queue.store, queue.till.number));
    let mut work: Vec<(usize, Vec<Queue>)> = vec![(0, Vec::new()); cashiers.max(1)];
    for queue in queues {
        if let Some(least) = work.iter_mut().min_by_key(|(load, _)| *load) {
            least.0 += lines(&queue);
            least.1.push(queue);
        }
    }
    work.into_iter().map(|(_, queues)| queues).collect()
}

struct OwnedFloor {
    client: Client,
    day: Day,
    seen: Mutex<std::collections::BTreeSet<u32>>,
}

impl OwnedFloor {
    /// One cashier's day: basket after basket in order of time, each at its till.
    async fn work(&self, queues: Vec<Queue>, progress: &Progress) -> Result<Vec<Rung>> {
        let mut tickets: Vec<(&Basket, &Queue, usize)> = queues
            .iter()
            .flat_map(|queue| (1..).zip(&queue.baskets).map(move |(count, basket)| (basket, queue, count)))
            .collect();
        tickets.sort_by_key(|(basket, queue, _)| (basket.at_ms, queue.store, queue.till.number));
        let mut rung = Vec::with_capacity(tickets.len());
        for (basket, queue, count) in tickets {
            let floor = Floor { client: &self.client, coupons: &self.day.coupons, seen: &self.seen };
            let number = format!("{}-{:02}-A-{count:06}", queue.store, queue.till.number);
            rung.push(ring_up(&floor, basket, queue.store_id, queue.till, number).await?);
            progress.add(1);
        }
        Ok(rung)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::extract::COMMITTED;
    use crate::loader::store_id;

    #[test]
    fn every_basket_is_dealt_to_one_till_and_the_work_is_even() {
        let day = COMMITTED.read().unwrap();
        let till = |number| Till { id: Uuid::from_u128(number as u128), number };
        let stores = tills(&day)
            .into_iter()
            .map(|(store, count)| (store, (store_id(store), (1..=count).map(till).collect::<Vec<_>>())));
        let shop = Shop { stores: stores.collect() };
        let work = share_out(queues(&day, &shop).unwrap(), 6);
        let loads: Vec<usize> =
            work.iter().map(|queues| queues.iter().map(|queue| queue.baskets.len()).sum()).collect();
        assert_eq!(loads.iter().sum::<usize>(), day.baskets.len());
        assert_eq!(work.len(), 6);
        assert!(loads.iter().max() < loads.iter().min().map(|least| least * 2).as_ref(), "{loads:?}");
        for queue in work.iter().flatten() {
            assert!(queue.baskets.is_sorted_by_key(|basket| basket.at_ms));
            assert!(queue.baskets.iter().all(|basket| basket.store == queue.store));
        }
    }
}
