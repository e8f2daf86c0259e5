//! How long a tenant keeps personal data, and the work that ends it.

use crate::app::App;
use crate::check::within;
use crate::context::OpContext;
use crate::error::AppResult;
use crate::members::erase_member;
use bodega_domain::ids::TenantId;
use bodega_store::PageRequest;
pub use bodega_store::retention::Kept;
use std::collections::BTreeMap;

/// The longest time that can be set, days.
pub const DAYS_MAX: u32 = 3_650;
/// How long messages are kept where a tenant says nothing, days: a year of seasons, and of complaints.
const MESSAGES_DAYS: u32 = 365;
/// How long recipients of orders are, days: complaints and refunds come within weeks.
const RECIPIENTS_DAYS: u32 = 60;
/// Members that one round erases for a tenant: each is some transactions.
const MEMBERS_MAX: u32 = 200;
/// Rounds of deleting messages for a tenant, 500 each.
const MESSAGE_ROUNDS_MAX: u32 = 40;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The days in force, by what is kept; inactive members are kept for ever where nothing is set.
pub async fn get_retention(app: &App, cx: &OpContext) -> AppResult<BTreeMap<Kept, Option<u32>>> {
    let set = app.store.get_retention(cx.tenant).await?;
    Ok(BTreeMap::from(DEFAULTS.map(|(kept, days)| (kept, set.get(&kept).copied().or(days)))))
}

const DEFAULTS: [(Kept, Option<u32>); 3] = [
    (Kept::Messages, Some(MESSAGES_DAYS)),
    (Kept::Recipients, Some(RECIPIENTS_DAYS)),
    (Kept::InactiveMembers, None),
];

/// Changes the days; `None` goes back to the host's own.
pub async fn put_retention(
    app: &App,
    cx: &OpContext,
    changes: &BTreeMap<Kept, Option<u32>>,
) -> AppResult<()> {
    for (kept, days) in changes {
        if let Some(days) = days {
            within(format!("/{}", kept.as_str()), i64::from(*days), 1, DAYS_MAX.into())?;
        }
    }
    Ok(app.store.put_retention(cx.tenant, changes).await?)
}

/// Ends what is over its time, a bounded part of it for each tenant; what is left is for the next round.
pub async fn keep_to(app: &App) -> AppResult<()> {
    let mut page = PageRequest::default();
    loop {
        let tenants = app.store.list_tenants(&page).await?;
        for tenant in tenants.items {
            keep_tenant_to(app, tenant.id).await?;
        }
        match tenants.next {
            Some(next) => page.after = Some(next),
            None => return Ok(()),
        }
    }
}

async fn keep_tenant_to(app: &App, tenant: TenantId) -> AppResult<()> {
    let cx = OpContext::system(tenant);
    for (kept, days) in get_retention(app, &cx).await? {
        let Some(days) = days else { continue };
        let before_ms = app.now_ms() - i64::from(days) * DAY_MS;
        match kept {
            Kept::Recipients => {
                app.store.purge_recipients(tenant, before_ms).await?;
            }
            Kept::Messages => {
                let mut rounds = 0;
                while rounds < MESSAGE_ROUNDS_MAX && app.store.purge_messages(tenant, before_ms).await? > 0 {
                    rounds += 1;
                }
            }
            Kept::InactiveMembers => {
                let members = app.store.inactive_members(tenant, before_ms, MEMBERS_MAX).await?;
                for member in &members {
                    erase_member(app, &cx, *member).await?;
                }
                if !members.is_empty() {
                    let count = members.len();
                    tracing::info!(%tenant, count, "erased {count} members who bought nothing for {days} days");
                }
            }
        }
    }
    Ok(())
}
