//! Loyalty: points, tiers and redemption.
