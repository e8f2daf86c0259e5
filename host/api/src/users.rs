//! Users and their roles.

pub(crate) mod access;
pub(crate) mod credentials;
pub(crate) mod list;
pub(crate) mod put;
pub(crate) mod sessions;
pub(crate) mod wire;

use bodega_app::access::roles::HeldRole;

/// Grants as use cases take them.
pub(crate) fn grants(grants: Vec<wire::Grant>) -> Vec<HeldRole> {
    grants.into_iter().map(Into::into).collect()
}
