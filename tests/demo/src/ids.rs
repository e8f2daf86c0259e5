//! Ids that stay the same from run to run, so that loading twice changes nothing the second time.

use uuid::{Builder, Uuid};

/// Master data has no time of its own; all of it gets the first moment of the data set, 2017-01-01 UTC.
const EPOCH_MS: u64 = 1_483_228_800_000;

/// The id of a thing of a kind, by its number in the data set.
pub fn stable(kind: &str, number: u64) -> Uuid {
    stable_at(kind, number, EPOCH_MS)
}

/// The same for a thing that happened at a time: ids sort as things happened.
pub fn stable_at(kind: &str, number: u64, at_ms: u64) -> Uuid {
    let seed = kind.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let (high, low) = (mix(seed ^ mix(number)), mix(seed.rotate_left(32) ^ mix(number ^ 0x5555)));
    let mut random = [0; 10];
    random[..8].copy_from_slice(&high.to_be_bytes());
    random[8..].copy_from_slice(&low.to_be_bytes()[..2]);
    Builder::from_unix_timestamp_millis(at_ms, &random).into_uuid()
}

/// A draw from 0 to 999 that depends on nothing but its seeds: the demo decides alike in every run.
pub fn draw(number: u64, salt: u64) -> u64 {
    mix(number ^ mix(salt)) % 1000
}

/// SplitMix64: spreads neighbouring numbers over all 64 bits.
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_stable_distinct_and_of_version_7() {
        assert_eq!(stable("store", 367), stable("store", 367));
        assert_ne!(stable("store", 367), stable("member", 367));
        assert_eq!(stable("store", 367).get_version_num(), 7);
        let many: BTreeSet<Uuid> = (0..50_000).map(|number| stable("sale", number)).collect();
        assert_eq!(many.len(), 50_000);
        assert!(stable_at("sale", 9, 1_000) < stable_at("sale", 1, 2_000));
    }

    #[test]
    fn draws_are_even_enough() {
        let below = (0..10_000).filter(|number| draw(*number, 7) < 100).count();
        assert!((900..1_100).contains(&below), "{below} of 10000 below a tenth");
    }
}
