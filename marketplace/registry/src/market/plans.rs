//! Price plans of a package: free, per store and month, or per use. A plan's price never changes once it is there: a new
//! price is a new plan, and the old one is retired.

use crate::Registry;
use crate::RegistryError;
use crate::market::caller::Caller;
use crate::market::problem::{Body, MarketResult, Problem};
use crate::market::{installations, packages, require_localized, require_name};
use crate::store::entities::plan;
use crate::store::{from_json, now_ms, to_json};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bodega_package::Localized;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, Set,
};
use serde::{Deserialize, Serialize};

/// The most plans of a package, retired ones included.
const PLANS_MAX: u64 = 100;
/// The highest price of a unit, minor units: a million yuan.
const PRICE_MINOR_MAX: i64 = 100_000_000;
/// The most uses that one price is for.
const UNIT_QUANTITY_MAX: i64 = 1_000_000;
/// The longest title.
const TITLE_CHARS_MAX: usize = 80;

/// How a plan charges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Terms {
    /// Nothing.
    Free,
    /// A price for each store in each month; usage is counted in store-months.
    PerStoreMonth {
        /// ISO 4217.
        currency: String,
        price_minor: i64,
    },
    /// A price for so many uses of what the meter counts.
    PerUse {
        /// ISO 4217.
        currency: String,
        price_minor: i64,
        /// Uses that the price is for, e.g. 1000.
        unit_quantity: i64,
        /// What is counted, e.g. `messages-sent`.
        meter: String,
    },
}

impl Terms {
    fn kind(&self) -> &'static str {
        match self {
            Terms::Free => "free",
            Terms::PerStoreMonth { .. } => "per_store_month",
            Terms::PerUse { .. } => "per_use",
        }
    }

    fn check(&self) -> MarketResult<()> {
        let (currency, price_minor, unit_quantity) = match self {
            Terms::Free => return Ok(()),
            Terms::PerStoreMonth { currency, price_minor } => (currency, *price_minor, 1),
            Terms::PerUse { currency, price_minor, unit_quantity, meter } => {
                require_name("/meter", meter)?;
                (currency, *price_minor, *unit_quantity)
            }
        };
        if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(Problem::invalid("/currency", "must be an ISO 4217 code, e.g. CNY"));
        }
        if !(1..=PRICE_MINOR_MAX).contains(&price_minor) {
            return Err(Problem::invalid("/price_minor", format!("must be 1 to {PRICE_MINOR_MAX}")));
        }
        if !(1..=UNIT_QUANTITY_MAX).contains(&unit_quantity) {
            return Err(Problem::invalid("/unit_quantity", format!("must be 1 to {UNIT_QUANTITY_MAX}")));
        }
        Ok(())
    }
}

/// A plan as its publisher writes it.
#[derive(Debug, Deserialize)]
pub(crate) struct NewPlan {
    title: Localized,
    #[serde(flatten)]
    terms: Terms,
}

/// A plan.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Plan {
    pub plan: String,
    pub title: Localized,
    #[serde(flatten)]
    pub terms: Terms,
    pub created_at_ms: i64,
    /// From when it could no longer be chosen; those who have it keep it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at_ms: Option<i64>,
}

impl TryFrom<plan::Model> for Plan {
    type Error = RegistryError;

    fn try_from(row: plan::Model) -> Result<Self, RegistryError> {
        let damaged = |what: &str| RegistryError::damaged("plan", what);
        let currency = || row.currency.clone().ok_or_else(|| damaged("without a currency"));
        let terms = match row.kind.as_str() {
            "free" => Terms::Free,
            "per_store_month" => Terms::PerStoreMonth { currency: currency()?, price_minor: row.price_minor },
            "per_use" => Terms::PerUse {
                currency: currency()?,
                price_minor: row.price_minor,
                unit_quantity: row.unit_quantity,
                meter: row.meter.clone().ok_or_else(|| damaged("without a meter"))?,
            },
            other => return Err(damaged(other)),
        };
        Ok(Plan {
            plan: row.plan,
            title: from_json(&row.title_json, "title of a plan")?,
            terms,
            created_at_ms: row.created_at_ms,
            retired_at_ms: row.retired_at_ms,
        })
    }
}

/// `GET /packages/{publisher}/{name}/plans`: all plans, retired ones included. Anybody may ask.
pub(crate) async fn list(
    State(registry): State<Registry>,
    caller: Caller,
    Path((publisher, name)): Path<(String, String)>,
) -> MarketResult<Json<Vec<Plan>>> {
    let package = packages::find(&registry, &caller, &publisher, &name).await?.package;
    let all = plan::Entity::find().filter(plan::Column::Package.eq(package)).order_by_asc(plan::Column::Plan);
    let rows = all.all(registry.db()).await?;
    Ok(Json(rows.into_iter().map(Plan::try_from).collect::<Result<_, _>>()?))
}

/// `PUT /packages/{publisher}/{name}/plans/{plan}`: its publisher adds a plan. The same plan again changes nothing, other
/// terms under its name are refused.
pub(crate) async fn put(
    State(registry): State<Registry>,
    caller: Caller,
    Path((publisher, name, plan)): Path<(String, String, String)>,
    Body(new): Body<NewPlan>,
) -> MarketResult<Json<Plan>> {
    caller.publisher(&publisher)?;
    require_name("/plan", &plan)?;
    require_localized("/title", &new.title, TITLE_CHARS_MAX)?;
    new.terms.check()?;
    let package = format!("{publisher}/{name}");
    let tx = registry.inner.db.begin().await?;
    installations::lock(&tx, &package).await?;
    if let Some(known) = plan::Entity::find_by_id((package.clone(), plan.clone())).one(&tx).await? {
        let known = Plan::try_from(known)?;
        if known.terms == new.terms && known.title == new.title {
            return Ok(Json(known));
        }
        let detail = "a plan never changes: retire it and add another under a new name";
        return Err(Problem::conflict("plan.unknown", detail));
    }
    if plan::Entity::find().filter(plan::Column::Package.eq(package.as_str())).count(&tx).await? >= PLANS_MAX
    {
        return Err(Problem::invalid("/plan", format!("a package has at most {PLANS_MAX} plans")));
    }
    let (currency, price_minor, unit_quantity, meter) = match new.terms.clone() {
        Terms::Free => (None, 0, 1, None),
        Terms::PerStoreMonth { currency, price_minor } => (Some(currency), price_minor, 1, None),
        Terms::PerUse { currency, price_minor, unit_quantity, meter } => {
            (Some(currency), price_minor, unit_quantity, Some(meter))
        }
    };
    let row = plan::Model {
        package,
        plan,
        kind: new.terms.kind().to_owned(),
        currency,
        price_minor,
        unit_quantity,
        meter,
        title_json: to_json(&new.title),
        created_at_ms: now_ms(),
        retired_at_ms: None,
    };
    let row = row.into_active_model().insert(&tx).await?;
    tx.commit().await?;
    Ok(Json(row.try_into()?))
}

/// `DELETE /packages/{publisher}/{name}/plans/{plan}`: nobody can choose it any more; those who have it go on.
pub(crate) async fn retire(
    State(registry): State<Registry>,
    caller: Caller,
    Path((publisher, name, plan)): Path<(String, String, String)>,
) -> MarketResult<StatusCode> {
    caller.publisher(&publisher)?;
    let known =
        plan::Entity::find_by_id((format!("{publisher}/{name}"), plan.clone())).one(registry.db()).await?;
    let known = known.ok_or_else(|| Problem::unknown("plan.unknown", format!("there is no plan {plan}")))?;
    if known.retired_at_ms.is_none() {
        let mut row = known.into_active_model();
        row.retired_at_ms = Set(Some(now_ms()));
        row.update(registry.db()).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
