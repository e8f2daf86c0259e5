//! What a member agreed to, and where channels reach it.

use crate::db::{self, OnConflict, Row, Sql};
use crate::vault::{Place, row_key};
use crate::{PAGE_MAX, Store, StoreError};
use bodega_domain::ids::{MemberId, TenantId};
use sea_orm::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

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

/// A word of a consent as it was written down; never changed, and gone with the member only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentWord {
    /// What was said.
    pub said: Consent,
    /// When it was written down.
    pub recorded_at_ms: i64,
    /// By whom.
    pub recorded_by: String,
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

    /// Every word of a member's consents, the latest written down first, at most 500.
    pub async fn consent_words(
        &self,
        tenant: TenantId,
        member: MemberId,
    ) -> Result<Vec<ConsentWord>, StoreError> {
        let text = "SELECT purpose, channel, is_granted, at_ms, source, recorded_at_ms, recorded_by \
                    FROM member_consent_word WHERE tenant_id = ? AND member_id = ? ORDER BY id DESC LIMIT ?";
        let values = [tenant.0.into(), member.0.into(), i64::from(PAGE_MAX).into()];
        let rows = Sql::with(self.backend(), text, values).all(&self.db.read).await?;
        rows.iter()
            .map(|row| {
                let said = Consent {
                    purpose: row.at(0)?,
                    channel: row.at(1)?,
                    is_granted: row.at(2)?,
                    at_ms: row.at(3)?,
                    source: row.at(4)?,
                };
                Ok(ConsentWord { said, recorded_at_ms: row.at(5)?, recorded_by: row.at(6)? })
            })
            .collect()
    }

    /// Writes what a member said, and keeps every word of it. An older word than the one in force is kept and changes nothing.
    pub async fn put_consents(
        &self,
        tenant: TenantId,
        member: MemberId,
        consents: &[Consent],
        recorded_by: &str,
        now_ms: i64,
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
        let words: Vec<Vec<Value>> = rows
            .into_iter()
            .map(|mut word| {
                word.extend([Uuid::now_v7().into(), now_ms.into(), recorded_by.into()]);
                word
            })
            .collect();
        let columns = [&columns[..], &["id", "recorded_at_ms", "recorded_by"]].concat();
        db::insert_rows(&tx, "member_consent_word", &columns, &words, OnConflict::Fail).await?;
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
        let mut addresses = BTreeMap::new();
        for row in rows {
            let channel: String = row.at(0)?;
            let key = row_key(&[&member.0.to_string(), &channel]);
            let address = self.vault.open(tenant, address_place(&key), row.at(1)?).await?;
            addresses.insert(channel, address);
        }
        Ok(addresses)
    }

    /// Sets addresses; `None` takes one away.
    pub async fn put_member_addresses(
        &self,
        tenant: TenantId,
        member: MemberId,
        addresses: &BTreeMap<String, Option<String>>,
    ) -> Result<(), StoreError> {
        let keys = self.vault.keys(tenant).await?;
        let tx = self.db.begin().await?;
        let text = "DELETE FROM member_address WHERE tenant_id = ? AND member_id = ? AND channel IN ";
        let mut sql = Sql::with(self.backend(), text, [tenant.0.into(), member.0.into()]);
        sql.list(addresses.keys().cloned());
        sql.execute(&tx).await?;
        let rows: Vec<Vec<Value>> = addresses
            .iter()
            .filter_map(|(channel, address)| {
                let key = row_key(&[&member.0.to_string(), channel]);
                let address = keys.seal(address_place(&key), address.as_deref()?);
                let row = |address: String| {
                    vec![tenant.0.into(), member.0.into(), channel.as_str().into(), address.into()]
                };
                Some(address.map(row))
            })
            .collect::<Result<_, StoreError>>()?;
        let columns = ["tenant_id", "member_id", "channel", "address"];
        db::insert_rows(&tx, "member_address", &columns, &rows, OnConflict::Fail).await?;
        Ok(tx.commit().await?)
    }
}

fn address_place(row: &str) -> Place<'_> {
    Place { table: "member_address", column: "address", row }
}
