//! The queues of messages and exports, and files: leased by one node, ended once, late words harmless.

use crate::support::{Shop, digest, install, on_both};
use bodega_domain::ids::{InstallationId, MemberId};
use bodega_store::Store;
use bodega_store::effects::{ApplyEffects, Effects};
use bodega_store::exports::{ExportLease, ExportState, NewExport};
use bodega_store::files::{NewFile, file_id_of};
use bodega_store::members::Consent;
use bodega_store::messages::{
    Message, MessageFilter, MessageLease, MessageState, NewMessage, Receipt, ReceiptOf,
};
use bodega_store::{PageRequest, StoreError};
use std::collections::BTreeMap;
use uuid::Uuid;

const NOW: i64 = 1_800_000_000_000;
const LEASE: i64 = 60_000;

async fn apply(store: &Store, shop: &Shop, installation: InstallationId, invocation: Uuid, effects: Effects) {
    let (tenant, plugin) = (shop.tenant, "loyalty".to_owned());
    let apply = ApplyEffects { tenant, installation, plugin, invocation, recorded_at_ms: NOW, effects };
    store.apply_effects(apply).await.unwrap();
}

async fn queue(store: &Store, shop: &Shop, installation: InstallationId, count: usize) {
    let message = NewMessage {
        member: MemberId(Uuid::now_v7()),
        purpose: "service".to_owned(),
        template: "hello".to_owned(),
        parameters_json: "{}".to_owned(),
        expires_at_ms: NOW + 1000,
    };
    let effects = Effects { messages: vec![message; count], ..Effects::default() };
    apply(store, shop, installation, Uuid::now_v7(), effects).await;
}

async fn lease(store: &Store, now_ms: i64) -> Vec<MessageLease> {
    store.lease_due_messages(now_ms, LEASE, 100).await.unwrap()
}

async fn only(store: &Store, shop: &Shop) -> Message {
    let mut all =
        store.list_messages(shop.tenant, MessageFilter::default(), &PageRequest::default()).await.unwrap();
    assert_eq!(all.items.len(), 1);
    all.items.remove(0)
}

async fn report(store: &Store, shop: &Shop, sender: InstallationId, which: ReceiptOf, failure: Option<&str>) {
    let receipt = Receipt { which, failure: failure.map(str::to_owned) };
    let effects = Effects { receipts: vec![receipt], ..Effects::default() };
    apply(store, shop, sender, Uuid::now_v7(), effects).await;
}

on_both! {
    async fn a_message_is_leased_once_and_comes_back_when_its_node_is_gone(db) {
        let shop = Shop::open(&db.store).await;
        let id = install(&db.store, &shop).await;
        queue(&db.store, &shop, id, 40).await;
        let (one, two) = tokio::join!(lease(&db.store, NOW), lease(&db.store, NOW));
        let mut ids: Vec<Uuid> = one.iter().chain(&two).map(|lease| lease.message.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!((ids.len(), one.len() + two.len()), (40, 40), "each message is leased by one of them");
        assert!(lease(&db.store, NOW + LEASE - 1).await.is_empty());
        let again = lease(&db.store, NOW + LEASE).await;
        assert_eq!(again.len(), 40);
        let lost = one.iter().chain(&two).next().unwrap();
        assert_eq!(db.store.begin_message(lost, "sms", id).await.unwrap(), None);
        assert!(!db.store.defer_message(lost, NOW, "late").await.unwrap());
        assert!(!db.store.end_message(lost, MessageState::Failed, "late", NOW).await.unwrap());
        let held = again.iter().find(|lease| lease.message.id == lost.message.id).unwrap();
        assert_eq!(db.store.begin_message(held, "sms", id).await.unwrap(), Some(1));
        assert_eq!(db.store.begin_message(held, "email", id).await.unwrap(), Some(2));
    }
}

on_both! {
    async fn a_message_is_put_off_sent_and_heard_of(db) {
        let shop = Shop::open(&db.store).await;
        let id = install(&db.store, &shop).await;
        queue(&db.store, &shop, id, 1).await;
        let first = lease(&db.store, NOW).await.remove(0);
        assert!(db.store.defer_message(&first, NOW + 50, "busy\0line").await.unwrap());
        assert_eq!(only(&db.store, &shop).await.reason.as_deref(), Some("busyline"));
        assert!(lease(&db.store, NOW + 49).await.is_empty());
        let second = lease(&db.store, NOW + 50).await.remove(0);
        db.store.begin_message(&second, "sms", id).await.unwrap();
        let message = second.message.id;
        // A mark of the first lease does nothing.
        let stale = Effects { sent: Some(first.sent(None)), ..Effects::default() };
        apply(&db.store, &shop, id, Uuid::now_v7(), stale).await;
        assert_eq!(only(&db.store, &shop).await.state, MessageState::Queued);
        let sent = Effects { sent: Some(second.sent(Some("p-1".to_owned()))), ..Effects::default() };
        apply(&db.store, &shop, id, message, sent).await;
        let stored = only(&db.store, &shop).await;
        assert_eq!((stored.state, stored.attempts, stored.reason), (MessageState::Sent, 1, None));
        assert!(lease(&db.store, i64::MAX).await.is_empty(), "what is sent is not sent again");

        let stranger = InstallationId(Uuid::now_v7());
        report(&db.store, &shop, stranger, ReceiptOf::Provider("p-1".to_owned()), None).await;
        assert_eq!(only(&db.store, &shop).await.state, MessageState::Sent);
        report(&db.store, &shop, id, ReceiptOf::Provider("p-1".to_owned()), Some("off")).await;
        assert_eq!(only(&db.store, &shop).await.state, MessageState::Failed);
        report(&db.store, &shop, id, ReceiptOf::Message(message), None).await;
        report(&db.store, &shop, id, ReceiptOf::Message(message), Some("late")).await;
        let stored = only(&db.store, &shop).await;
        assert_eq!((stored.state, stored.reason), (MessageState::Delivered, None));
    }
}

on_both! {
    async fn a_receipt_may_overtake_the_call_that_sends(db) {
        let shop = Shop::open(&db.store).await;
        let id = install(&db.store, &shop).await;
        queue(&db.store, &shop, id, 1).await;
        let held = lease(&db.store, NOW).await.remove(0);
        db.store.begin_message(&held, "sms", id).await.unwrap();
        report(&db.store, &shop, id, ReceiptOf::Message(held.message.id), None).await;
        let sent = Effects { sent: Some(held.sent(None)), ..Effects::default() };
        apply(&db.store, &shop, id, held.message.id, sent).await;
        assert_eq!(only(&db.store, &shop).await.state, MessageState::Delivered);
        assert!(!db.store.end_message(&held, MessageState::Failed, "x", NOW).await.unwrap());
    }
}

on_both! {
    async fn the_later_word_of_a_member_counts(db) {
        let shop = Shop::open(&db.store).await;
        let member = MemberId(Uuid::now_v7());
        let said = |is_granted, at_ms| Consent {
            purpose: "marketing".to_owned(),
            channel: "sms".to_owned(),
            is_granted,
            at_ms,
            source: "till".to_owned(),
        };
        for consent in [said(true, 10), said(false, 30), said(true, 20)] {
            db.store.put_consents(shop.tenant, member, &[consent], "token 1", 40).await.unwrap();
        }
        assert_eq!(db.store.list_consents(shop.tenant, member).await.unwrap(), [said(false, 30)]);
        let words = db.store.consent_words(shop.tenant, member).await.unwrap();
        let kept: Vec<_> = words.iter().map(|word| word.said.clone()).collect();
        assert_eq!(kept, [said(true, 20), said(false, 30), said(true, 10)], "every word, the latest first");
        assert_eq!((words[0].recorded_at_ms, words[0].recorded_by.as_str()), (40, "token 1"));
        let set = |channel: &str, address: Option<&str>| {
            BTreeMap::from([(channel.to_owned(), address.map(str::to_owned))])
        };
        for change in [set("wechat", Some("a")), set("app", Some("b")), set("wechat", Some("c")), set("app", None)] {
            db.store.put_member_addresses(shop.tenant, member, &change).await.unwrap();
        }
        let stored = db.store.member_addresses(shop.tenant, member).await.unwrap();
        assert_eq!(stored, BTreeMap::from([("wechat".to_owned(), "c".to_owned())]));
        db.store.erase_member(shop.tenant, member, 50).await.unwrap();
        assert!(db.store.list_consents(shop.tenant, member).await.unwrap().is_empty());
        assert!(db.store.member_addresses(shop.tenant, member).await.unwrap().is_empty());
    }
}

fn new_export(installation: InstallationId) -> NewExport {
    NewExport {
        id: Uuid::now_v7(),
        installation,
        plugin: "loyalty".to_owned(),
        name: "statement".to_owned(),
        parameters_json: "{}".to_owned(),
        language: "en".to_owned(),
        asked_by: "t".to_owned(),
        created_at_ms: NOW,
    }
}

async fn lease_exports(store: &Store, now_ms: i64) -> Vec<ExportLease> {
    store.lease_due_exports(now_ms, LEASE, 10).await.unwrap()
}

fn file(name: &str, expires_at_ms: i64) -> NewFile {
    let digest = digest(name);
    NewFile { name: name.to_owned(), media_type: "text/csv".to_owned(), size: 3, digest, expires_at_ms }
}

on_both! {
    async fn an_export_is_done_with_its_file_or_says_why_not(db) {
        let shop = Shop::open(&db.store).await;
        let id = install(&db.store, &shop).await;
        let (good, bad) = (new_export(id), new_export(id));
        for export in [&good, &good, &bad] {
            db.store.queue_export(shop.tenant, export).await.unwrap();
        }
        assert_eq!(db.store.queued_exports(shop.tenant).await.unwrap(), 2, "asked twice is asked once");
        let leases = lease_exports(&db.store, NOW).await;
        assert!(lease_exports(&db.store, NOW).await.is_empty());
        let of = |leases: &[ExportLease], id: Uuid| leases.iter().find(|l| l.export.export.id == id).unwrap().clone();
        let (first, other) = (of(&leases, good.id), of(&leases, bad.id));
        let files = vec![file("aside", NOW + 9), file("wanted", NOW + 9)];
        let effects = Effects { files, exported: Some(first.done(1)), ..Effects::default() };
        apply(&db.store, &shop, id, good.id, effects).await;
        let done = db.store.get_export(shop.tenant, good.id).await.unwrap().unwrap();
        assert_eq!((done.state, done.file), (ExportState::Done, Some(file_id_of(good.id, id, 1))));
        let stored = db.store.get_file(shop.tenant, done.file.unwrap(), NOW).await.unwrap().unwrap();
        assert_eq!((stored.file, stored.plugin.as_str()), (file("wanted", NOW + 9), "loyalty"));

        assert!(db.store.fail_export(&other, "later", Some(NOW + 10), NOW).await.unwrap());
        assert!(!db.store.fail_export(&other, "stale", None, NOW).await.unwrap());
        let again = lease_exports(&db.store, NOW + 10).await.remove(0);
        assert_eq!((again.export.export.id, again.export.attempts), (bad.id, 2));
        assert!(db.store.fail_export(&again, "no", None, NOW + 11).await.unwrap());
        let failed = db.store.get_export(shop.tenant, bad.id).await.unwrap().unwrap();
        assert_eq!((failed.state, failed.error.as_deref()), (ExportState::Failed, Some("no")));
        let listed = db.store.list_exports(shop.tenant, &PageRequest::default()).await.unwrap().items;
        assert_eq!(listed.len(), 2);
        assert_eq!(db.store.get_export(bodega_domain::ids::TenantId(Uuid::now_v7()), good.id).await.unwrap(), None);
        assert_eq!(db.store.purge_exports(NOW + 12).await.unwrap(), 2);
    }
}

on_both! {
    async fn files_are_one_plugins_and_go_when_their_time_is_over(db) {
        let shop = Shop::open(&db.store).await;
        let id = install(&db.store, &shop).await;
        let invocation = Uuid::now_v7();
        let files = vec![file("a", NOW + 10), file("b", NOW + 20)];
        apply(&db.store, &shop, id, invocation, Effects { files, ..Effects::default() }).await;
        let scan = async |plugin: &str, after: Option<Uuid>, now_ms: i64| -> Result<Vec<String>, StoreError> {
            let found = db.store.scan_files(shop.tenant, plugin, after, 10, now_ms).await?;
            Ok(found.into_iter().map(|file| file.file.name).collect())
        };
        assert_eq!(scan("loyalty", None, NOW).await.unwrap().len(), 2);
        assert!(scan("other", None, NOW).await.unwrap().is_empty());
        assert_eq!(scan("loyalty", None, NOW + 10).await.unwrap(), ["b"]);
        let used = db.store.file_usage(shop.tenant, "loyalty").await.unwrap();
        assert_eq!((used.count, used.bytes), (2, 6));
        let (a, tenant) = (file_id_of(invocation, id, 0), shop.tenant);
        let expired = db.store.expired_files(NOW + 10, 10).await.unwrap();
        assert_eq!(expired, [(tenant, a, digest("a"))]);
        assert_eq!(db.store.forget_files(&[(tenant, a), (tenant, Uuid::now_v7())]).await.unwrap(), 1);
        assert_eq!(db.store.file_usage(tenant, "loyalty").await.unwrap().count, 1);
    }
}
