//! All that is held of a member, given out or taken away: what the host has, and documents of plugins that are about it.

use super::{ConsentWord, MemberDetail, Person, get_member};
use crate::app::App;
use crate::collections::put_documents;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use crate::plugins::installed::InstalledPlugin;
use bodega_domain::ids::MemberId;
use bodega_store::PageRequest;
use bodega_store::collections::{DocumentWrite, MemberDocument};
use bodega_store::ledger::AccountBalance;
use bodega_store::messages::{Message, MessageFilter};
use bodega_store::sales::{SaleFilter, SaleSummary};
use std::collections::BTreeMap;

/// The most rows of a kind that one export gives; a member with more is told so, and asks the lists for the rest.
const ROWS_MAX: usize = 20_000;
/// Documents erased in one transaction.
const ERASE_BATCH: usize = 500;
/// Rounds of erasing documents: plugins may write others meanwhile.
const ERASE_ROUNDS_MAX: u32 = 200;

/// All that is held of a member.
#[derive(Clone, Debug)]
pub struct Held {
    /// The member, its tags, how often it bought.
    pub member: MemberDetail,
    /// Its personal data, in the clear.
    pub person: Person,
    /// Its addresses by channel.
    pub addresses: BTreeMap<String, String>,
    /// Every word of its consents.
    pub consents: Vec<ConsentWord>,
    /// Messages to it.
    pub messages: Vec<Message>,
    /// Its sales.
    pub sales: Vec<SaleSummary>,
    /// Accounts of plugins that are kept under its id, with the plugin's name.
    pub accounts: Vec<(String, AccountBalance)>,
    /// Documents of plugins about it.
    pub documents: Vec<MemberDocument>,
    /// Whether a list was cut.
    pub is_cut: bool,
}

/// Everything that is held of a member.
pub async fn export_member(app: &App, cx: &OpContext, id: MemberId) -> AppResult<Held> {
    let (store, tenant) = (&app.store, cx.tenant);
    let member = get_member(app, cx, id).await?;
    let (messages, more_messages) = messages_to(app, cx, id).await?;
    let (sales, more_sales) = sales_of(app, cx, id).await?;
    let documents = store.member_documents(tenant, id, ROWS_MAX).await?;
    let is_cut = more_messages || more_sales || documents.len() == ROWS_MAX;
    Ok(Held {
        member,
        person: store.get_person(tenant, id).await?.unwrap_or_default(),
        addresses: store.member_addresses(tenant, id).await?,
        consents: store.consent_words(tenant, id).await?,
        messages,
        sales,
        accounts: accounts(app, cx, id).await?,
        documents,
        is_cut,
    })
}

/// Messages, and whether there would be more.
async fn messages_to(app: &App, cx: &OpContext, id: MemberId) -> AppResult<(Vec<Message>, bool)> {
    let (mut rows, mut page) = (Vec::new(), PageRequest::default());
    let filter = MessageFilter { member: Some(id), state: None };
    loop {
        let part = app.store.list_messages(cx.tenant, filter, &page).await?;
        rows.extend(part.items);
        match part.next {
            None => return Ok((rows, false)),
            Some(_) if rows.len() >= ROWS_MAX => return Ok((rows, true)),
            Some(next) => page.after = Some(next),
        }
    }
}

/// Sales, and whether there would be more.
async fn sales_of(app: &App, cx: &OpContext, id: MemberId) -> AppResult<(Vec<SaleSummary>, bool)> {
    let (mut rows, mut page) = (Vec::new(), PageRequest::default());
    let filter = SaleFilter { member: Some(id), ..SaleFilter::default() };
    loop {
        let part = app.store.list_sales(cx.tenant, &filter, &page).await?;
        rows.extend(part.items);
        match part.next {
            None => return Ok((rows, false)),
            Some(_) if rows.len() >= ROWS_MAX => return Ok((rows, true)),
            Some(next) => page.after = Some(next),
        }
    }
}

/// Accounts whose key is `kind/<member>`, or starts with that and goes on with `/`.
async fn accounts(app: &App, cx: &OpContext, id: MemberId) -> AppResult<Vec<(String, AccountBalance)>> {
    let plugins = app.tenant_plugins(cx.tenant).await?;
    let kinds = |installed: &std::sync::Arc<InstalledPlugin>| {
        let prefixes = installed.accounts.iter().map(|kind| format!("{}/{id}", kind.kind));
        prefixes.map(|prefix| (installed.plugin.to_string(), prefix)).collect::<Vec<_>>()
    };
    let wanted: Vec<(String, String)> = plugins.installed.values().flat_map(kinds).collect();
    let mut found = Vec::new();
    for (plugin, prefix) in wanted {
        let listed = app.store.list_accounts(cx.tenant, &plugin, &prefix, &PageRequest::default()).await?;
        found.extend(listed.items.into_iter().map(|account| (plugin.clone(), account)));
    }
    Ok(found)
}

/// Erases what is held of a member, here and in documents of plugins; sales and the ledger keep the bare id. An event,
/// `member.erased.v1`, lets plugins do theirs. Asking again is safe, and takes away what a plugin wrote meanwhile.
pub async fn erase_member(app: &App, cx: &OpContext, id: MemberId) -> AppResult<()> {
    if app.store.get_member(cx.tenant, id).await?.is_none() {
        return Err(super::unknown(id));
    }
    for _ in 0..ERASE_ROUNDS_MAX {
        let documents = app.store.member_documents(cx.tenant, id, ERASE_BATCH).await?;
        if documents.is_empty() {
            app.store.erase_member(cx.tenant, id, app.now_ms()).await?;
            app.wake_outbox();
            return Ok(());
        }
        let mut writes: BTreeMap<(String, String), Vec<DocumentWrite>> = BTreeMap::new();
        for MemberDocument { plugin, collection, document } in documents {
            let place = (plugin, collection.clone());
            let write = DocumentWrite { collection, key: document.key, body: None, expected_version: None };
            writes.entry(place).or_default().push(write);
        }
        for ((plugin, collection), writes) in writes {
            put_documents(app, cx, &plugin, &collection, writes).await?;
        }
    }
    let message = "plugins go on writing documents about this member; ask again";
    Err(AppError::conflict("member.busy", message))
}
