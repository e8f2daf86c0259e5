//! How members are reached: what they agreed to, by purpose and channel, and their addresses on channels that have no
//! telephone number or e-mail.

use super::unknown;
use crate::app::App;
use crate::check::{CODE_MAX, batch, text, within};
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use crate::plugins::actor;
use bodega_domain::ids::MemberId;
use bodega_package::MessageChannel;
use bodega_store::members::MemberStatus;
pub use bodega_store::members::{Consent, ConsentWord};
use std::collections::BTreeMap;

/// The longest address, characters (RFC 5321).
const ADDRESS_MAX: usize = 254;
/// What messages are sent for.
const PURPOSES: [&str; 2] = ["service", "marketing"];
/// How far a client's clock may be ahead, ms.
const SKEW_MS: i64 = 24 * 60 * 60 * 1000;

/// What a member agreed to or refused, and its addresses by channel. Personal data.
pub async fn get_contact(
    app: &App,
    cx: &OpContext,
    id: MemberId,
) -> AppResult<(Vec<Consent>, BTreeMap<String, String>)> {
    if app.store.get_member(cx.tenant, id).await?.is_none() {
        return Err(unknown(id));
    }
    let consents = app.store.list_consents(cx.tenant, id).await?;
    Ok((consents, app.store.member_addresses(cx.tenant, id).await?))
}

/// Every word of a member's consents with who wrote it down and when, the latest first, at most 500: the proof of them.
pub async fn list_consent_words(app: &App, cx: &OpContext, id: MemberId) -> AppResult<Vec<ConsentWord>> {
    if app.store.get_member(cx.tenant, id).await?.is_none() {
        return Err(unknown(id));
    }
    Ok(app.store.consent_words(cx.tenant, id).await?)
}

/// Writes what a member said and where it is reached; what is not named stays. An older word changes nothing that is in force.
pub async fn put_contact(
    app: &App,
    cx: &OpContext,
    id: MemberId,
    consents: &[Consent],
    addresses: &BTreeMap<String, Option<String>>,
) -> AppResult<()> {
    let member = app.store.get_member(cx.tenant, id).await?.ok_or_else(|| unknown(id))?;
    if member.status == MemberStatus::Erased {
        return Err(AppError::conflict("member.erased", "this member was erased; make a new one"));
    }
    if !consents.is_empty() {
        batch("/consents", consents.len(), PURPOSES.len() * MessageChannel::ALL.len())?;
    }
    for (index, consent) in consents.iter().enumerate() {
        check(app, &format!("/consents/{index}"), consent)?;
        let same = |other: &Consent| (&other.purpose, &other.channel) == (&consent.purpose, &consent.channel);
        if consents[..index].iter().any(same) {
            let pointer = format!("/consents/{index}");
            return Err(AppError::invalid("batch.duplicate", pointer, "this purpose and channel come twice"));
        }
    }
    for (channel, address) in addresses {
        let pointer = format!("/addresses/{channel}");
        if !matches!(
            MessageChannel::parse(channel),
            Some(MessageChannel::Wechat | MessageChannel::Wecom | MessageChannel::App)
        ) {
            let message =
                "must be `wechat`, `wecom` or `app`; telephone and e-mail are the member's personal data";
            return Err(AppError::invalid("channel.invalid", pointer, message));
        }
        if let Some(address) = address {
            text(pointer, address, ADDRESS_MAX)?;
        }
    }
    if !consents.is_empty() {
        app.store.put_consents(cx.tenant, id, consents, &actor(cx), app.now_ms()).await?;
    }
    if !addresses.is_empty() {
        app.store.put_member_addresses(cx.tenant, id, addresses).await?;
    }
    Ok(())
}

fn check(app: &App, at: &str, consent: &Consent) -> AppResult<()> {
    if !PURPOSES.contains(&consent.purpose.as_str()) {
        let message = "must be `service` or `marketing`";
        return Err(AppError::invalid("purpose.invalid", format!("{at}/purpose"), message));
    }
    if MessageChannel::parse(&consent.channel).is_none() {
        let message = "must be `sms`, `email`, `wechat`, `wecom` or `app`";
        return Err(AppError::invalid("channel.invalid", format!("{at}/channel"), message));
    }
    within(format!("{at}/at_ms"), consent.at_ms, 0, app.now_ms() + SKEW_MS)?;
    text(format!("{at}/source"), &consent.source, CODE_MAX)
}
