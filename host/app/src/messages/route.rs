//! Which way a message goes: over the first channel that has a sender, an address and the member's consent.

use crate::app::App;
use crate::error::AppResult;
use crate::plugins::installed::{InstalledPlugin, TenantPlugins};
use bodega_domain::ids::{MemberId, TenantId};
use bodega_package::MessageChannel;
use bodega_store::members::{Consent, MemberStatus};
use bodega_store::messages::NewMessage;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where a message goes.
pub(super) enum Route {
    /// To this address, by this installation.
    To(MessageChannel, String, Arc<InstalledPlugin>),
    /// Nowhere now: it may be different later.
    Later(String),
    /// Nowhere.
    Never(String),
}

/// Finds the way of a message.
pub(super) async fn route(
    app: &App,
    tenant: TenantId,
    plugins: &TenantPlugins,
    message: &NewMessage,
) -> AppResult<Route> {
    if plugins.senders.is_empty() {
        return Ok(Route::Later("sender.missing: no plugin that is on sends messages".to_owned()));
    }
    let member = app.store.get_member(tenant, message.member).await?;
    if member.is_none_or(|member| member.status != MemberStatus::Active) {
        return Ok(Route::Never("member.inactive: the member is blocked, erased or unknown".to_owned()));
    }
    let addresses = addresses(app, tenant, message.member).await?;
    let consents = app.store.list_consents(tenant, message.member).await?;
    let (mut reached, mut refused) = (false, Vec::new());
    for channel in MessageChannel::ALL {
        let Some(sender) = plugins.senders.get(&channel) else { continue };
        let Some(address) = addresses.get(&channel) else { continue };
        reached = true;
        if may_go(&message.purpose, channel, &consents) {
            return Ok(Route::To(channel, address.clone(), sender.clone()));
        }
        refused.push(channel.as_str());
    }
    Ok(Route::Never(match reached {
        true => format!(
            "consent.missing: the member did not agree to {} messages over {}",
            message.purpose,
            refused.join(", ")
        ),
        false => "address.missing: the member has no address on a channel that a plugin serves".to_owned(),
    }))
}

/// Marketing needs a yes; about what the member did a message goes unless there is a no.
fn may_go(purpose: &str, channel: MessageChannel, consents: &[Consent]) -> bool {
    let said = consents.iter().find(|said| said.purpose == purpose && said.channel == channel.as_str());
    match said {
        Some(said) => said.is_granted,
        None => purpose != "marketing",
    }
}

/// Where a member is reached: the telephone number and e-mail of its personal data, and what was set by channel.
async fn addresses(
    app: &App,
    tenant: TenantId,
    member: MemberId,
) -> AppResult<BTreeMap<MessageChannel, String>> {
    let person = app.store.get_person(tenant, member).await?.unwrap_or_default();
    let known = [(MessageChannel::Sms, person.phone), (MessageChannel::Email, person.email)];
    let mut all: BTreeMap<MessageChannel, String> =
        known.into_iter().filter_map(|(channel, address)| Some((channel, address?))).collect();
    for (channel, address) in app.store.member_addresses(tenant, member).await? {
        if let Some(channel) = MessageChannel::parse(&channel) {
            all.insert(channel, address);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marketing_needs_a_yes_and_service_only_no_no() {
        let said = |purpose: &str, is_granted| Consent {
            purpose: purpose.to_owned(),
            channel: "sms".to_owned(),
            is_granted,
            at_ms: 0,
            source: String::new(),
        };
        assert!(!may_go("marketing", MessageChannel::Sms, &[]));
        assert!(may_go("service", MessageChannel::Sms, &[]));
        assert!(may_go("marketing", MessageChannel::Sms, &[said("marketing", true)]));
        assert!(!may_go("marketing", MessageChannel::Email, &[said("marketing", true)]), "another channel");
        assert!(!may_go("marketing", MessageChannel::Sms, &[said("service", true)]), "another purpose");
        assert!(!may_go("service", MessageChannel::Sms, &[said("service", false)]));
    }
}
