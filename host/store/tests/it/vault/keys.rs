//! Keys: the wrong one, a lost one, new ones while everything goes on.

use super::{PLANTED, assert_readable, count, member, plant, shows};
use crate::support::{KEY, KEYS_TTL, Shop, on_both};
use bodega_domain::ids::MemberId;
use bodega_store::members::{Person, PersonKey, PutMemberError};
use bodega_store::vault::{KeyBytes, KeyService, KeyServiceError, LocalKeys, Resealed, Wrapped};
use bodega_store::{Store, StoreError};
use futures::future::BoxFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// Another key.
const OTHER: &str = "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=";

/// Lets retired keys come of age, and brings everything after.
async fn reseal(store: &Store) -> Resealed {
    assert_eq!(store.reseal(|| false).await.unwrap(), Resealed::default(), "others may still seal under it");
    tokio::time::sleep(KEYS_TTL * 3).await;
    store.reseal(|| false).await.unwrap()
}

fn keys(text: &str) -> Arc<LocalKeys> {
    Arc::new(LocalKeys::read(text).unwrap())
}

on_both! {
    async fn a_database_stays_locked_under_another_key_and_nothing_changes(db) {
        let planted = plant(&db.store).await;
        let before = db.store.wrapping_keys().await.unwrap();
        let other = db.locked().await;
        let locked = other.get_person(planted.shop.tenant, planted.member).await;
        assert!(matches!(locked, Err(StoreError::Keys(_))), "{locked:?}");
        let refused = other.unlock(keys(OTHER)).await.unwrap_err();
        assert!(matches!(&refused, StoreError::Keys(why) if why.contains(&before[0])), "{refused}");
        let put = other.put_member(planted.shop.tenant, &member("m9"), Some(&Person { name: Some("x".into()), ..Person::default() })).await;
        assert!(put.is_err(), "nothing is written in the clear instead");
        assert_eq!(db.store.wrapping_keys().await.unwrap(), before);
        assert_readable(&db.store, &planted).await;
        other.close().await;
    }
}

on_both! {
    async fn a_wrapped_key_that_was_changed_is_found(db) {
        let planted = plant(&db.store).await;
        assert_eq!(db.store.check_keys().await.unwrap(), []);
        let second = plant(&db.store).await;
        db.tamper("UPDATE vault_key SET wrapped = (SELECT k.wrapped FROM vault_key k WHERE k.tenant_id <> vault_key.tenant_id AND k.id = 1)").await;
        let node = db.locked().await;
        assert!(matches!(node.unlock(keys(KEY)).await, Err(StoreError::Keys(_))), "it does not start");
        let wrong = db.store.check_keys().await.unwrap();
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert!(wrong.iter().any(|(tenant, _)| *tenant == planted.shop.tenant));
        assert!(wrong.iter().any(|(tenant, _)| *tenant == second.shop.tenant));
        node.close().await;
    }
}

on_both! {
    async fn the_key_of_keys_is_changed_without_touching_a_value(db) {
        let planted = plant(&db.store).await;
        let old = db.store.wrapping_keys().await.unwrap();
        let node = db.locked().await;
        node.unlock(keys(&format!("{OTHER}\n{KEY}"))).await.unwrap();
        assert_eq!(node.rewrap_keys().await.unwrap(), 2);
        let new = node.wrapping_keys().await.unwrap();
        assert_eq!(new.len(), 1);
        assert_ne!(new, old);
        assert_readable(&node, &planted).await;
        node.close().await;
        // The old one is not needed any more, and the new one is.
        let alone = db.locked().await;
        alone.unlock(keys(OTHER)).await.unwrap();
        assert_readable(&alone, &planted).await;
        alone.close().await;
        let late = db.locked().await;
        assert!(matches!(late.unlock(keys(KEY)).await, Err(StoreError::Keys(_))));
        late.close().await;
    }
}

on_both! {
    async fn everything_is_sealed_anew_after_a_rotation_and_the_old_key_goes(db) {
        let planted = plant(&db.store).await;
        let node = db.another().await;
        assert_readable(&node, &planted).await;
        assert_eq!(db.store.rotate_keys(9).await.unwrap().tenants, 1);
        // The other node does not know of the new key yet.
        let late = member("m7");
        let who = Person { phone: Some("13912340077".to_owned()), ..Person::default() };
        node.put_member(planted.shop.tenant, &late, Some(&who)).await.unwrap();
        assert_eq!(db.store.get_person(planted.shop.tenant, late.id).await.unwrap(), Some(who.clone()));

        assert_eq!(db.store.reseal(|| false).await.unwrap(), Resealed::default(), "others may still seal under it");
        tokio::time::sleep(KEYS_TTL * 3).await;
        let asked = AtomicU64::new(0);
        let stopped = db.store.reseal(|| asked.fetch_add(1, Ordering::Relaxed) > 2).await.unwrap();
        assert!(stopped.values > 0 && stopped.keys_dropped == 0, "told to stop, it stops: {stopped:?}");
        let done = db.store.reseal(|| false).await.unwrap();
        assert_eq!((done.damaged, done.keys_dropped), (0, 1));
        let values = stopped.values + done.values;
        assert!((19..=20).contains(&values), "each value once, the late one where it was under the old key: {values}");
        assert_eq!(db.store.reseal(|| false).await.unwrap(), Resealed::default());
        for (table, column) in [("member_person", "phone"), ("document", "body"), ("installation", "settings_json")] {
            let old = format!("SELECT 1 FROM {table} WHERE {column} LIKE 'bv1:1:%'");
            assert_eq!(count(&db, &old).await, 0, "{table}");
        }
        assert_eq!(count(&db, "SELECT 1 FROM vault_key WHERE id = 1").await, 0);
        assert_readable(&db.store, &planted).await;
        // The other node meets values under a key that is new to it.
        assert_readable(&node, &planted).await;
        let found = node.find_people(planted.shop.tenant, &PersonKey::Phone("13912340077".to_owned())).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(shows(&db, &PLANTED).await, Default::default());
        node.close().await;
    }
}

on_both! {
    async fn a_value_that_does_not_open_keeps_its_key(db) {
        let planted = plant(&db.store).await;
        db.tamper("UPDATE sales_order_recipient SET note = name").await;
        db.store.rotate_keys(9).await.unwrap();
        let done = reseal(&db.store).await;
        assert_eq!((done.damaged, done.keys_dropped), (1, 0));
        assert_eq!(count(&db, "SELECT 1 FROM vault_key WHERE id = 1").await, 1);
        let recipient = db.store.order_recipient(planted.shop.tenant, planted.order).await;
        assert!(matches!(recipient, Err(StoreError::Sealed { column: "note", .. })));
    }
}

on_both! {
    async fn what_was_stored_before_the_vault_is_sealed_by_the_first_round(db) {
        let shop = Shop::open(&db.store).await;
        let who = member("m1");
        db.store.put_member(shop.tenant, &who, Some(&Person { name: Some("x".to_owned()), ..Person::default() })).await.unwrap();
        // As the migration finds a database of before.
        db.tamper("UPDATE member_person SET name = '欧阳春晓', phone = '13912340001'").await;
        db.tamper("INSERT INTO vault_unsealed (tenant_id) SELECT tenant_id FROM tenant").await;
        db.tamper("DELETE FROM vault_key").await;
        let node = db.another().await;
        let person = node.get_person(shop.tenant, who.id).await.unwrap().unwrap();
        assert_eq!(person.name.as_deref(), Some("欧阳春晓"), "it is read meanwhile");
        assert_eq!(node.reseal(|| false).await.unwrap().values, 2);
        assert_eq!(node.get_person(shop.tenant, who.id).await.unwrap(), Some(person));
        let found = node.find_people(shop.tenant, &PersonKey::Phone("13912340001".to_owned())).await.unwrap();
        assert_eq!(found.len(), 1, "and found by its number");
        db.tamper("UPDATE member_person SET name = 'Eve'").await;
        assert!(node.get_person(shop.tenant, who.id).await.is_err(), "from now on nothing is taken in the clear");
        node.close().await;
    }
}

/// Reads and writes a member over and over; every answer is one that was written.
async fn busy(store: Store, shop: Shop, id: MemberId, is_over: Arc<AtomicBool>, rounds: Arc<AtomicU64>) {
    let mut who = member("busy");
    who.id = id;
    who.code = format!("busy {id}");
    let mut n = 0u64;
    while !is_over.load(Ordering::Relaxed) {
        n += 1;
        let phone = format!("139{n:08}");
        let person = Person { name: Some(format!("n{n}")), phone: Some(phone.clone()), ..Person::default() };
        store.put_member(shop.tenant, &who, Some(&person)).await.unwrap();
        assert_eq!(store.get_person(shop.tenant, id).await.unwrap(), Some(person));
        let found = store.find_people(shop.tenant, &PersonKey::Phone(phone)).await.unwrap();
        assert!(found.iter().any(|member| member.id == id));
        rounds.fetch_add(1, Ordering::Relaxed);
    }
}

on_both! {
    async fn keys_are_rotated_while_two_nodes_read_and_write(db) {
        let shop = Shop::open(&db.store).await;
        for n in 0..600 {
            let person = Person { name: Some(format!("resting {n}")), ..Person::default() };
            db.store.put_member(shop.tenant, &member(&format!("r{n}")), Some(&person)).await.unwrap();
        }
        let node = db.another().await;
        let (is_over, rounds) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let mut tasks = Vec::new();
        for store in [&db.store, &node, &db.store, &node] {
            let id = member("x").id;
            tasks.push(tokio::spawn(busy(store.clone(), shop.clone(), id, is_over.clone(), rounds.clone())));
        }
        let mut dropped = 0;
        for round in 0..3 {
            db.store.rotate_keys(round).await.unwrap();
            // Both nodes at once, as background work does.
            let see = tokio::join!(db.store.reseal(|| false), node.reseal(|| false));
            see.0.and(see.1).unwrap();
            tokio::time::sleep(KEYS_TTL * 3 + Duration::from_millis(50)).await;
            let (one, two) = tokio::join!(db.store.reseal(|| false), node.reseal(|| false));
            let (one, two) = (one.unwrap(), two.unwrap());
            assert_eq!((one.damaged, two.damaged), (0, 0));
            dropped += one.keys_dropped + two.keys_dropped;
        }
        is_over.store(true, Ordering::Relaxed);
        for task in tasks {
            task.await.unwrap();
        }
        assert!(rounds.load(Ordering::Relaxed) > 20, "{rounds:?}");
        assert!(dropped >= 1, "{dropped}");
        db.store.reseal(|| false).await.unwrap();
        tokio::time::sleep(KEYS_TTL * 3).await;
        assert_eq!(db.store.reseal(|| false).await.unwrap().damaged, 0);
        assert_eq!(count(&db, "SELECT 1 FROM vault_key WHERE purpose = 'data'").await, 1);
        node.close().await;
    }
}

/// A key service far away, which can be out of reach.
#[derive(Debug)]
struct Remote {
    keys: LocalKeys,
    is_down: AtomicBool,
    asked: AtomicU64,
}

impl Remote {
    fn ask(&self) -> Result<(), KeyServiceError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        match self.is_down.load(Ordering::Relaxed) {
            true => Err(KeyServiceError::Failed("out of reach".to_owned())),
            false => Ok(()),
        }
    }
}

impl KeyService for Remote {
    fn current(&self) -> String {
        self.keys.current()
    }

    fn has(&self, id: &str) -> bool {
        self.keys.has(id)
    }

    fn wrap<'a>(
        &'a self,
        context: &'a [u8],
        key: &'a KeyBytes,
    ) -> BoxFuture<'a, Result<Wrapped, KeyServiceError>> {
        Box::pin(async move {
            self.ask()?;
            self.keys.wrap(context, key).await
        })
    }

    fn unwrap<'a>(
        &'a self,
        id: &'a str,
        context: &'a [u8],
        wrapped: &'a [u8],
    ) -> BoxFuture<'a, Result<KeyBytes, KeyServiceError>> {
        Box::pin(async move {
            self.ask()?;
            self.keys.unwrap(id, context, wrapped).await
        })
    }
}

on_both! {
    async fn a_key_service_out_of_reach_stops_only_who_is_new(db) {
        let keys = LocalKeys::read(KEY).unwrap();
        let remote = Arc::new(Remote { keys, is_down: AtomicBool::new(false), asked: AtomicU64::new(0) });
        let store = db.locked().await;
        store.unlock(remote.clone()).await.unwrap();
        let planted = plant(&store).await;
        remote.is_down.store(true, Ordering::Relaxed);
        tokio::time::sleep(KEYS_TTL).await;
        let asked = remote.asked.load(Ordering::Relaxed);
        assert_readable(&store, &planted).await;
        let who = Person { name: Some("Lu".to_owned()), ..Person::default() };
        store.put_member(planted.shop.tenant, &member("m3"), Some(&who)).await.unwrap();
        assert_eq!(remote.asked.load(Ordering::Relaxed), asked, "it is asked for keys, never for a value");

        let stranger = Shop::open(&db.store).await;
        let put = store.put_member(stranger.tenant, &member("m1"), Some(&who)).await;
        assert!(matches!(put, Err(PutMemberError::Store(StoreError::Keys(_)))), "{put:?}");
        assert!(matches!(store.rotate_keys(1).await, Err(StoreError::Keys(_))));
        assert_eq!(count(&db, "SELECT 1 FROM vault_key WHERE retired_at_ms IS NOT NULL").await, 0);
        remote.is_down.store(false, Ordering::Relaxed);
        store.put_member(stranger.tenant, &member("m1"), Some(&who)).await.unwrap();
        store.close().await;
    }
}
