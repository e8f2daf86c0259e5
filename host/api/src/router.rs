//! The table of routes, and what surrounds all of them.

use crate::audit::layer::{Trail, audit};
use crate::doors::doors;
use crate::extract::BODY_MAX;
use crate::idempotency::idempotency;
use crate::metrics::HttpMetrics;
use crate::observe::{answer_panic, observe};
use crate::packages::PACKAGE_MAX;
use crate::plugin_points::routes::PLUGIN_BODY_MAX;
use crate::{
    accounts, barcodes, channel_items, deliveries, devices, documents, events, exceptions, exports,
    installations, job_runs, legal_entities, me, members, messages, openapi, orders, org_units, packages,
    payments, plugin_points, price_lists, prices, products, quotes, retention, returns, roles, sales, stock,
    system, tax_classes, terminals, tokens, users, webhooks,
};
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get};
use axum::{Json, Router};
use bodega_app::App;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// How long a request may take. Compiling the largest package on a busy machine fits.
const DEADLINE: Duration = Duration::from_secs(60);

/// Where the OpenAPI document is.
const OPENAPI: &str = "/openapi.json";

/// Every route of the API.
pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(openapi::base())
        // Organisation
        .routes(routes!(legal_entities::list::list_legal_entities))
        .routes(routes!(legal_entities::read::get_legal_entity, legal_entities::put::put_legal_entity))
        .routes(routes!(org_units::list::list_org_units))
        .routes(routes!(org_units::read::get_org_unit, org_units::put::put_org_unit))
        .routes(routes!(terminals::list::list_terminals))
        .routes(routes!(terminals::read::get_terminal, terminals::put::put_terminal))
        .routes(routes!(tokens::list::list_tokens, tokens::issue::issue_token))
        .routes(routes!(tokens::revoke::revoke_token))
        .routes(routes!(crate::audit::list::list_audit))
        // Catalog
        .routes(routes!(tax_classes::list::list_tax_classes))
        .routes(routes!(tax_classes::put::put_tax_class))
        .routes(routes!(products::list::list_products))
        .routes(routes!(products::batch::upsert_products))
        .routes(routes!(products::read::get_product))
        .routes(routes!(barcodes::read::get_barcode))
        .routes(routes!(price_lists::list::list_price_lists))
        .routes(routes!(price_lists::put::put_price_list))
        .routes(routes!(prices::list::list_prices))
        .routes(routes!(prices::batch::upsert_prices))
        // Stock
        .routes(routes!(stock::list::list_stock))
        .routes(routes!(stock::receive::receive_stock))
        .routes(routes!(stock::adjust::adjust_stock))
        // Members
        .routes(routes!(members::list::list_members))
        .routes(routes!(members::batch::upsert_members))
        .routes(routes!(members::read::get_member, members::put::put_member, members::erase::erase_member))
        .routes(routes!(members::person::get_person))
        .routes(routes!(members::export::export_member))
        .routes(routes!(retention::get_retention, retention::put_retention))
        .routes(routes!(members::contact::get_contact, members::contact::put_contact))
        .routes(routes!(members::contact::list_consent_words))
        .routes(routes!(messages::list::list_messages))
        // Sales
        .routes(routes!(quotes::create::create_quote))
        .routes(routes!(sales::list::list_sales))
        .routes(routes!(sales::history::import_history))
        .routes(routes!(sales::read::get_sale, sales::create::put_sale))
        .routes(routes!(sales::pay::record_payment))
        .routes(routes!(sales::tenders::add_tenders))
        .routes(routes!(sales::void::void_sale))
        .routes(routes!(payments::list::list_payments))
        .routes(routes!(payments::methods::list_payment_methods))
        .routes(routes!(payments::read::get_payment))
        .routes(routes!(payments::cancel::cancel_payment))
        .routes(routes!(payments::decide::decide_payment))
        .routes(routes!(sales::explain::explain_sale))
        .routes(routes!(returns::preview::preview_return))
        .routes(routes!(returns::read::get_return, returns::create::put_return))
        // Orders
        .routes(routes!(orders::list::list_orders))
        .routes(routes!(orders::read::get_order))
        .routes(routes!(orders::recipient::get_order_recipient))
        .routes(routes!(orders::steps::accept_order))
        .routes(routes!(orders::steps::prepare_order))
        .routes(routes!(orders::steps::ready_order))
        .routes(routes!(orders::steps::handover_order))
        .routes(routes!(orders::steps::complete_order))
        .routes(routes!(orders::give_up::reject_order))
        .routes(routes!(orders::give_up::cancel_order))
        .routes(routes!(channel_items::list::list_channel_items))
        .routes(routes!(channel_items::retry::retry_channel_item))
        // Plugins
        .routes(routes!(installations::list::list_installations))
        .routes(routes!(
            installations::read::get_installation,
            installations::put::put_installation,
            installations::remove::delete_installation
        ))
        .routes(routes!(
            installations::trial::get_trial,
            installations::trial::put_trial,
            installations::trial::delete_trial
        ))
        .routes(routes!(installations::trial::switch_trial))
        .routes(routes!(installations::trial::list_differences))
        .routes(routes!(installations::migration::end_migration))
        .routes(routes!(installations::life::roll_back))
        .routes(routes!(installations::life::list_timeline))
        .routes(routes!(installations::life::list_usage))
        .routes(routes!(job_runs::list::list_job_runs))
        .routes(routes!(plugin_points::actions::press))
        .routes(routes!(plugin_points::reports::open))
        .routes(routes!(exports::ask::ask_export))
        .routes(routes!(exports::list::list_exports))
        .routes(routes!(exports::read::get_export))
        .routes(routes!(exports::file::get_export_file))
        .routes(routes!(plugin_points::documents::delete_documents))
        .routes(routes!(packages::asks::get_asks))
        .routes(routes!(packages::fetch::fetch_package))
        .routes(routes!(installations::settings::put_settings))
        .routes(routes!(documents::list::list_documents, documents::batch::write_documents))
        .routes(routes!(
            documents::read::get_document,
            documents::put::put_document,
            documents::delete::delete_document
        ))
        .routes(routes!(accounts::list::list_accounts))
        // Access
        .routes(routes!(me::sign_in::sign_in))
        .routes(routes!(me::sign_in::sign_out))
        .routes(routes!(me::sign_in::step_up))
        .routes(routes!(me::read::get_me))
        .routes(routes!(me::sessions::list_own_sessions))
        .routes(routes!(me::sessions::end_own_session))
        .routes(routes!(me::sessions::change_password))
        .routes(routes!(me::codes::begin_codes, me::codes::end_codes))
        .routes(routes!(me::codes::confirm_codes))
        .routes(routes!(devices::pair::pair))
        .routes(routes!(devices::pair::begin_pairing))
        .routes(routes!(devices::pair::get_device, devices::pair::unpair))
        .routes(routes!(devices::till::get_till))
        .routes(routes!(devices::till::till_sign_in))
        .routes(routes!(users::list::list_users))
        .routes(routes!(users::list::get_user, users::put::put_user))
        .routes(routes!(users::access::explain_access))
        .routes(routes!(users::credentials::put_password))
        .routes(routes!(users::credentials::put_pin, users::credentials::delete_pin))
        .routes(routes!(users::credentials::delete_codes))
        .routes(routes!(users::sessions::list_user_sessions))
        .routes(routes!(users::sessions::end_user_session))
        .routes(routes!(roles::list::list_roles))
        .routes(routes!(roles::list::list_permissions))
        .routes(routes!(roles::change::put_role, roles::change::delete_role))
        // Events
        .routes(routes!(events::list::list_events))
        .routes(routes!(webhooks::list::list_event_types))
        .routes(routes!(webhooks::list::list_webhooks, webhooks::create::create_webhook))
        .routes(routes!(
            webhooks::list::get_webhook,
            webhooks::change::put_webhook,
            webhooks::change::delete_webhook
        ))
        .routes(routes!(webhooks::create::rotate_secret))
        .routes(routes!(webhooks::life::pause_webhook))
        .routes(routes!(webhooks::life::resume_webhook))
        .routes(routes!(webhooks::life::test_webhook))
        .routes(routes!(webhooks::deliveries::list_webhook_deliveries))
        .routes(routes!(webhooks::deliveries::retry_webhook_delivery))
        .routes(routes!(webhooks::deliveries::replay_webhook))
        .routes(routes!(deliveries::list::list_deliveries))
        .routes(routes!(deliveries::retry::retry_delivery))
        .routes(routes!(deliveries::skip::skip_delivery))
        .routes(routes!(exceptions::list::list_exceptions))
        .routes(routes!(exceptions::resolve::resolve_exception))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .merge(packages())
        .merge(
            OpenApiRouter::new()
                .routes(routes!(system::healthz))
                .routes(routes!(system::readyz))
                .routes(routes!(system::metrics)),
        )
}

/// Packages are larger than any JSON body.
fn packages() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(packages::list::list_packages, packages::publish::publish_package))
        .layer(DefaultBodyLimit::max(PACKAGE_MAX))
}

/// Routes of plugins' own; which there are is for installations to say.
fn plugin_routes() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/plugins/{plugin}/http/{*path}", any(plugin_points::routes::with_token))
        .route("/v1/hooks/{tenant}/{plugin}/{*path}", any(plugin_points::routes::hook))
        .layer(DefaultBodyLimit::max(PLUGIN_BODY_MAX))
}

/// The whole HTTP door of a node.
pub fn router(app: Arc<App>) -> Router {
    let metrics = HttpMetrics::register(&mut app.metrics.lock().unwrap_or_else(PoisonError::into_inner));
    let (routes, document) = routes().split_for_parts();
    let document = Arc::new(openapi::finish(document));
    let routes = routes.merge(plugin_routes()).layer(CatchPanicLayer::custom(answer_panic));
    let trail = Trail::new(app.clone(), routes.clone().with_state(app.clone()), &document);
    let router = routes
        // Inside idempotency: an answer that is given again changes nothing again.
        .layer(from_fn_with_state(Arc::new(trail), audit))
        .layer(from_fn_with_state(app.clone(), idempotency))
        .layer(from_fn_with_state(app.clone(), doors))
        .with_state(app)
        // A fallback of its own, so that what is merged beside does not take its place.
        .fallback(async || StatusCode::NOT_FOUND)
        .route(OPENAPI, get(async move || Json(document.as_ref().clone())))
        .merge(SwaggerUi::new("/docs").config(Config::from(OPENAPI)));
    surround(router, metrics, DEADLINE)
}

/// What every request meets, whatever it asks for.
pub(crate) fn surround(router: Router, metrics: HttpMetrics, deadline: Duration) -> Router {
    router
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, deadline))
        .layer(from_fn_with_state(metrics, observe))
}

#[cfg(test)]
mod tests;
