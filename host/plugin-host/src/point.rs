//! Extension points that this host knows.

use std::fmt;

/// An extension point: an interface that a component may export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// Turns settings and rule documents into a snapshot.
    PricingCompile,
    /// Proposes discounts for one basket.
    PricingPrice,
    /// Hears of what was committed.
    EventsHandle,
}

impl Point {
    /// All points.
    pub const ALL: [Point; 3] = [Point::PricingCompile, Point::PricingPrice, Point::EventsHandle];

    /// Its name in manifests, metrics and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Point::PricingCompile => "pricing.compile",
            Point::PricingPrice => "pricing.price",
            Point::EventsHandle => "events.handle",
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
            Point::EventsHandle => "bodega:events/handle",
        }
    }

    /// Whether a call is a pure function of its input.
    pub fn is_pure(self) -> bool {
        match self {
            Point::PricingCompile | Point::PricingPrice => true,
            Point::EventsHandle => false,
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
