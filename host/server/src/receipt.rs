//! Prints a proved receipt for people: every line, who took what off and why, tax, tenders, proof.

use bodega_app::sales::Explanation;
use bodega_domain::core::Micros;
use bodega_domain::ids::InstallationId;
use bodega_domain::sale::{Sale, SaleAdjustment, SaleLine};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The receipt with its proof as text.
pub fn print(explanation: &Explanation) -> String {
    let (mut out, sale) = (String::new(), &explanation.sale);
    let currency = &sale.currency;
    let _ = writeln!(out, "sale      {}  {}", sale.id, sale.number);
    let _ = writeln!(
        out,
        "status    {}   business date {}   channel {}",
        sale.status.as_str(),
        sale.business_date,
        sale.channel
    );
    let _ = writeln!(out);
    for line in &sale.lines {
        print_line(&mut out, sale, line);
    }
    let _ = writeln!(out);
    let mut sum = |what: &str, minor: i64| {
        let _ = writeln!(out, "{what:>62} {:>12} {currency}", money(minor));
    };
    sum("subtotal", sale.subtotal_minor);
    sum("discounts", -sale.discount_minor);
    for tax in &sale.taxes {
        sum(&format!("tax {}% of {}", percent(tax.rate_ppm), money(tax.net_minor)), tax.tax_minor);
    }
    sum("total", sale.total_minor);
    if sale.cash_rounding_minor != 0 {
        sum("cash rounding", sale.cash_rounding_minor);
    }
    for tender in &sale.tenders {
        sum(&format!("{} ({})", tender.method, tender.state.as_str()), tender.amount_minor);
    }
    if sale.change_minor != 0 {
        sum("change", -sale.change_minor);
    }
    print_reasons(&mut out, explanation);
    print_proof(&mut out, explanation);
    out
}

fn print_line(out: &mut String, sale: &Sale, line: &SaleLine) {
    let quantity = Micros(line.quantity);
    let name: String = line.name.chars().take(38).collect();
    let _ = writeln!(
        out,
        "{:>3}  {name:<38} {quantity:>8} x {:>9} {:>12}",
        line.line + 1,
        money(line.unit_price_minor),
        money(line.original_minor)
    );
    if line.manual_discount_minor != 0 {
        let _ = writeln!(out, "       the cashier {:>56}", money(-line.manual_discount_minor));
    }
    for adjustment in &sale.adjustments {
        let own = adjustment.allocations.iter().filter(|run| run.line == line.line);
        let amount: i64 = own.map(|run| run.amount * i64::from(run.count)).sum();
        if amount != 0 {
            let text: String =
                format!("{}: {}", adjustment.plugin, label(adjustment)).chars().take(58).collect();
            let _ = writeln!(out, "       {text:<58} {:>10}", money(-amount));
        }
    }
    if line.amount_minor != line.original_minor {
        let units: Vec<String> =
            line.units.iter().map(|run| format!("{} x {}", run.count, money(run.amount))).collect();
        let _ = writeln!(out, "       = {:<56} {:>10}", units.join(", "), money(line.amount_minor));
    }
}

fn print_reasons(out: &mut String, explanation: &Explanation) {
    if explanation.adjustments.is_empty() {
        return;
    }
    let _ = writeln!(out, "\nwho gave what, and why");
    let mut by_giver: BTreeMap<(InstallationId, &str), Vec<&bodega_app::sales::ExplainedAdjustment>> =
        BTreeMap::new();
    for explained in &explanation.adjustments {
        let giver = (explained.adjustment.installation, explained.adjustment.plugin.as_str());
        by_giver.entry(giver).or_default().push(explained);
    }
    for ((_, plugin), given) in by_giver {
        let first = &given[0].adjustment;
        let _ = writeln!(out, "  {plugin} {} ({})", first.version, short(first.component.as_str()));
        for explained in given {
            let adjustment = &explained.adjustment;
            let _ = writeln!(
                out,
                "    {:<40} {:>12}   {}",
                adjustment.reference,
                money(-adjustment.amount_minor),
                label(adjustment)
            );
            if let Some(note) = &adjustment.note {
                let _ = writeln!(out, "      {note}");
            }
            for claim in &explained.claims {
                let _ = writeln!(out, "      claims {claim}");
            }
        }
    }
}

fn print_proof(out: &mut String, explanation: &Explanation) {
    let _ = writeln!(out, "\nproof     arithmetic version {}", explanation.arithmetic);
    for plugin in &explanation.plugins {
        let verdict = match (&plugin.skipped, plugin.is_same) {
            (Some(reason), _) => format!("left out then: {} ({})", reason.message, reason.code),
            (None, Some(true)) => "asked again, same answer".to_owned(),
            (None, _) => "asked again, ANOTHER ANSWER".to_owned(),
        };
        let _ = writeln!(
            out,
            "  {} {}  component {}  snapshot {}  {verdict}",
            plugin.plugin,
            plugin.version,
            short(plugin.component.as_str()),
            short(plugin.snapshot.as_str())
        );
    }
    if explanation.is_proved() {
        let _ = writeln!(out, "  every amount recomputed from what the sale stores: the same to the byte");
    }
    for difference in &explanation.differences {
        let _ = writeln!(out, "  DIFFERS: {difference}");
    }
}

fn label(adjustment: &SaleAdjustment) -> String {
    let texts: Vec<&str> =
        ["zh-CN", "en"].iter().filter_map(|l| adjustment.labels.get(*l)).map(String::as_str).collect();
    if texts.is_empty() { adjustment.reference.clone() } else { texts.join(" / ") }
}

fn short(digest: &str) -> &str {
    digest.get(..19).unwrap_or(digest)
}

/// Minor units as an amount with two decimals.
fn money(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let minor = minor.unsigned_abs();
    format!("{sign}{}.{:02}", minor / 100, minor % 100)
}

fn percent(ppm: u32) -> String {
    Micros(i64::from(ppm) * 100).to_string()
}
