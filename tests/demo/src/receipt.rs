//! One receipt for people: every line, who took what off it, taxes, tenders, and the proof.

use crate::text::{left, money, right};
use crate::wire::{Adjustment, Explanation, Labels, Sale, SaleLine};

/// Columns of a line's text.
const TEXT: usize = 68;

/// The receipt as lines of text.
pub fn lines(explanation: &Explanation) -> Vec<String> {
    let sale = &explanation.sale;
    let mut out = vec![format!("  {}  sale {}", sale.number, sale.id)];
    sale.lines.iter().for_each(|line| sold(&mut out, sale, line));
    out.push(format!("  {}{}", " ".repeat(TEXT), "─".repeat(24)));
    let mut sum =
        |what: &str, minor: i64| out.push(format!("  {}{}", right(what, TEXT), right(&money(minor), 24)));
    sum("before discounts 原价", sale.subtotal_minor);
    sum("discounts 优惠", -sale.discount_minor);
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
        true => {
            "  Proof: asked the same components with the same input again; every amount came out the same."
                .to_owned()
        }
        false => format!("  NOT PROVED: {}", explanation.differences.join("; ")),
    });
    out
}

fn sold(out: &mut Vec<String>, sale: &Sale, line: &SaleLine) {
    let each = if line.quantity == "1" {
        String::new()
    } else {
        format!("{} × {}", line.quantity, money(line.unit_price_minor))
    };
    let number = format!("{}.", line.line + 1);
    out.push(format!(
        "  {} {}{}{}",
        right(&number, 3),
        left(&line.name, TEXT - 22),
        right(&each, 18),
        right(&money(line.original_minor), 12)
    ));
    for given in &sale.adjustments {
        let own = given.allocations.iter().filter(|allocation| allocation.line == line.line);
        let amount: i64 = own.map(|allocation| allocation.amount_minor * i64::from(allocation.count)).sum();
        if amount != 0 {
            out.push(format!("        {}{}", left(&bilingual(given), TEXT - 6), right(&money(-amount), 12)));
        }
    }
    if line.amount_minor != line.original_minor {
        let units = line.units.iter().map(|run| match run.count {
            1 => money(run.amount_minor),
            count => format!("{count} × {}", money(run.amount_minor)),
        });
        let units = match line.units.iter().map(|run| run.count).sum::<u32>() {
            0 | 1 => String::new(),
            _ => format!("unit by unit {}", units.collect::<Vec<_>>().join(" + ")),
        };
        out.push(format!(
            "        {}{}{}",
            left(&units, TEXT - 6),
            " ".repeat(12),
            right(&money(line.amount_minor), 12)
        ));
    }
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
                 "original_minor": 300, "amount_minor": 200, "tax_ppm": 0, "tax_minor": 0,
                 "units": [{"count": 2, "amount_minor": 100}, {"count": 1, "amount_minor": 0}]},
                {"line": 1, "sku": "2", "name": "Soap", "quantity": "1", "unit_price_minor": 150,
                 "original_minor": 150, "amount_minor": 150, "tax_ppm": 67500, "tax_minor": 10, "units": []}],
            "adjustments": [{"plugin": "promotions", "version": "0.1.0", "reference": "soup", "amount_minor": 100,
                "labels": {"en": "Soup: 3 for 2", "zh-CN": "汤罐头买二送一"},
                "allocations": [{"line": 0, "count": 1, "amount_minor": 100}]}],
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
            "2 × $1.00 + $0.00",
            "tax 6.75 %",
            "use/soup -1",
            "Proof",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
    }
}
