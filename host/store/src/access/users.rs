//! Users.

use super::{HeldRole, User, write_grants};
use crate::db::{self, OnConflict, Row, Sql};
use crate::vault::Place;
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{SessionId, TenantId, UserId};
use bodega_domain::org::Reach;
use sea_orm::QueryResult;

const COLUMNS: &str =
    "id, login, name, is_active, password_hash, pin_hash, totp_secret, totp_is_on, totp_step, created_at_ms";

/// Why a user was not stored.
#[derive(Debug, thiserror::Error)]
pub enum PutUserError {
    /// Somebody else signs in with this.
    #[error("{login:?} is taken")]
    LoginTaken {
        /// The login.
        login: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sea_orm::DbErr> for PutUserError {
    fn from(error: sea_orm::DbErr) -> Self {
        PutUserError::Store(error.into())
    }
}

impl Store {
    /// Makes or changes somebody's login, name and whether they may sign in, and, where `grants` are given, the roles
    /// that they hold. Passwords and the like stay. Whoever may not sign in any more is signed out.
    pub async fn put_user(
        &self,
        tenant: TenantId,
        user: &User,
        grants: Option<&[HeldRole]>,
        now_ms: i64,
    ) -> Result<(), PutUserError> {
        let tx = self.db.begin().await?;
        let text = "SELECT 1 FROM user_account WHERE tenant_id = ? AND login = ? AND id <> ?";
        let values = [tenant.0.into(), user.login.as_str().into(), user.id.0.into()];
        if Sql::with(self.backend(), text, values).one(&tx).await?.is_some() {
            return Err(PutUserError::LoginTaken { login: user.login.clone() });
        }
        let row = vec![
            tenant.0.into(),
            user.id.0.into(),
            user.login.as_str().into(),
            user.name.as_str().into(),
            user.is_active.into(),
            false.into(),
            0i64.into(),
            user.created_at_ms.into(),
        ];
        let columns =
            ["tenant_id", "id", "login", "name", "is_active", "totp_is_on", "totp_step", "created_at_ms"];
        let change = "(tenant_id, id) DO UPDATE SET login = excluded.login, name = excluded.name, \
                      is_active = excluded.is_active";
        db::insert_rows(&tx, "user_account", &columns, &[row], OnConflict::Do(change)).await?;
        if let Some(grants) = grants {
            write_grants(&tx, tenant, user.id.0, grants).await?;
        }
        if !user.is_active {
            let text = "UPDATE session SET ended_at_ms = ? WHERE tenant_id = ? AND user_id = ? AND ended_at_ms IS NULL";
            let values = [now_ms.into(), tenant.0.into(), user.id.0.into()];
            Sql::with(self.backend(), text, values).execute(&tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Somebody by id.
    pub async fn get_user(&self, tenant: TenantId, id: UserId) -> Result<Option<User>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM user_account WHERE tenant_id = ? AND id = ?");
        let row = Sql::with(self.backend(), &text, [tenant.0.into(), id.0.into()]).one(&self.db.read).await?;
        self.open_user(tenant, row).await
    }

    /// Somebody by what they sign in with.
    pub async fn find_user(&self, tenant: TenantId, login: &str) -> Result<Option<User>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM user_account WHERE tenant_id = ? AND login = ?");
        let row =
            Sql::with(self.backend(), &text, [tenant.0.into(), login.into()]).one(&self.db.read).await?;
        self.open_user(tenant, row).await
    }

    async fn open_user(
        &self,
        tenant: TenantId,
        row: Option<QueryResult>,
    ) -> Result<Option<User>, StoreError> {
        let Some(mut user) = row.as_ref().map(read).transpose()? else { return Ok(None) };
        if let Some(sealed) = user.totp_secret.take() {
            let id = user.id.0.to_string();
            user.totp_secret = Some(self.vault.open_bytes(tenant, totp_place(&id), sealed).await?);
        }
        Ok(Some(user))
    }

    /// Users who hold a role within reach, by login. Who holds none is seen by those who reach the whole tenant. The keys of their
    /// one-time codes are left out.
    pub async fn list_users(
        &self,
        tenant: TenantId,
        reach: &Reach,
        page: &PageRequest,
    ) -> Result<Page<User>, StoreError> {
        let mut sql =
            Sql::new(self.backend(), &format!("SELECT {COLUMNS} FROM user_account p WHERE p.tenant_id = "));
        sql.bind(tenant.0);
        if !matches!(reach, Reach::Everywhere) {
            sql.push(" AND EXISTS (SELECT 1 FROM access_grant g WHERE g.tenant_id = p.tenant_id AND g.holder = p.id");
            sql.within("g.unit_id", tenant, reach).push(")");
        }
        if let Some(login) = page.key::<String>()? {
            sql.push_with(" AND p.login > ?", [login.into()]);
        }
        sql.push_with(" ORDER BY p.login LIMIT ?", [i64::try_from(page.fetch()).unwrap_or(i64::MAX).into()]);
        let rows = sql.all(&self.db.read).await?;
        let listed = |row| read(row).map(|user| User { totp_secret: None, ..user });
        let users = rows.iter().map(listed).collect::<Result<Vec<_>, _>>()?;
        Ok(page.page(users, |user| user.login.clone()))
    }

    /// Sets a password's hash and ends all sessions but one. `false` = there is nobody of this id.
    pub async fn set_password(
        &self,
        tenant: TenantId,
        id: UserId,
        hash: &str,
        now_ms: i64,
        beside: Option<SessionId>,
    ) -> Result<bool, StoreError> {
        let tx = self.db.begin().await?;
        let text = "UPDATE user_account SET password_hash = ? WHERE tenant_id = ? AND id = ?";
        let values = [hash.into(), tenant.0.into(), id.0.into()];
        let changed = Sql::with(self.backend(), text, values).execute(&tx).await?;
        let text = "UPDATE session SET ended_at_ms = ? WHERE tenant_id = ? AND user_id = ? AND ended_at_ms IS NULL \
                    AND id <> ?";
        let beside = beside.map_or(uuid::Uuid::nil(), |session| session.0);
        let values = [now_ms.into(), tenant.0.into(), id.0.into(), beside.into()];
        Sql::with(self.backend(), text, values).execute(&tx).await?;
        tx.commit().await?;
        Ok(changed > 0)
    }

    /// Sets or takes away a PIN's hash. `false` = there is nobody of this id.
    pub async fn set_pin(
        &self,
        tenant: TenantId,
        id: UserId,
        hash: Option<&str>,
    ) -> Result<bool, StoreError> {
        let text = "UPDATE user_account SET pin_hash = ? WHERE tenant_id = ? AND id = ?";
        let values = [hash.map(str::to_owned).into(), tenant.0.into(), id.0.into()];
        Ok(Sql::with(self.backend(), text, values).execute(&self.db.write).await? > 0)
    }

    /// Sets the key of somebody's one-time codes, not yet proved; `None` takes it away with the recovery codes.
    pub async fn set_totp(
        &self,
        tenant: TenantId,
        id: UserId,
        secret: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        let sealed = match secret {
            Some(secret) => {
                let keys = self.vault.keys(tenant).await?;
                Some(keys.seal_bytes(totp_place(&id.0.to_string()), secret)?)
            }
            None => None,
        };
        let tx = self.db.begin().await?;
        let text = "UPDATE user_account SET totp_secret = ?, totp_is_on = ?, totp_step = 0 WHERE tenant_id = ? AND id = ?";
        let values = [sealed.into(), false.into(), tenant.0.into(), id.0.into()];
        Sql::with(self.backend(), text, values).execute(&tx).await?;
        let text = "DELETE FROM recovery_code WHERE tenant_id = ? AND user_id = ?";
        Sql::with(self.backend(), text, [tenant.0.into(), id.0.into()]).execute(&tx).await?;
        Ok(tx.commit().await?)
    }

    /// One-time codes are asked for from now on; `codes` are the digests of the recovery codes.
    pub async fn turn_totp_on(
        &self,
        tenant: TenantId,
        id: UserId,
        step: i64,
        codes: &[[u8; 32]],
    ) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        let text = "UPDATE user_account SET totp_is_on = ?, totp_step = ? WHERE tenant_id = ? AND id = ?";
        let values = [true.into(), step.into(), tenant.0.into(), id.0.into()];
        Sql::with(self.backend(), text, values).execute(&tx).await?;
        let rows: Vec<_> =
            codes.iter().map(|code| vec![tenant.0.into(), id.0.into(), code.to_vec().into()]).collect();
        let columns = ["tenant_id", "user_id", "digest"];
        db::insert_rows(&tx, "recovery_code", &columns, &rows, OnConflict::Keep).await?;
        Ok(tx.commit().await?)
    }

    /// Notes that the code of a step of time was used. `false` = it, or a later one, was used before.
    pub async fn use_totp_step(&self, tenant: TenantId, id: UserId, step: i64) -> Result<bool, StoreError> {
        let text = "UPDATE user_account SET totp_step = ? WHERE tenant_id = ? AND id = ? AND totp_step < ?";
        let values = [step.into(), tenant.0.into(), id.0.into(), step.into()];
        Ok(Sql::with(self.backend(), text, values).execute(&self.db.write).await? > 0)
    }

    /// Uses a recovery code up. `false` = there is no such code.
    pub async fn use_recovery_code(
        &self,
        tenant: TenantId,
        id: UserId,
        digest: &[u8; 32],
    ) -> Result<bool, StoreError> {
        let text = "DELETE FROM recovery_code WHERE tenant_id = ? AND user_id = ? AND digest = ?";
        let values = [tenant.0.into(), id.0.into(), digest.to_vec().into()];
        Ok(Sql::with(self.backend(), text, values).execute(&self.db.write).await? > 0)
    }
}

fn totp_place(user: &str) -> Place<'_> {
    Place { table: "user_account", column: "totp_secret", row: user }
}

/// Reads a user; the key of their one-time codes is still sealed.
fn read(row: &QueryResult) -> Result<User, StoreError> {
    Ok(User {
        id: UserId(row.at(0)?),
        login: row.at(1)?,
        name: row.at(2)?,
        is_active: row.at(3)?,
        password_hash: row.at(4)?,
        pin_hash: row.at(5)?,
        totp_secret: row.at(6)?,
        totp_is_on: row.at(7)?,
        totp_step: row.at(8)?,
        created_at_ms: row.at(9)?,
    })
}
