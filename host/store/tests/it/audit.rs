//! The audit trail: sealed so that nothing can be changed, dropped, put in or moved in silence.

use crate::support::{TestDb, on_both};
use bodega_domain::ids::TenantId;
use bodega_store::audit::{
    ActKind, ActorKind, AuditFault, AuditFilter, Checkpoint, Completion, NewEntry, Outcome, PruneError,
    RETENTION_MS, UNANSWERED_MS,
};
use bodega_store::{PageRequest, Store};
use sea_orm::{ConnectionTrait, Database};
use uuid::Uuid;

fn entry(tenant: TenantId, asked_at_ms: i64) -> NewEntry {
    NewEntry {
        id: Uuid::now_v7(),
        tenant,
        asked_at_ms,
        actor_kind: ActorKind::Token,
        actor_id: "token-1".to_owned(),
        address: Some("10.0.0.7".to_owned()),
        request_id: Some("r".to_owned()),
        user_agent: Some("till/1".to_owned()),
        kind: ActKind::Change,
        operation: "put_product".to_owned(),
        object_kind: "product".to_owned(),
        object_id: "p1".to_owned(),
        before_json: Some("{\"price\":1}".to_owned()),
    }
}

fn done(at_ms: i64) -> Completion {
    Completion {
        outcome: Outcome::Done,
        code: Some("c".to_owned()),
        done_at_ms: at_ms,
        object_id: None,
        after_json: Some("{\"price\":2}".to_owned()),
    }
}

/// Complete entries, a ms apart, sealed.
async fn sealed(store: &Store, tenant: TenantId, count: i64, first_ms: i64) -> Vec<NewEntry> {
    let mut entries = Vec::new();
    for at_ms in first_ms..first_ms + count {
        let entry = entry(tenant, at_ms);
        store.ask_audit(&entry).await.unwrap();
        assert!(store.complete_audit(tenant, entry.id, &done(at_ms)).await.unwrap());
        entries.push(entry);
    }
    assert_eq!(store.seal_audit(first_ms + count).await.unwrap(), count.unsigned_abs());
    entries
}

/// A checkpoint of the chain as it is; the signature is the tests' business elsewhere.
async fn checkpoint(store: &Store, at_ms: i64) -> Checkpoint {
    let due = store.audit_checkpoints_due(1_000, i64::MAX).await.unwrap();
    let end = due.into_iter().next().expect("a chain that grew");
    let checkpoint =
        Checkpoint { end, signed_at_ms: at_ms, key_id: "k".to_owned(), signature: b"good".to_vec() };
    store.add_audit_checkpoint(&checkpoint).await.unwrap();
    checkpoint
}

async fn fault(store: &Store, tenant: TenantId, kept: &[Checkpoint]) -> Option<AuditFault> {
    let is_signed = |checkpoint: &Checkpoint| checkpoint.signature == b"good";
    store.verify_audit(tenant, kept, &is_signed).await.unwrap().fault
}

/// The text columns' values of one row, to be put back.
async fn restore(db: &TestDb, seq: i64) {
    let connection = Database::connect(&db.url).await.unwrap();
    for statement in [
        format!("DELETE FROM audit_entry WHERE seq IN ({seq}, 99)"),
        format!("UPDATE audit_copy SET seq = {seq}"),
        "INSERT INTO audit_entry (tenant_id, id, asked_at_ms, actor_kind, actor_id, address, request_id, user_agent, kind, \
         operation, object_kind, object_id, before_json, after_json, outcome, code, done_at_ms, seq, hash) \
         SELECT tenant_id, id, asked_at_ms, actor_kind, actor_id, address, request_id, user_agent, kind, \
         operation, object_kind, object_id, before_json, after_json, outcome, code, done_at_ms, seq, hash FROM audit_copy".to_owned(),
    ] {
        connection.execute_unprepared(&statement).await.unwrap();
    }
    connection.close().await.unwrap();
}

on_both! {
    async fn a_change_of_any_column_of_one_row_is_found_and_named(db) {
        let tenant = TenantId(Uuid::now_v7());
        let entries = sealed(&db.store, tenant, 5, 1_000).await;
        let row = &entries[2];
        assert_eq!(fault(&db.store, tenant, &[]).await, None);
        db.tamper("CREATE TABLE audit_copy AS SELECT * FROM audit_entry WHERE seq = 3").await;
        let changed = AuditFault::Changed { seq: 3, id: row.id };
        let gap = AuditFault::Gap { seq: 3 };
        let texts = [
            "actor_kind", "actor_id", "address", "request_id", "user_agent", "kind", "operation", "object_kind", "object_id",
            "before_json", "after_json", "outcome", "code",
        ];
        let mut cases: Vec<(String, AuditFault)> = Vec::new();
        for column in texts {
            cases.push((format!("SET {column} = {column} || 'x'"), changed.clone()));
        }
        for column in ["address", "request_id", "user_agent", "before_json", "after_json", "code", "done_at_ms"] {
            cases.push((format!("SET {column} = NULL"), changed.clone()));
        }
        for column in ["asked_at_ms", "done_at_ms"] {
            cases.push((format!("SET {column} = {column} + 1"), changed.clone()));
        }
        cases.push(("SET seq = 99".to_owned(), gap.clone()));
        cases.push(("SET seq = NULL".to_owned(), gap.clone()));
        cases.push(("SET hash = NULL".to_owned(), changed.clone()));
        let zeros = "'00000000-0000-0000-0000-000000000000'";
        let (zeros, other) = match db.url.starts_with("sqlite") {
            true => ("zeroblob(16)".to_owned(), "SET hash = zeroblob(32)".to_owned()),
            false => (zeros.to_owned(), "SET hash = decode(repeat('00', 32), 'hex')".to_owned()),
        };
        cases.push((other, changed));
        cases.push((format!("SET id = {zeros}"), AuditFault::Changed { seq: 3, id: Uuid::nil() }));
        cases.push((format!("SET tenant_id = {zeros}"), gap));
        for (set, expected) in cases {
            db.tamper(&format!("UPDATE audit_entry {set} WHERE seq = 3")).await;
            assert_eq!(fault(&db.store, tenant, &[]).await, Some(expected), "{set}");
            if set == "SET seq = NULL" {
                db.tamper("DELETE FROM audit_entry WHERE seq IS NULL").await;
            }
            restore(&db, 3).await;
            assert_eq!(fault(&db.store, tenant, &[]).await, None, "put back after {set}");
        }
        // Every column but the order of arrival, which the number settles, was tried.
        let tried = texts.len() + ["tenant_id", "id", "asked_at_ms", "done_at_ms", "seq", "hash"].len();
        let columns = match db.url.starts_with("sqlite") {
            true => "SELECT COUNT(*) AS n FROM pragma_table_info('audit_entry')",
            false => "SELECT COUNT(*) AS n FROM information_schema.columns WHERE table_name = 'audit_entry'",
        };
        let connection = Database::connect(&db.url).await.unwrap();
        let statement = sea_orm::Statement::from_string(connection.get_database_backend(), columns);
        let row = connection.query_one_raw(statement).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "n").unwrap(), tried as i64 + 1);
        connection.close().await.unwrap();
    }
}

on_both! {
    async fn rows_that_are_dropped_put_in_or_exchanged_are_found(db) {
        let tenant = TenantId(Uuid::now_v7());
        sealed(&db.store, tenant, 4, 1_000).await;
        let cases = [
            ("DELETE FROM audit_entry WHERE seq = 2", AuditFault::Gap { seq: 2 }),
            ("UPDATE audit_entry SET seq = 2 WHERE seq = 3", AuditFault::Changed { seq: 2, id: Uuid::nil() }),
            ("UPDATE audit_entry SET seq = 3 WHERE seq = 4", AuditFault::Changed { seq: 2, id: Uuid::nil() }),
        ];
        for (tamper, expected) in cases {
            db.tamper(tamper).await;
            match (fault(&db.store, tenant, &[]).await, expected) {
                (Some(AuditFault::Changed { seq, .. }), AuditFault::Changed { seq: expected, .. }) => assert_eq!(seq, expected),
                (found, expected) => assert_eq!(found, Some(expected), "{tamper}"),
            }
        }
    }
}

on_both! {
    async fn a_cut_tail_is_found_by_the_head_and_by_a_checkpoint_that_was_kept(db) {
        let tenant = TenantId(Uuid::now_v7());
        sealed(&db.store, tenant, 4, 1_000).await;
        let kept = checkpoint(&db.store, 2_000).await;
        assert_eq!(kept.end.seq, 4);
        sealed(&db.store, tenant, 1, 3_000).await;
        assert_eq!(fault(&db.store, tenant, std::slice::from_ref(&kept)).await, None);
        db.tamper("DELETE FROM audit_entry WHERE seq = 5").await;
        assert_eq!(fault(&db.store, tenant, &[]).await, Some(AuditFault::Head { seq: 5 }));
        // Whoever may write everything in the database mends the head as well, and the checkpoints in it.
        db.tamper("DELETE FROM audit_entry WHERE seq = 4").await;
        db.tamper("UPDATE audit_chain SET head_seq = 3, head_hash = (SELECT hash FROM audit_entry WHERE seq = 3)").await;
        assert_eq!(fault(&db.store, tenant, &[]).await, Some(AuditFault::Cut { seq: 4 }));
        db.tamper("DELETE FROM audit_checkpoint").await;
        assert_eq!(fault(&db.store, tenant, &[]).await, None, "in the database alone nothing tells of it");
        assert_eq!(fault(&db.store, tenant, std::slice::from_ref(&kept)).await, Some(AuditFault::Cut { seq: 4 }));
        // The whole chain made anew.
        db.tamper("DELETE FROM audit_entry").await;
        db.tamper("DELETE FROM audit_chain").await;
        sealed(&db.store, tenant, 6, 5_000).await;
        assert_eq!(fault(&db.store, tenant, &[]).await, None);
        assert_eq!(fault(&db.store, tenant, std::slice::from_ref(&kept)).await, Some(AuditFault::Exchanged { seq: 4 }));
        let forged = Checkpoint { signature: b"bad".to_vec(), ..kept };
        assert_eq!(fault(&db.store, tenant, &[forged]).await, Some(AuditFault::Signature { seq: 4 }));
    }
}

on_both! {
    async fn what_nobody_answered_is_sealed_as_it_is_and_answered_no_more(db) {
        let tenant = TenantId(Uuid::now_v7());
        let asked = entry(tenant, 1_000);
        db.store.ask_audit(&asked).await.unwrap();
        assert_eq!(db.store.seal_audit(1_000 + UNANSWERED_MS - 1).await.unwrap(), 0, "it may still be answered");
        assert_eq!(db.store.seal_audit(1_000 + UNANSWERED_MS).await.unwrap(), 1);
        assert!(!db.store.complete_audit(tenant, asked.id, &done(2_000)).await.unwrap(), "sealed");
        let page = db.store.list_audit(tenant, &AuditFilter::default(), &PageRequest::default()).await.unwrap();
        assert_eq!((page.items[0].outcome, page.items[0].seq), (Outcome::Asked, Some(1)));
        assert_eq!(fault(&db.store, tenant, &[]).await, None);
    }
}

on_both! {
    async fn nodes_that_seal_at_once_make_one_chain(db) {
        let tenants = [TenantId(Uuid::now_v7()), TenantId(Uuid::now_v7())];
        let other = db.another().await;
        let mut tasks = Vec::new();
        for n in 0..40 {
            let store = if n % 2 == 0 { db.store.clone() } else { other.clone() };
            let entry = entry(tenants[n % 3 % 2], n as i64);
            tasks.push(tokio::spawn(async move {
                store.ask_audit(&entry).await.unwrap();
                store.complete_audit(entry.tenant, entry.id, &done(1)).await.unwrap();
                store.seal_audit(1).await.unwrap();
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        while db.store.seal_audit(1).await.unwrap() > 0 {}
        let mut total = 0;
        for tenant in tenants {
            let report = db.store.verify_audit(tenant, &[], &|_| true).await.unwrap();
            assert_eq!((report.fault, report.unsealed), (None, 0));
            total += report.entries;
        }
        assert_eq!(total, 40);
        assert_eq!(db.store.audited_tenants().await.unwrap().len(), 2);
        other.close().await;
    }
}

on_both! {
    async fn old_entries_go_up_to_a_checkpoint_and_the_rest_still_holds(db) {
        let tenant = TenantId(Uuid::now_v7());
        let day = 86_400_000;
        sealed(&db.store, tenant, 3, 1_000).await;
        checkpoint(&db.store, 2_000).await;
        sealed(&db.store, tenant, 2, 5_000).await;
        let now = 5_000 + RETENTION_MS + day;
        assert!(matches!(db.store.prune_audit(tenant, now - RETENTION_MS + 1, now).await, Err(PruneError::TooYoung)));
        let pruned = db.store.prune_audit(tenant, now - RETENTION_MS, now).await.unwrap();
        assert_eq!((pruned.entries, pruned.base_seq), (3, 3), "what comes after the last checkpoint stays");
        let report = db.store.verify_audit(tenant, &[], &|_| true).await.unwrap();
        assert_eq!((report.fault, report.base_seq, report.head_seq, report.entries), (None, 3, 5, 2));
        assert_eq!(db.store.prune_audit(tenant, now - RETENTION_MS, now).await.unwrap().entries, 0);
        let rest = db.store.read_audit_chain(tenant, 0, i64::MAX, 500).await.unwrap();
        assert_eq!(rest.iter().map(|entry| entry.seq.unwrap()).collect::<Vec<_>>(), [4, 5]);
        // More was deleted than a checkpoint vouches for.
        db.tamper("DELETE FROM audit_entry WHERE seq = 4").await;
        assert_eq!(fault(&db.store, tenant, &[]).await, Some(AuditFault::Gap { seq: 4 }));
        db.tamper("UPDATE audit_chain SET base_seq = 4").await;
        assert_eq!(fault(&db.store, tenant, &[]).await, Some(AuditFault::Base { seq: 5 }));
    }
}

on_both! {
    async fn lists_filter_and_page_from_the_newest(db) {
        let tenant = TenantId(Uuid::now_v7());
        let entries = sealed(&db.store, tenant, 7, 1_000).await;
        let other = NewEntry { actor_id: "token-2".to_owned(), object_id: "p2".to_owned(), kind: ActKind::Reading, ..entry(tenant, 1_003) };
        db.store.ask_audit(&other).await.unwrap();
        let list = async |filter: AuditFilter, page: PageRequest| db.store.list_audit(tenant, &filter, &page).await.unwrap();
        let mut page = PageRequest::first(3);
        let mut seen = Vec::new();
        loop {
            let found = list(AuditFilter::default(), page.clone()).await;
            seen.extend(found.items.into_iter().map(|entry| entry.asked.id));
            match found.next {
                Some(next) => page.after = Some(next),
                None => break,
            }
        }
        assert_eq!(seen.len(), 8);
        assert_eq!((seen[0], seen[7]), (entries[6].id, entries[0].id));
        let only = [
            AuditFilter { actor_id: Some("token-2".to_owned()), ..AuditFilter::default() },
            AuditFilter { object_id: Some("p2".to_owned()), object_kind: Some("product".to_owned()), ..AuditFilter::default() },
            AuditFilter { kind: Some(ActKind::Reading), operation: Some("put_product".to_owned()), ..AuditFilter::default() },
        ];
        for filter in only {
            let found = list(filter, PageRequest::default()).await.items;
            assert_eq!(found.iter().map(|entry| entry.asked.id).collect::<Vec<_>>(), [other.id]);
        }
        let between = AuditFilter { from_ms: Some(1_002), until_ms: Some(1_004), ..AuditFilter::default() };
        assert_eq!(list(between, PageRequest::default()).await.items.len(), 3);
        let elsewhere = db.store.list_audit(TenantId(Uuid::now_v7()), &AuditFilter::default(), &PageRequest::default()).await.unwrap();
        assert!(elsewhere.items.is_empty());
    }
}
