//! Section 9 in 128-bit integers, and exact decimals as billionths.

use serde_json::Value;
use std::cmp::Ordering;

/// Billionths in one.
pub const ONE: i128 = 1_000_000_000;

/// A quantity: a JSON number's decimal text, or a string.
pub fn decimal(value: &Value) -> i128 {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        other => panic!("not a quantity: {other}"),
    };
    let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    assert!(fraction.len() <= 9, "{text}");
    let fraction: i128 = format!("{fraction:0<9}").parse().unwrap();
    sign * (whole.parse::<i128>().unwrap() * ONE + fraction)
}

pub fn decimal_text(value: i128) -> String {
    let text = format!("{}.{:09}", value / ONE, value % ONE);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `numerator ÷ denominator` to the nearest integer; modes differ only on exact halves.
pub fn round(numerator: i128, denominator: i128, mode: &str) -> i128 {
    let below = numerator.div_euclid(denominator);
    let twice_the_rest = 2 * (numerator - below * denominator);
    match twice_the_rest.cmp(&denominator) {
        Ordering::Less => below,
        Ordering::Greater => below + 1,
        Ordering::Equal => match mode {
            "half_up" => below + 1,
            "half_down" => below,
            "half_even" => below + below.rem_euclid(2),
            other => panic!("{other}"),
        },
    }
}

/// "Plain split".
pub fn plain_split(amount: i128, weights: &[i128], mode: &str) -> Vec<i128> {
    let sum: i128 = weights.iter().sum();
    let count = weights.len();
    if amount == 0 || sum <= 0 {
        return vec![0; count];
    }
    // The exact share of entry i is amount × weights[i] ÷ sum.
    let floor: Vec<i128> = weights.iter().map(|weight| (amount * weight).div_euclid(sum)).collect();
    match mode {
        "largest_remainder" => {
            let mut shares = floor;
            let missing = amount - shares.iter().sum::<i128>();
            let mut order: Vec<usize> = (0..count).collect();
            // A stable sort leaves ties with the earliest entry.
            order.sort_by_key(|&i| -(amount * weights[i]).rem_euclid(sum));
            for &i in &order[..missing as usize] {
                shares[i] += 1;
            }
            shares
        }
        "floor_then_first" => corrected(amount, floor, weights),
        "half_down_then_first" => {
            let shares = weights.iter().map(|weight| round(amount * weight, sum, "half_down")).collect();
            corrected(amount, shares, weights)
        }
        "share_last_takes_rest" => {
            let mut shares: Vec<i128> =
                weights.iter().map(|weight| round(amount * weight, sum, "half_up")).collect();
            shares[count - 1] = 0;
            shares[count - 1] = amount - shares.iter().sum::<i128>();
            shares
        }
        other => panic!("{other}"),
    }
}

fn corrected(amount: i128, mut shares: Vec<i128>, weights: &[i128]) -> Vec<i128> {
    let mut i = 0;
    while shares.iter().sum::<i128>() != amount {
        if weights[i] != 0 {
            shares[i] += (amount - shares.iter().sum::<i128>()).signum();
        }
        i = (i + 1) % shares.len();
    }
    shares
}

/// "Capped split".
pub fn capped_split(amount: i128, weights: &[i128], caps: &[i128], mode: &str) -> Vec<i128> {
    let mut shares = vec![0; weights.len()];
    let mut left = amount.min(caps.iter().sum());
    if left <= 0 {
        // The page does not say what a negative amount gives; no discount may raise a price, so nothing.
        return shares;
    }
    let mut active: Vec<usize> = (0..weights.len()).filter(|&i| weights[i] > 0 && caps[i] > 0).collect();
    loop {
        let sum: i128 = active.iter().map(|&i| weights[i]).sum();
        let over: Vec<usize> =
            active.iter().copied().filter(|&i| left * weights[i] > caps[i] * sum).collect();
        if over.is_empty() {
            break;
        }
        for i in over {
            shares[i] = caps[i];
            left -= caps[i];
            active.retain(|&other| other != i);
        }
    }
    let weights: Vec<i128> = active.iter().map(|&i| weights[i]).collect();
    for (i, share) in active.into_iter().zip(plain_split(left, &weights, mode)) {
        shares[i] = share;
    }
    shares
}
