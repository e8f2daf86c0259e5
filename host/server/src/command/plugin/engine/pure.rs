//! Compiles, prices and checks: what the host does around the call is done here too, so that an answer that the host would
//! refuse fails.

use super::{Engine, Failure, Outcome, Ran};
use crate::command::plugin::cases::Case;
use crate::command::plugin::cases::input::Basket;
use crate::command::plugin::effects;
use anyhow::{Result, ensure};
use bodega_domain::digest::Digest;
use bodega_domain::pricing::{
    Answer, Consulted, DeclaredInputs, Document, Outcome as Said, PricingInput, Run, Stage, Units,
    apply_answer, apply_manual_discounts, price,
};
use bodega_package::{Manifest, PricingStage};
use bodega_plugin_host::{
    CallReport, Called, CheckCall, CheckTotals, CompileCall, Compiled, Point, PriceCall, PureBasket,
    PureInput, RunningRun,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a snapshot is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// With secrets, as a merchant saves them.
    pub settings: Value,
    /// Of `x-compile` collections, each sorted by key.
    pub documents: BTreeMap<String, Vec<Document>>,
}

impl Rules {
    pub(super) fn of_case(case: &Case, manifest: &Manifest) -> Self {
        let collections = manifest.collections.iter().filter(|c| c.compile).map(|c| c.name.as_str());
        Rules { settings: case.settings.clone(), documents: case.world.by_collection(collections) }
    }
}

impl Engine {
    pub(super) fn compile(&self, rules: &Rules) -> Ran {
        let called = self.call_compile(rules);
        let outcome = called.result.map(|mut compiled| {
            compiled.legends.sort_by(|one, other| one.reference.cmp(&other.reference));
            Outcome {
                kind: "legends",
                answer: json!(compiled.legends),
                total_minor: None,
                effects: Vec::new(),
            }
        });
        Ran { outcome: outcome.map_err(Failure::from), sent: Vec::new(), report: called.report }
    }

    fn call_compile(&self, rules: &Rules) -> Called<Compiled> {
        let call = CompileCall {
            caller: self.caller.clone(),
            limits: self.limits.compile.0,
            settings: self.split(&rules.settings).0.to_string(),
            documents: rules.documents.clone(),
        };
        tokio::task::block_in_place(|| self.host.compile(call))
    }

    /// The snapshot that prices read; empty where the plugin makes none.
    fn snapshot(&self, rules: &Rules) -> Result<Arc<[u8]>, Failure> {
        if !self.manifest.has_point(Point::PricingCompile.as_str()) {
            return Ok(Arc::default());
        }
        if let Some((of, made)) = &*self.compiled.borrow()
            && of == rules
        {
            return made.clone();
        }
        let made = self.call_compile(rules).result;
        let made = made.map(|compiled| Arc::from(compiled.snapshot)).map_err(Failure::from);
        *self.compiled.borrow_mut() = Some((rules.clone(), made.clone()));
        made
    }

    /// Asks for the price of a basket and checks the answer as the host does.
    pub fn price(&self, rules: &Rules, basket: Basket, declared: &DeclaredInputs) -> Result<Ran> {
        self.host.reset_breakers(self.caller.tenant, self.caller.installation);
        let snapshot = match self.snapshot(rules) {
            Ok(snapshot) => snapshot,
            Err(failure) => return Ok(not_called(failure)),
        };
        let mut units = standing(&basket)?;
        let (input, running) = (Arc::new(basket.input), running_runs(&units));
        let call = PriceCall {
            caller: self.caller.clone(),
            limits: self.limits.price.0,
            input: self.pure_input(&input, &running, declared),
            snapshot: snapshot.clone(),
        };
        let called = tokio::task::block_in_place(|| self.host.price(&call));
        let outcome = called.result.map_err(Failure::from).and_then(|answer| {
            self.accept(&mut units, &input, &answer)?;
            let answered = self.consulted(declared, &snapshot, answer.clone());
            let total = price(&input, &mut [answered], |_, _| {}).map(|sale| sale.total_minor);
            // Where the units' prices are given, what the basket comes to is for other plugins to say.
            let total_minor = total.ok().filter(|_| basket.units.is_none());
            Ok(Outcome { kind: "answer", answer: json!(answer), total_minor, effects: Vec::new() })
        });
        Ok(Ran { outcome, sent: Vec::new(), report: called.report })
    }

    fn accept(&self, units: &mut Units, input: &PricingInput, answer: &Answer) -> Result<(), Failure> {
        apply_answer(units, &input.lines, answer, self.caller.installation, None)
            .map_err(|violation| Failure::new(violation.code(), violation))?;
        match effects::undeclared_claims(&self.manifest, answer) {
            Some(problem) => Err(Failure::new("answer.unknown_account", problem)),
            None => Ok(()),
        }
    }

    fn pure_input(
        &self,
        input: &Arc<PricingInput>,
        running: &[RunningRun],
        declared: &DeclaredInputs,
    ) -> PureInput {
        let basket = PureBasket::new(input.clone());
        PureInput::new(&basket, self.caller.installation, &self.manifest.name, running, declared)
    }

    fn consulted(&self, declared: &DeclaredInputs, snapshot: &[u8], answer: Answer) -> Consulted {
        Consulted {
            installation: self.caller.installation,
            plugin: self.manifest.name.clone(),
            version: self.manifest.version.clone(),
            component: self.caller.component.clone(),
            snapshot: Digest::of(snapshot),
            stage: match self.manifest.pricing.as_ref().map(|pricing| pricing.stage) {
                None | Some(PricingStage::Line) => Stage::Line,
                Some(PricingStage::Order) => Stage::Order,
                Some(PricingStage::Redemption) => Stage::Redemption,
                Some(PricingStage::Rounding) => Stage::Rounding,
            },
            cap_ppm: None,
            declared: declared.clone(),
            outcome: Said::Answered(answer),
        }
    }

    /// A check sees the basket after all discounts; `units` say what is left of the prices.
    pub(super) fn check(&self, rules: &Rules, basket: Basket, declared: &DeclaredInputs) -> Result<Ran> {
        let snapshot = match self.snapshot(rules) {
            Ok(snapshot) => snapshot,
            Err(failure) => return Ok(not_called(failure)),
        };
        let units = standing(&basket)?;
        let sale = price(&basket.input, &mut [], |_, _| {})?;
        let off = sale.subtotal_minor - units.total();
        let totals = CheckTotals::new(
            sale.subtotal_minor,
            off,
            sale.tax_minor,
            units.total() + sale.added_tax_minor(),
            &basket.tenders,
        );
        let call = CheckCall {
            caller: self.caller.clone(),
            limits: self.limits.check.0,
            input: self.pure_input(&Arc::new(basket.input), &running_runs(&units), declared),
            totals,
            snapshot,
        };
        let called = tokio::task::block_in_place(|| self.host.check(&call));
        let outcome = called.result.map(|objections| Outcome {
            kind: "objections",
            answer: json!(objections),
            total_minor: None,
            effects: Vec::new(),
        });
        Ok(Ran { outcome: outcome.map_err(Failure::from), sent: Vec::new(), report: called.report })
    }
}

/// What a call did that could not be made.
fn not_called(failure: Failure) -> Ran {
    Ran { outcome: Err(failure), sent: Vec::new(), report: CallReport::default() }
}

/// Units at the prices at which they stand when the plugin is asked.
fn standing(basket: &Basket) -> Result<Units> {
    let mut units = Units::flatten(&basket.input)?;
    let Some(runs) = &basket.units else {
        apply_manual_discounts(&mut units, &basket.input.manual_discounts)?;
        return Ok(units);
    };
    for (number, line) in (0u32..).zip(&mut units.lines) {
        let own = runs.iter().filter(|run| run.line == number);
        let own: Vec<Run> = own.map(|run| Run { count: run.count, amount: run.price }).collect();
        let (said, has) = (own.iter().map(|run| u64::from(run.count)).sum::<u64>(), u64::from(line.count()));
        ensure!(said == has, "`input.units`: line {number} has {has} units, {said} are listed");
        line.runs = own;
    }
    Ok(units)
}

/// Units in the form that plugins are asked with.
fn running_runs(units: &Units) -> Vec<RunningRun> {
    let lines = (0..).zip(&units.lines);
    let runs = lines.flat_map(|(line, units)| units.runs.iter().map(move |run| (line, run)));
    runs.map(|(line, run)| RunningRun { line, count: run.count, price: run.amount }).collect()
}
