//! The merchant's organisation: tenants, legal entities, org units, terminals, API tokens.

mod entities;
mod tenants;
mod terminals;
mod tokens;
mod units;

pub use bodega_store::org::{LegalEntity, Operation, OrgUnit, OrgUnitKind, Terminal};
pub use bodega_store::tenants::Tenant;
pub use bodega_store::tokens::ApiToken;
pub use entities::{get_legal_entity, list_legal_entities, put_legal_entity};
pub use tenants::{NewTenant, create_tenant, find_tenant, list_tenants};
pub use terminals::{get_terminal, list_terminals, put_terminal};
pub use tokens::{Issued, issue_token, list_tokens, revoke_token};
pub use units::{get_org_unit, list_org_units, put_org_unit};
