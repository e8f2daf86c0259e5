//! One receipt for people: every line, who took what off it, taxes, tenders, and the proof.

use crate::text::{left, money, right};
use crate::wire::{Adjustment, Explanation, Labels, Sale, SaleLine};

/// Columns of a line's text.
const TEXT: usize = 72;

/// Columns of an article's name within it.
const NAME: usize = 50;

/// Columns of an amount: what a line was, and what of it is paid.
const AMOUNT: usize = 13;

/// The receipt as lines of text. Discounts of the whole order get a letter; each line names its shares by them.
pub fn lines(explanation: &Explanation) -> Vec<String> {
    let sale = &explanation.sale;
    let letters = letters(sale);
    let mut out = vec![format!("  {}  sale {}", sale.number, sale.id)];
    sale.lines.iter().for_each(|line| sold(&mut out, sale, line, &letters));
    out.push(format!("  {}{}", " ".repeat(TEXT), "─".repeat(2 * AMOUNT)));
    let mut sum = |what: &str, minor: i64| {
        out.push(format!("  {}{}", right(what, TEXT), right(&money(minor), 2 * AMOUNT)));
    };
    sum("before discounts 原价", sale.subtotal_minor);
    let of_lines: i64 =
        sale.adjustments.iter().filter(|given| !is_of_order(given)).map(|g| g.amount_minor).sum();
    if of_lines != 0 {
        sum("discounts of lines 单品优惠", -of_lines);
    }
    for (letter, given) in &letters {
        sum(&format!("{letter}  {}", bilingual(given)), -given.amount_minor);
    }
    for tax in sale.taxes.iter().filter(|tax| tax.tax_minor != 0) {
        sum(&format!("tax {} % of {}", percent(tax.rate_ppm), money(tax.net_minor)), tax.tax_minor);
    }
    sum("to pay 应付", sale.total_minor);
    for tender in &sale.tenders {
        sum(&tender.method, tender.amount_minor);
    }
    if sale.change_minor != 0 {
        sum("change 找零", -sale.change_minor);
    }
    reasons(&mut out, explanation);
    out.push(match explanation.differences.is_empty() {
        true => "  Proof: the same components, asked again with the same input, give every amount again."
            .to_owned(),
        false => format!("  NOT PROVED: {}", explanation.differences.join("; ")),
    });
    out
}

fn is_of_order(given: &Adjustment) -> bool {
    given.level == "order"
}

fn letters(sale: &Sale) -> Vec<(char, &Adjustment)> {
    ('A'..='Z')
        .zip(sale.adjustments.iter().filter(|given| is_of_order(given) && given.amount_minor != 0))
        .collect()
}

fn sold(out: &mut Vec<String>, sale: &Sale, line: &SaleLine, letters: &[(char, &Adjustment)]) {
    let each = match line.quantity.as_str() {
        "1" => String::new(),
        quantity => format!("{quantity} × {}", money(line.unit_price_minor)),
    };
    let number = right(&format!("{}.", line.line + 1), 3);
    let what = format!("  {number} {}{}", left(&line.name, NAME), right(&each, TEXT - NAME - 4));
    let paid = right(&money(line.amount_minor), AMOUNT);
    if line.amount_minor == line.original_minor {
        out.push(format!("{what}{}{paid}", " ".repeat(AMOUNT)));
        return;
    }
    out.push(what + &right(&money(line.original_minor), AMOUNT));
    for given in sale.adjustments.iter().filter(|given| !is_of_order(given)) {
        let amount = share(given, line);
        if amount != 0 {
            let off = right(&money(-amount), AMOUNT);
            out.push(format!("        {}{off}", left(&bilingual(given), TEXT - 6)));
        }
    }
    let shares = letters.iter().map(|(letter, given)| (letter, share(given, line)));
    let mut parts: Vec<String> = shares
        .filter(|(_, amount)| *amount != 0)
        .map(|(letter, off)| format!("{letter} {}", money(-off)))
        .collect();
    let unit = |count: u32, amount: i64| match count {
        1 => money(amount),
        count => format!("{count} × {}", money(amount)),
    };
    if line.units.iter().map(|run| run.count).sum::<u32>() > 1 {
        let units: Vec<String> = line.units.iter().map(|run| unit(run.count, run.amount_minor)).collect();
        parts.push(format!("leaves {}", units.join(" + ")));
    }
    out.push(format!("        {}{paid}", left(&parts.join("   "), TEXT - 6 + AMOUNT)));
}

/// What a discount took off a line.
fn share(given: &Adjustment, line: &SaleLine) -> i64 {
    let own = given.allocations.iter().filter(|allocation| allocation.line == line.line);
    own.map(|allocation| allocation.amount_minor * i64::from(allocation.count)).sum()
}

fn reasons(out: &mut Vec<String>, explanation: &Explanation) {
    for explained in &explanation.adjustments {
        let (given, claims) = (&explained.adjustment, &explained.claims);
        if claims.is_empty() && given.note.is_none() {
            continue;
        }
        let note = given.note.as_deref().map(|note| format!(" ({note})")).unwrap_or_default();
        let claims = match claims.is_empty() {
            true => String::new(),
            false => format!(": posted {}", claims.join(", ")),
        };
        out.push(format!("  {} {} {}{note}{claims}", given.plugin, given.version, given.reference));
    }
}

fn bilingual(given: &Adjustment) -> String {
    let name = |labels: &Labels, language: &str| labels.get(language).cloned();
    match (name(&given.labels, "en"), name(&given.labels, "zh-CN")) {
        (Some(en), Some(zh)) => format!("{en}  {zh}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => format!("{}: {}", given.plugin, given.reference),
    }
}

fn percent(ppm: u32) -> String {
    let text = format!("{}.{:04}", ppm / 10_000, ppm % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{WIDTH, width};
    use crate::wire::ExplainedAdjustment;

    #[test]
    fn a_receipt_fits_the_page_and_names_every_discount() {
        let sale = serde_json::json!({
            "id": "018d3c1a-0000-7000-8000-000000000001", "number": "367-01-A-000001",
            "lines": [
                {"line": 0, "sku": "1", "name": "Condensed soup 10.75 oz", "quantity": "3", "unit_price_minor": 100,
                 "original_minor": 300, "amount_minor": 180, "tax_ppm": 0, "tax_minor": 0,
                 "units": [{"count": 2, "amount_minor": 90}, {"count": 1, "amount_minor": 0}]},
                {"line": 1, "sku": "2", "name": "Soap", "quantity": "1", "unit_price_minor": 150,
                 "original_minor": 150, "amount_minor": 150, "tax_ppm": 67500, "tax_minor": 10, "units": []}],
            "adjustments": [{"plugin": "promotions", "version": "0.1.0", "reference": "soup", "amount_minor": 100,
                "labels": {"en": "Soup: 3 for 2", "zh-CN": "汤罐头买二送一"},
                "level": "line", "allocations": [{"line": 0, "count": 1, "amount_minor": 100}]},
                {"plugin": "loyalty", "reference": "redeem", "amount_minor": 20, "level": "order",
                "labels": {"en": "Points redeemed"}, "allocations": [{"line": 0, "count": 2, "amount_minor": 10}]}],
            "taxes": [{"rate_ppm": 67500, "net_minor": 150, "tax_minor": 10}],
            "tenders": [{"method": "cash", "amount_minor": 500}], "change_minor": 140,
            "subtotal_minor": 450, "discount_minor": 100, "tax_minor": 10, "total_minor": 360});
        let sale: Sale = serde_json::from_value(sale).unwrap();
        let explained = |adjustment: &Adjustment| ExplainedAdjustment {
            adjustment: adjustment.clone(),
            claims: vec!["use/soup -1".to_owned()],
        };
        let adjustments = sale.adjustments.iter().map(explained).collect();
        let text = lines(&Explanation { sale, adjustments, differences: Vec::new() });
        assert!(text.iter().all(|line| width(line) <= WIDTH), "{text:#?}");
        let text = text.join("\n");
        for part in [
            "Soup: 3 for 2  汤罐头买二送一",
            "-$1.00",
            "A -$0.20   leaves 2 × $0.90 + $0.00",
            "A  Points redeemed",
            "tax 6.75 %",
            "use/soup -1",
            "Proof",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
    }
}
