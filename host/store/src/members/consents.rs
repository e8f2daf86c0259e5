//! What a member agreed to, and where channels reach it.

use crate::db::{self, OnConflict, Row, Sql};
use crate::{Store, StoreError};
use bodega_domain::ids::{MemberId, TenantId};
use sea_orm::Value;
use std::collections::BTreeMap;

/// What a member said to messages of a purpose over a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// `service` or `marketing`.
    pub purpose: String,
    /// The channel.
    pub channel: String,
    /// Yes or no.
    pub is_granted: bool,
    /// When it was said.
    pub at_ms: i64,
    /// Where it was said, e.g. `till`, `mini-program`.
    pub source: String,
}

impl Store {
    /// What a member agreed to or refused, by purpose and channel.
    pub async fn list_consents(
        &self,
        tenant: TenantId,
        member: MemberId,
    ) -> Result<Vec<Consent>, StoreError> {
        let text = "SELECT purpose, channel, is_granted, at_ms, source FROM member_consent \
                    WHERE tenant_id = ? AND member_id = ? ORDER BY purpose, channel";
        let rows =
            Sql::with(self.backend(), text, [tenant.0.into(), member.0.into()]).all(&self.db.read).await?;
        rows.iter()
            .map(|row| {
                let (purpose, channel) = (row.at(0)?, row.at(1)?);
                Ok(Consent {
                    purpose,
                    channel,
                    is_granted: row.at(2)?,
                    at_ms: row.at(3)?,
                    source: row.at(4)?,
                })
            })
            .collect()
    }

    /// Writes what a member said. An older word than the one that is stored changes nothing.
    pub async fn put_consents(
        &self,
        tenant: TenantId,
        member: MemberId,
        consents: &[Consent],
    ) -> Result<(), StoreError> {
        let rows: Vec<Vec<Value>> = consents
            .iter()
            .map(|consent| {
                vec![
                    tenant.0.into(),
                    member.0.into(),
                    consent.purpose.as_str().into(),
                    consent.channel.as_str().into(),
                    consent.is_granted.into(),
                    consent.at_ms.into(),
                    consent.source.as_str().into(),
                ]
            })
            .collect();
        let columns = ["tenant_id", "member_id", "purpose", "channel", "is_granted", "at_ms", "source"];
        let newer = "(tenant_id, member_id, purpose, channel) DO UPDATE SET is_granted = excluded.is_granted, \
                     at_ms = excluded.at_ms, source = excluded.source WHERE excluded.at_ms >= member_consent.at_ms";
        let tx = self.db.begin().await?;
        db::insert_rows(&tx, "member_consent", &columns, &rows, OnConflict::Do(newer)).await?;
        Ok(tx.commit().await?)
    }

    /// Where channels beside telephone and e-mail reach a member. Personal data.
    pub async fn member_addresses(
        &self,
        tenant: TenantId,
        member: MemberId,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        let text = "SELECT channel, address FROM member_address WHERE tenant_id = ? AND member_id = ?";
        let rows =
            Sql::with(self.backend(), text, [tenant.0.into(), member.0.into()]).all(&self.db.read).await?;
        rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect()
    }

    /// Sets addresses; `None` takes one away.
    pub async fn put_member_addresses(
        &self,
        tenant: TenantId,
        member: MemberId,
        addresses: &BTreeMap<String, Option<String>>,
    ) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        let text = "DELETE FROM member_address WHERE tenant_id = ? AND member_id = ? AND channel IN ";
        let mut sql = Sql::with(self.backend(), text, [tenant.0.into(), member.0.into()]);
        sql.list(addresses.keys().cloned());
        sql.execute(&tx).await?;
        let rows: Vec<Vec<Value>> = addresses
            .iter()
            .filter_map(|(channel, address)| {
                let address = address.as_deref()?;
                Some(vec![tenant.0.into(), member.0.into(), channel.as_str().into(), address.into()])
            })
            .collect();
        let columns = ["tenant_id", "member_id", "channel", "address"];
        db::insert_rows(&tx, "member_address", &columns, &rows, OnConflict::Fail).await?;
        Ok(tx.commit().await?)
    }
}
