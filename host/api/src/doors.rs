//! Every door of the API, locked by default: a route is reached only through its row here, by whom the row says. The
//! story of all routes and roles (`tests/e2e`, `doors`) writes down what that comes to.

use crate::extract::{Caller, address};
use crate::problem::{ApiResult, Problem};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use bodega_app::{App, OpContext};
use bodega_auth::access::PermissionName;
use bodega_auth::access::permissions::*;
use std::sync::Arc;

/// Who gets through a door.
#[derive(Clone, Debug)]
pub(crate) enum Lock {
    /// Everybody.
    Open,
    /// Whoever is signed in, for what is their own.
    Own,
    /// Who holds a permission anywhere: the tenant's shared data, or rows and acts that the use case checks against the
    /// caller's reach.
    Held(PermissionName),
    /// Who holds a permission for the whole tenant: what changes it changes for all stores.
    Whole(PermissionName),
}

use Lock::{Held, Open, Own, Whole};

/// A route and who gets through.
pub(crate) struct Door {
    /// HTTP method; `*` = all.
    pub method: &'static str,
    /// The route as the router knows it.
    pub path: &'static str,
    /// Who gets through.
    pub lock: Lock,
}

const fn door(method: &'static str, path: &'static str, lock: Lock) -> Door {
    Door { method, path, lock }
}

/// All doors, by path.
pub(crate) const DOORS: &[Door] = &[
    door("GET", "/healthz", Open),
    door("GET", "/metrics", Open),
    door("GET", "/readyz", Open),
    door("GET", "/v1/audit", Whole(AUDIT_READ)),
    door("GET", "/v1/barcodes/{code}", Held(CATALOG_READ)),
    door("GET", "/v1/channel-items", Held(ORDER_READ)),
    door("POST", "/v1/channel-items/retry", Held(ORDER_HANDLE)),
    door("GET", "/v1/deliveries", Whole(EVENT_READ)),
    door("POST", "/v1/deliveries/{installation}/{seq}/retry", Whole(EVENT_HANDLE)),
    door("POST", "/v1/deliveries/{installation}/{seq}/skip", Whole(EVENT_HANDLE)),
    door("GET", "/v1/event-types", Held(EVENT_READ)),
    door("GET", "/v1/events", Whole(EVENT_READ)),
    door("GET", "/v1/exceptions", Held(EXCEPTION_HANDLE)),
    door("POST", "/v1/exceptions/{id}/resolve", Held(EXCEPTION_HANDLE)),
    door("GET", "/v1/exports", Whole(REPORT_READ)),
    door("GET", "/v1/exports/{id}", Whole(REPORT_READ)),
    door("GET", "/v1/exports/{id}/file", Whole(REPORT_READ)),
    door("*", "/v1/hooks/{tenant}/{plugin}/{*path}", Open),
    door("GET", "/v1/installations", Held(PLUGIN_READ)),
    door("DELETE", "/v1/installations/{id}", Whole(PLUGIN_MANAGE)),
    door("GET", "/v1/installations/{id}", Held(PLUGIN_READ)),
    door("PUT", "/v1/installations/{id}", Whole(PLUGIN_MANAGE)),
    door("DELETE", "/v1/installations/{id}/migration", Whole(PLUGIN_MANAGE)),
    door("POST", "/v1/installations/{id}/rollback", Whole(PLUGIN_MANAGE)),
    door("PUT", "/v1/installations/{id}/settings", Whole(PLUGIN_MANAGE)),
    door("GET", "/v1/installations/{id}/timeline", Held(PLUGIN_READ)),
    door("DELETE", "/v1/installations/{id}/trial", Whole(PLUGIN_MANAGE)),
    door("GET", "/v1/installations/{id}/trial", Held(PLUGIN_READ)),
    door("PUT", "/v1/installations/{id}/trial", Whole(PLUGIN_MANAGE)),
    door("GET", "/v1/installations/{id}/trial/differences", Whole(PLUGIN_READ)),
    door("POST", "/v1/installations/{id}/trial/switch", Whole(PLUGIN_MANAGE)),
    door("GET", "/v1/installations/{id}/usage", Held(PLUGIN_READ)),
    door("GET", "/v1/job-runs", Held(PLUGIN_READ)),
    door("GET", "/v1/legal-entities", Held(ORG_READ)),
    door("GET", "/v1/legal-entities/{id}", Held(ORG_READ)),
    door("PUT", "/v1/legal-entities/{id}", Whole(ORG_WRITE)),
    door("GET", "/v1/me", Own),
    door("DELETE", "/v1/me/codes", Own),
    door("POST", "/v1/me/codes", Own),
    door("POST", "/v1/me/codes/confirm", Own),
    door("PUT", "/v1/me/password", Own),
    door("GET", "/v1/me/sessions", Own),
    door("DELETE", "/v1/me/sessions/{id}", Own),
    door("POST", "/v1/me/step-up", Own),
    door("GET", "/v1/members", Held(MEMBER_READ)),
    door("POST", "/v1/members/batch", Held(MEMBER_WRITE)),
    door("DELETE", "/v1/members/{id}", Whole(MEMBER_ERASE)),
    door("GET", "/v1/members/{id}", Held(MEMBER_READ)),
    door("PUT", "/v1/members/{id}", Held(MEMBER_WRITE)),
    door("GET", "/v1/members/{id}/consents", Held(MEMBER_PERSONAL)),
    door("GET", "/v1/members/{id}/contact", Held(MEMBER_PERSONAL)),
    door("PUT", "/v1/members/{id}/contact", Held(MEMBER_WRITE)),
    door("GET", "/v1/members/{id}/export", Whole(MEMBER_PERSONAL)),
    door("GET", "/v1/members/{id}/person", Held(MEMBER_READ)),
    door("GET", "/v1/messages", Held(MESSAGE_READ)),
    door("GET", "/v1/orders", Held(ORDER_READ)),
    door("GET", "/v1/orders/{id}", Held(ORDER_READ)),
    door("POST", "/v1/orders/{id}/accept", Held(ORDER_HANDLE)),
    door("POST", "/v1/orders/{id}/cancel", Held(ORDER_HANDLE)),
    door("POST", "/v1/orders/{id}/complete", Held(ORDER_HANDLE)),
    door("POST", "/v1/orders/{id}/handover", Held(ORDER_HANDLE)),
    door("POST", "/v1/orders/{id}/prepare", Held(ORDER_HANDLE)),
    door("POST", "/v1/orders/{id}/ready", Held(ORDER_HANDLE)),
    door("GET", "/v1/orders/{id}/recipient", Held(ORDER_HANDLE)),
    door("POST", "/v1/orders/{id}/reject", Held(ORDER_HANDLE)),
    door("GET", "/v1/org-units", Held(ORG_READ)),
    door("GET", "/v1/org-units/{id}", Held(ORG_READ)),
    door("PUT", "/v1/org-units/{id}", Held(ORG_WRITE)),
    door("GET", "/v1/packages", Held(PLUGIN_READ)),
    door("POST", "/v1/packages", Whole(PLUGIN_MANAGE)),
    door("POST", "/v1/packages/fetch", Whole(PLUGIN_MANAGE)),
    door("GET", "/v1/packages/{digest}/asks", Held(PLUGIN_READ)),
    door("POST", "/v1/pair", Open),
    door("GET", "/v1/payment-methods", Held(SALE_CREATE)),
    door("GET", "/v1/payments", Held(SALE_READ)),
    door("GET", "/v1/payments/{id}", Held(SALE_READ)),
    door("POST", "/v1/payments/{id}/cancel", Held(SALE_CREATE)),
    door("POST", "/v1/payments/{id}/decide", Held(PAYMENT_DECIDE)),
    door("GET", "/v1/permissions", Held(ROLE_MANAGE)),
    door("GET", "/v1/plugins/{plugin}/accounts", Whole(FINANCE_READ)),
    door("POST", "/v1/plugins/{plugin}/actions/{action}", Held(PLUGIN_USE)),
    door("GET", "/v1/plugins/{plugin}/collections/{collection}/documents", Whole(DOCUMENT_READ)),
    door("POST", "/v1/plugins/{plugin}/collections/{collection}/documents", Whole(DOCUMENT_WRITE)),
    door("DELETE", "/v1/plugins/{plugin}/collections/{collection}/documents/{key}", Whole(DOCUMENT_WRITE)),
    door("GET", "/v1/plugins/{plugin}/collections/{collection}/documents/{key}", Whole(DOCUMENT_READ)),
    door("PUT", "/v1/plugins/{plugin}/collections/{collection}/documents/{key}", Whole(DOCUMENT_WRITE)),
    door("DELETE", "/v1/plugins/{plugin}/documents", Whole(PLUGIN_MANAGE)),
    door("POST", "/v1/plugins/{plugin}/exports/{export}", Whole(REPORT_READ)),
    door("*", "/v1/plugins/{plugin}/http/{*path}", Held(PLUGIN_USE)),
    door("POST", "/v1/plugins/{plugin}/reports/{report}", Held(REPORT_READ)),
    door("GET", "/v1/price-lists", Held(PRICE_READ)),
    door("PUT", "/v1/price-lists/{id}", Whole(PRICE_WRITE)),
    door("GET", "/v1/prices", Held(PRICE_READ)),
    door("POST", "/v1/prices/batch", Whole(PRICE_WRITE)),
    door("GET", "/v1/products", Held(CATALOG_READ)),
    door("POST", "/v1/products/batch", Whole(CATALOG_WRITE)),
    door("GET", "/v1/products/{sku}", Held(CATALOG_READ)),
    door("POST", "/v1/quotes", Held(SALE_CREATE)),
    door("GET", "/v1/retention", Whole(MEMBER_ERASE)),
    door("PUT", "/v1/retention", Whole(MEMBER_ERASE)),
    door("POST", "/v1/returns/preview", Held(RETURN_CREATE)),
    door("GET", "/v1/returns/{id}", Held(SALE_READ)),
    door("PUT", "/v1/returns/{id}", Held(RETURN_CREATE)),
    door("GET", "/v1/roles", Held(ROLE_MANAGE)),
    door("DELETE", "/v1/roles/{name}", Whole(ROLE_MANAGE)),
    door("PUT", "/v1/roles/{name}", Whole(ROLE_MANAGE)),
    door("GET", "/v1/sales", Held(SALE_READ)),
    door("POST", "/v1/sales/history", Whole(IMPORT_SALES)),
    door("GET", "/v1/sales/{id}", Held(SALE_READ)),
    door("PUT", "/v1/sales/{id}", Held(SALE_CREATE)),
    door("GET", "/v1/sales/{id}/explain", Held(SALE_READ)),
    door("POST", "/v1/sales/{id}/payment", Held(SALE_CREATE)),
    door("POST", "/v1/sales/{id}/tenders", Held(SALE_CREATE)),
    door("POST", "/v1/sales/{id}/void", Held(SALE_VOID)),
    door("POST", "/v1/sign-in", Open),
    door("POST", "/v1/sign-out", Own),
    door("GET", "/v1/stock", Held(STOCK_READ)),
    door("POST", "/v1/stock/adjustments", Held(STOCK_WRITE)),
    door("POST", "/v1/stock/receipts", Held(STOCK_WRITE)),
    door("GET", "/v1/tax-classes", Held(CATALOG_READ)),
    door("PUT", "/v1/tax-classes/{code}", Whole(CATALOG_WRITE)),
    door("GET", "/v1/terminals", Held(ORG_READ)),
    door("GET", "/v1/terminals/{id}", Held(ORG_READ)),
    door("PUT", "/v1/terminals/{id}", Held(DEVICE_MANAGE)),
    door("DELETE", "/v1/terminals/{id}/device", Held(DEVICE_MANAGE)),
    door("GET", "/v1/terminals/{id}/device", Held(DEVICE_MANAGE)),
    door("POST", "/v1/terminals/{id}/pairing", Held(DEVICE_MANAGE)),
    door("GET", "/v1/till", Own),
    door("POST", "/v1/till/sign-in", Own),
    door("GET", "/v1/tokens", Whole(TOKEN_MANAGE)),
    door("POST", "/v1/tokens", Whole(TOKEN_MANAGE)),
    door("DELETE", "/v1/tokens/{id}", Whole(TOKEN_MANAGE)),
    door("GET", "/v1/users", Held(ROLE_MANAGE)),
    door("GET", "/v1/users/{id}", Held(ROLE_MANAGE)),
    door("PUT", "/v1/users/{id}", Held(ROLE_MANAGE)),
    door("GET", "/v1/users/{id}/access", Held(ROLE_MANAGE)),
    door("DELETE", "/v1/users/{id}/codes", Held(ROLE_MANAGE)),
    door("PUT", "/v1/users/{id}/password", Held(ROLE_MANAGE)),
    door("DELETE", "/v1/users/{id}/pin", Held(ROLE_MANAGE)),
    door("PUT", "/v1/users/{id}/pin", Held(ROLE_MANAGE)),
    door("GET", "/v1/users/{id}/sessions", Held(ROLE_MANAGE)),
    door("DELETE", "/v1/users/{id}/sessions/{session}", Held(ROLE_MANAGE)),
    door("GET", "/v1/webhooks", Whole(WEBHOOK_MANAGE)),
    door("POST", "/v1/webhooks", Whole(WEBHOOK_MANAGE)),
    door("DELETE", "/v1/webhooks/{id}", Whole(WEBHOOK_MANAGE)),
    door("GET", "/v1/webhooks/{id}", Whole(WEBHOOK_MANAGE)),
    door("PUT", "/v1/webhooks/{id}", Whole(WEBHOOK_MANAGE)),
    door("GET", "/v1/webhooks/{id}/deliveries", Whole(WEBHOOK_MANAGE)),
    door("POST", "/v1/webhooks/{id}/deliveries/{seq}/retry", Whole(WEBHOOK_MANAGE)),
    door("POST", "/v1/webhooks/{id}/pause", Whole(WEBHOOK_MANAGE)),
    door("POST", "/v1/webhooks/{id}/replay", Whole(WEBHOOK_MANAGE)),
    door("POST", "/v1/webhooks/{id}/resume", Whole(WEBHOOK_MANAGE)),
    door("POST", "/v1/webhooks/{id}/secret", Whole(WEBHOOK_MANAGE)),
    door("POST", "/v1/webhooks/{id}/test", Whole(WEBHOOK_MANAGE)),
];

/// The middleware: finds the request's door and who comes, and lets them through or not. Nothing of the request's body is
/// read before.
pub(crate) async fn doors(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> ApiResult<Response> {
    let Some(path) = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()) else {
        return Ok(next.run(request).await);
    };
    let Some(lock) = lock_of(request.method(), &path)? else {
        // Another method of a known path: the router says which there are.
        return Ok(next.run(request).await);
    };
    if !matches!(lock, Open) {
        let address = address(request.extensions());
        let caller = Caller::authenticate(&app, request.headers(), &address).await?;
        let caller = pass(&app, caller, lock, request.method())?;
        request.extensions_mut().insert(Caller(caller));
    }
    Ok(next.run(request).await)
}

/// The lock of a route; `None` = the path is known, the method is not.
fn lock_of(method: &Method, path: &str) -> ApiResult<Option<&'static Lock>> {
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    let at = DOORS.partition_point(|door| door.path < path);
    let mut doors = DOORS[at..].iter().take_while(|door| door.path == path).peekable();
    if doors.peek().is_none() {
        return Err(Problem::fault(&format!("the route {path} has no door")));
    }
    Ok(doors.find(|door| door.method == method || door.method == "*").map(|door| &door.lock))
}

fn pass(app: &App, caller: OpContext, lock: &Lock, method: &Method) -> ApiResult<OpContext> {
    let (permission, needs_whole) = match lock {
        Open | Own => return Ok(caller),
        Held(permission) => (permission, false),
        Whole(permission) => (permission, true),
    };
    let caller = caller.asking(permission, app.now_ms());
    if caller.reach.is_nowhere() {
        let detail = format!("this takes the permission {permission}, which none of your roles has");
        return Err(Problem::new(StatusCode::FORBIDDEN, "access.permission", detail)
            .with_details(serde_json::json!({ "permission": permission.as_str() })));
    }
    if needs_whole {
        caller.require_whole()?;
    }
    let is_reading = method == Method::GET || method == Method::HEAD;
    if !is_reading && PERMISSIONS.iter().any(|facts| facts.is_dangerous && facts.name == permission.as_str())
    {
        caller.require_proof(app)?;
    }
    Ok(caller)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doors_are_in_order_and_each_is_there_once() {
        for pair in DOORS.windows(2) {
            let (a, b) = (&pair[0], &pair[1]);
            assert!((a.path, a.method) < (b.path, b.method), "{} {}", b.method, b.path);
        }
    }

    #[test]
    fn every_documented_route_has_a_door_and_every_door_a_route() {
        let document = serde_json::to_value(crate::openapi()).unwrap();
        let documented: Vec<(String, String)> = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, item)| {
                let methods = item.as_object().unwrap().keys();
                methods.map(|method| (path.clone(), method.to_uppercase())).collect::<Vec<_>>()
            })
            .collect();
        for (path, method) in &documented {
            let door = DOORS.iter().find(|door| door.path == path && door.method == method);
            assert!(door.is_some(), "no door for {method} {path}");
        }
        // Routes of plugins are documented by the plugins.
        for door in DOORS.iter().filter(|door| door.method != "*") {
            let is_route = documented.iter().any(|(path, method)| path == door.path && method == door.method);
            assert!(is_route, "no route behind {} {}", door.method, door.path);
        }
    }
}
