//! The audit trail: who did or saw what. An act is written down before it is done, and completed with what came of it;
//! what is kept of an object has its personal data and secrets masked.

mod checkpoints;
mod mask;

use crate::app::App;
use crate::check::page as page_error;
use crate::context::{self, OpContext};
use crate::error::{AppError, AppResult, ErrorKind};
use bodega_domain::ids::{InstallationId, TenantId};
use bodega_store::audit::{Completion, NewEntry};
use bodega_store::{Page, PageRequest, Store, StoreError};
use serde_json::Value;
use uuid::Uuid;

pub use bodega_store::audit::{ActKind, ActorKind, AuditEntry, AuditFilter, HOST_TENANT, Outcome};
pub use checkpoints::{
    CHECKPOINT_ENTRIES, CHECKPOINT_EVERY_MS, CheckpointLine, Signing, checkpoint_line, sign_chains,
    spawn_signing, verifies,
};
pub use mask::{Masked, OBJECT_BYTES_MAX, is_marked_personal, mask};

/// The longest text of a caller's own making that an entry keeps, characters.
const ORIGIN_TEXT_MAX: usize = 200;

/// The kind of object of an entry that tells what came of another one.
const LATE: &str = "audit_entry";

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// By kind.
    pub kind: ActorKind,
    /// By id.
    pub id: String,
}

impl Actor {
    /// Somebody at the machine, by the name of the account.
    pub fn command_line(account: impl Into<String>) -> Self {
        Actor { kind: ActorKind::CommandLine, id: account.into() }
    }

    /// A plugin.
    pub fn plugin(installation: InstallationId) -> Self {
        Actor { kind: ActorKind::Plugin, id: installation.to_string() }
    }

    /// The host itself, by the part of it that decided.
    pub fn host(part: &str) -> Self {
        Actor { kind: ActorKind::Host, id: part.to_owned() }
    }
}

impl From<&OpContext> for Actor {
    fn from(cx: &OpContext) -> Self {
        let (kind, id) = match cx.actor {
            context::Actor::System => return Actor::host("system"),
            context::Actor::Token(token) => (ActorKind::Token, token.to_string()),
            context::Actor::User { user, .. } => (ActorKind::Person, user.to_string()),
            context::Actor::Device(terminal) => (ActorKind::Terminal, terminal.to_string()),
        };
        Actor { kind, id }
    }
}

/// Where a request came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The address of the other end.
    pub address: Option<String>,
    /// The request's id.
    pub request_id: Option<String>,
    /// What the program calls itself.
    pub user_agent: Option<String>,
}

/// An act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Whose; [`HOST_TENANT`] for acts on the whole host.
    pub tenant: TenantId,
    /// Who.
    pub actor: Actor,
    /// From where.
    pub origin: Origin,
    /// What sort.
    pub kind: ActKind,
    /// The operation's id.
    pub operation: String,
    /// Kind of the object.
    pub object_kind: String,
    /// Id of the object; empty where it is not one, or not known yet.
    pub object_id: String,
    /// The object before, masked.
    pub before: Option<Masked>,
}

impl Act {
    /// A change that no request asked for.
    pub fn change(tenant: TenantId, actor: Actor, operation: &str, object: (&str, String)) -> Self {
        Act {
            tenant,
            actor,
            origin: Origin::default(),
            kind: ActKind::Change,
            operation: operation.to_owned(),
            object_kind: object.0.to_owned(),
            object_id: object.1,
            before: None,
        }
    }
}

/// An act that is written down and not completed yet. Dropped, it stays `asked`.
#[derive(Debug)]
#[must_use = "an act is completed once it is known what came of it"]
pub struct Asked(NewEntry);

/// What came of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What came of it.
    pub outcome: Outcome,
    /// The code of the refusal.
    pub code: Option<String>,
    /// The object's id where it is only known now.
    pub object_id: Option<String>,
    /// The object after, masked.
    pub after: Option<Masked>,
}

impl Answer {
    /// It was done.
    pub fn done(after: Option<Masked>) -> Self {
        Answer { outcome: Outcome::Done, code: None, object_id: None, after }
    }

    /// What a use case answered.
    pub fn of<T>(result: &AppResult<T>) -> Self {
        match result {
            Ok(_) => Answer::done(None),
            Err(error) => {
                let is_ours =
                    matches!(error.kind, ErrorKind::Fault | ErrorKind::Busy | ErrorKind::BadGateway);
                let outcome = if is_ours { Outcome::Failed } else { Outcome::Refused };
                Answer { outcome, code: Some(error.code.to_owned()), object_id: None, after: None }
            }
        }
    }
}

/// Writes an act down. Where this fails the act must not be done.
pub async fn ask(store: &Store, now_ms: i64, act: Act) -> AppResult<Asked> {
    let short = |text: Option<String>| text.map(|text| shorten(&text));
    let entry = NewEntry {
        id: Uuid::now_v7(),
        tenant: act.tenant,
        asked_at_ms: now_ms,
        actor_kind: act.actor.kind,
        actor_id: shorten(&act.actor.id),
        address: short(act.origin.address),
        request_id: short(act.origin.request_id),
        user_agent: short(act.origin.user_agent),
        kind: act.kind,
        operation: act.operation,
        object_kind: act.object_kind,
        object_id: shorten(&act.object_id),
        before_json: act.before.map(|before| before.0),
    };
    store.ask_audit(&entry).await?;
    Ok(Asked(entry))
}

/// Control characters are no part of a name, and some databases refuse them.
fn shorten(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(ORIGIN_TEXT_MAX).collect()
}

/// Writes down what came of an act. The act is done either way, so a failure is logged and not given on: the entry
/// then says `asked`, which is the truth about what is known. What took so long that its entry is sealed already, such
/// as a large backup, gets another entry, about the first.
pub async fn complete(store: &Store, now_ms: i64, Asked(entry): Asked, answer: Answer) {
    let completion = Completion {
        outcome: answer.outcome,
        code: answer.code,
        done_at_ms: now_ms,
        object_id: answer.object_id.map(|id| shorten(&id)),
        after_json: answer.after.map(|after| after.0),
    };
    let completing = async {
        if store.complete_audit(entry.tenant, entry.id, &completion).await? {
            return Ok(());
        }
        let late = NewEntry {
            id: Uuid::now_v7(),
            asked_at_ms: now_ms,
            object_kind: LATE.to_owned(),
            object_id: entry.id.to_string(),
            before_json: None,
            ..entry.clone()
        };
        store.ask_audit(&late).await?;
        let completion = Completion { object_id: None, ..completion.clone() };
        store.complete_audit(late.tenant, late.id, &completion).await.map(|_| ())
    };
    if let Err::<(), StoreError>(error) = completing.await {
        tracing::error!(entry = %entry.id, "audit entry {} stays open: {error}", entry.id);
    }
}

/// Does something that no request asked for, with its entry: background decisions and commands.
pub async fn with_entry<T>(
    store: &Store,
    now_ms: impl Fn() -> i64,
    act: Act,
    doing: impl Future<Output = AppResult<T>>,
) -> AppResult<T> {
    let asked = ask(store, now_ms(), act).await?;
    let result = doing.await;
    complete(store, now_ms(), asked, Answer::of(&result)).await;
    result
}

/// Entries of the caller's tenant, newest first.
pub async fn list(
    app: &App,
    cx: &OpContext,
    filter: &AuditFilter,
    page: &PageRequest,
) -> AppResult<Page<AuditEntry>> {
    app.store.list_audit(cx.tenant, filter, page).await.map_err(page_error)
}

/// The schema of a plugin's collection, where it is declared.
pub async fn collection_schema(
    app: &App,
    cx: &OpContext,
    plugin: &str,
    collection: &str,
) -> AppResult<Option<Value>> {
    let declared = app.store.list_collections(cx.tenant, plugin).await?;
    let Some(found) = declared.into_iter().find(|declared| declared.name == collection) else {
        return Ok(None);
    };
    serde_json::from_str(&found.schema_json).map(Some).map_err(AppError::fault)
}
