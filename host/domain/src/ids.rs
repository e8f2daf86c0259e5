//! Typed ids: UUIDs made by whoever creates the document.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                $name(id)
            }
        }
    )*};
}

ids! {
    /// A place where an integrator hears of events.
    WebhookId,
    /// A merchant.
    TenantId,
    /// A legal entity of a merchant.
    LegalEntityId,
    /// Headquarters, region, store or warehouse.
    OrgUnitId,
    /// A till or other device that sells.
    TerminalId,
    /// A product (SPU).
    ProductId,
    /// A variant (SKU) of a product.
    VariantId,
    /// A price list.
    PriceListId,
    /// A member.
    MemberId,
    /// A sale.
    SaleId,
    /// A return.
    ReturnId,
    /// An order that came through a sales channel.
    OrderId,
    /// A tender of a sale or return.
    TenderId,
    /// A payment: a charge or refund that a plugin moves.
    PaymentId,
    /// One tenant's installation of a plugin.
    InstallationId,
    /// An event.
    EventId,
    /// A ledger transfer.
    TransferId,
    /// An API token.
    TokenId,
    /// Somebody who works for a merchant.
    UserId,
    /// A sign-in.
    SessionId,
}
