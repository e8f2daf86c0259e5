//! Extension points that this host knows.

use crate::catalogue::{Lookup, look_up};
use std::fmt;

/// An extension point: an interface that a component may export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// Turns settings and rule documents into a snapshot.
    PricingCompile,
    /// Proposes discounts for one basket.
    PricingPrice,
    /// May object to a sale before it is committed.
    ValidationCheck,
    /// Brings documents of an earlier version to its schemas.
    MigrationRun,
    /// Hears of what was committed.
    EventsHandle,
    /// Works at set times.
    JobsRun,
    /// Serves routes of its own.
    HttpHandle,
    /// Does what a button asks for.
    ActionsRun,
    /// Computes a table for people.
    ReportsRun,
    /// Takes money for a tender.
    PaymentCharge,
    /// Stops a charge.
    PaymentCancel,
    /// Pays money back.
    PaymentRefund,
    /// Carries a message to a member.
    MessagingSend,
    /// Makes a document for a person or at a set time.
    ExportsRun,
    /// Takes changes out to a sales channel.
    ChannelPush,
}

impl Point {
    /// All points.
    pub const ALL: [Point; 15] = [
        Point::PricingCompile,
        Point::PricingPrice,
        Point::ValidationCheck,
        Point::MigrationRun,
        Point::EventsHandle,
        Point::JobsRun,
        Point::HttpHandle,
        Point::ActionsRun,
        Point::ReportsRun,
        Point::PaymentCharge,
        Point::PaymentCancel,
        Point::PaymentRefund,
        Point::MessagingSend,
        Point::ExportsRun,
        Point::ChannelPush,
    ];

    /// Its name in manifests, metrics and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Point::PricingCompile => "pricing.compile",
            Point::PricingPrice => "pricing.price",
            Point::ValidationCheck => "validation.check",
            Point::MigrationRun => "migration.run",
            Point::EventsHandle => "events.handle",
            Point::JobsRun => "jobs.run",
            Point::HttpHandle => "http.handle",
            Point::ActionsRun => "actions.run",
            Point::ReportsRun => "reports.run",
            Point::PaymentCharge => "payment.charge",
            Point::PaymentCancel => "payment.cancel",
            Point::PaymentRefund => "payment.refund",
            Point::MessagingSend => "messaging.send",
            Point::ExportsRun => "exports.run",
            Point::ChannelPush => "channel.push",
        }
    }

    /// The point of a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.as_str() == text)
    }

    /// The WIT interface a component exports for it, without version.
    pub(crate) fn interface(self) -> &'static str {
        match self {
            Point::PricingCompile => "bodega:pricing/compile",
            Point::PricingPrice => "bodega:pricing/price",
            Point::ValidationCheck => "bodega:validation/check",
            Point::MigrationRun => "bodega:migration/run",
            Point::EventsHandle => "bodega:events/handle",
            Point::JobsRun => "bodega:jobs/run",
            Point::HttpHandle => "bodega:http/handle",
            Point::ActionsRun => "bodega:actions/run",
            Point::ReportsRun => "bodega:reports/run",
            Point::PaymentCharge => "bodega:payment/charge",
            Point::PaymentCancel => "bodega:payment/cancel",
            Point::PaymentRefund => "bodega:payment/refund",
            Point::MessagingSend => "bodega:messaging/send",
            Point::ExportsRun => "bodega:exports/run",
            Point::ChannelPush => "bodega:channel/push",
        }
    }

    /// The point of a component's export, `package/interface@version`, in a version that this host calls.
    pub(crate) fn of_export(name: &str) -> Option<Self> {
        match look_up(name) {
            // Exported interfaces never change, whatever else their package gained.
            Lookup::Known(interface) | Lookup::Newer(interface) => {
                Self::ALL.into_iter().find(|point| point.interface() == interface.name)
            }
            Lookup::OtherVersion(_) | Lookup::Unknown => None,
        }
    }

    /// Whether a call is a pure function of its input.
    pub fn is_pure(self) -> bool {
        match self {
            Point::PricingCompile | Point::PricingPrice | Point::ValidationCheck | Point::MigrationRun => {
                true
            }
            Point::EventsHandle
            | Point::JobsRun
            | Point::HttpHandle
            | Point::ActionsRun
            | Point::ReportsRun
            | Point::PaymentCharge
            | Point::PaymentCancel
            | Point::PaymentRefund
            | Point::MessagingSend
            | Point::ExportsRun
            | Point::ChannelPush => false,
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
