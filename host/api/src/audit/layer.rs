//! The layer that writes the trail: an entry before the handler runs, what came of it afterwards. An entry that
//! cannot be written stops the request, so that nothing is done without one. It is behind the doors: who does not get
//! through one did nothing and saw nothing.

use super::table::{PLUGIN_ROUTE, Rule, State as Read, also_masked, rule};
use crate::extract::{BODY_MAX, Caller};
use crate::observe::RequestId;
use crate::problem::{Marked, Problem};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, FromRequestParts as _, MatchedPath, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bodega_app::audit::{
    Act, ActKind, Actor, Answer, Origin, Outcome, ask, collection_schema, complete, is_marked_personal, mask,
};
use bodega_app::{App, OpContext};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use tower::ServiceExt as _;
use utoipa::openapi::OpenApi;

/// Below this, plugins have routes of their own.
const PLUGIN_ROUTES: &str = "/v1/plugins/{plugin}/http/{*path}";
/// The largest object that is read before and after, bytes; of a larger one nothing is kept.
const OBJECT_READ_MAX: usize = 1024 * 1024;

/// What the layer works with.
pub(crate) struct Trail {
    app: Arc<App>,
    /// The routes without this layer: objects are read by their own GET, with the caller's rights.
    reads: Router,
    /// By method and route.
    rules: HashMap<(Method, String), (&'static str, Rule)>,
}

impl Trail {
    /// Over the operations of a document.
    pub fn new(app: Arc<App>, reads: Router, document: &OpenApi) -> Self {
        let mut rules = HashMap::new();
        for (path, item) in &document.paths.paths {
            let operations = [
                (Method::GET, &item.get),
                (Method::PUT, &item.put),
                (Method::POST, &item.post),
                (Method::DELETE, &item.delete),
            ];
            for (method, operation) in operations {
                let id = operation.as_ref().and_then(|operation| operation.operation_id.as_deref());
                if let Some(found) = id.and_then(rule) {
                    rules.insert((method, path.clone()), found);
                }
            }
        }
        Trail { app, reads, rules }
    }

    fn rule(&self, request: &Request) -> Option<(&'static str, Rule)> {
        let route = request.extensions().get::<MatchedPath>()?.as_str();
        let method = match request.method() {
            &Method::HEAD => Method::GET,
            method => method.clone(),
        };
        if route == PLUGIN_ROUTES && method != Method::GET {
            return Some(PLUGIN_ROUTE);
        }
        self.rules.get(&(method, route.to_owned())).copied()
    }
}

/// The middleware.
pub(crate) async fn audit(State(trail): State<Arc<Trail>>, request: Request, next: Next) -> Response {
    let Some((operation, rule)) = trail.rule(&request) else {
        return next.run(request).await;
    };
    let followed = match rule {
        Rule::Plain | Rule::Journal => return next.run(request).await,
        Rule::Reading(kind, id) => reading(&trail, operation, (kind, id), false, request, next).await,
        Rule::MarkedReading(kind, id) => reading(&trail, operation, (kind, id), true, request, next).await,
        Rule::Change(kind, id, state) => change(&trail, operation, (kind, id), state, request, next).await,
    };
    followed.unwrap_or_else(IntoResponse::into_response)
}

/// Who asks for what, before anything is done.
struct Asking {
    caller: Caller,
    path: String,
    parameters: HashMap<String, String>,
    act: Act,
}

impl Asking {
    async fn of(
        trail: &Trail,
        parts: &mut Parts,
        operation: &'static str,
        kind: ActKind,
        object: (&str, &str),
    ) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, &trail.app).await?;
        let cx = &caller.0;
        let parameters = RawPathParams::from_request_parts(parts, &()).await;
        let parameters: HashMap<String, String> = parameters
            .map(|all| all.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
            .unwrap_or_default();
        let (object_kind, id) = object;
        let object_id = if id.starts_with('@') { String::new() } else { fill(id, &parameters) };
        let act = Act {
            tenant: cx.tenant,
            actor: Actor::from(cx),
            origin: origin(parts),
            kind,
            operation: operation.to_owned(),
            object_kind: object_kind.to_owned(),
            object_id,
            before: None,
        };
        Ok(Asking { caller, path: parts.uri.path().to_owned(), parameters, act })
    }

    fn context(&self) -> &OpContext {
        &self.caller.0
    }

    /// The schema of the collection that the path names, where it does. One that is not known marks everything.
    async fn schema(&self, app: &App) -> Result<Option<Value>, Problem> {
        let (Some(plugin), Some(collection)) =
            (self.parameters.get("plugin"), self.parameters.get("collection"))
        else {
            return Ok(None);
        };
        let schema = collection_schema(app, self.context(), plugin, collection).await?;
        Ok(Some(schema.unwrap_or_else(|| json!({ "x-personal": true }))))
    }

    async fn object(&self, trail: &Trail, state: Read) -> Option<Value> {
        match state {
            Read::Own => self.get(trail, &self.path).await,
            Read::At(path) => self.get(trail, &fill(path, &self.parameters)).await,
            Read::Each(paths) => {
                let mut whole = Map::new();
                for (name, path) in paths {
                    let part = self.get(trail, &fill(path, &self.parameters)).await;
                    whole.insert((*name).to_owned(), part.unwrap_or_default());
                }
                Some(Value::Object(whole))
            }
            Read::Request | Read::Answer | Read::Nothing => None,
        }
    }

    /// What a GET answers; nothing where it is refused, e.g. as not there.
    async fn get(&self, trail: &Trail, path: &str) -> Option<Value> {
        let mut request = Request::get(path).body(Body::empty()).ok()?;
        request.extensions_mut().insert(self.caller.clone());
        let Ok(response) = trail.reads.clone().oneshot(request).await;
        if !response.status().is_success() {
            return None;
        }
        let bytes = to_bytes(response.into_body(), OBJECT_READ_MAX).await.ok()?;
        serde_json::from_slice(&bytes).ok()
    }
}

async fn reading(
    trail: &Trail,
    operation: &'static str,
    object: (&str, &str),
    is_where_marked: bool,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let app = &trail.app;
    let (mut parts, body) = request.into_parts();
    let asking = Asking::of(trail, &mut parts, operation, ActKind::Reading, object).await?;
    let request = Request::from_parts(parts, body);
    if is_where_marked && !asking.schema(app).await?.is_some_and(|schema| is_marked_personal(&schema)) {
        return Ok(next.run(request).await);
    }
    let asked = ask(&app.store, app.now_ms(), asking.act).await?;
    let response = next.run(request).await;
    complete(&app.store, app.now_ms(), asked, answer_of(&response, None)).await;
    Ok(response)
}

async fn change(
    trail: &Trail,
    operation: &'static str,
    object: (&str, &str),
    state: Read,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let app = &trail.app;
    let (mut parts, body) = request.into_parts();
    let mut asking = Asking::of(trail, &mut parts, operation, ActKind::Change, object).await?;
    let schema = asking.schema(app).await?;
    let before = asking.object(trail, state).await;
    let also = also_masked(operation);
    asking.act.before = mask(before.clone(), None, schema.as_ref(), also).0;
    let (request, sent) = match state {
        Read::Request => {
            let too_large = |_| Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE);
            let bytes = to_bytes(body, BODY_MAX).await.map_err(too_large)?;
            let sent = serde_json::from_slice(&bytes).ok();
            (Request::from_parts(parts, Body::from(bytes)), sent)
        }
        _ => (Request::from_parts(parts, body), None),
    };
    let asked = ask(&app.store, app.now_ms(), asking.act.clone()).await?;
    let response = next.run(request).await;
    let is_read = state == Read::Answer || object.1.starts_with('@');
    let (response, said) = if is_read { taken_apart(response).await } else { (response, None) };
    let id = said.as_ref().zip(object.1.strip_prefix('@')).and_then(|(said, at)| said.pointer(at)?.as_str());
    let mut answer = answer_of(&response, id);
    if answer.outcome == Outcome::Done {
        let after = match state {
            Read::Request => sent,
            Read::Answer => said,
            state => asking.object(trail, state).await,
        };
        answer.after = mask(before, after, schema.as_ref(), also).1;
    }
    complete(&app.store, app.now_ms(), asked, answer).await;
    Ok(response)
}

/// Reads an answer and puts it together again.
async fn taken_apart(response: Response) -> (Response, Option<Value>) {
    let (parts, body) = response.into_parts();
    let bytes: Bytes = match to_bytes(body, usize::MAX).await {
        Ok(bytes) => bytes,
        Err(_) => {
            return (Problem::fault("an answer could not be read back").into_response(), None);
        }
    };
    let said = serde_json::from_slice(&bytes).ok();
    (Response::from_parts(parts, Body::from(bytes)), said)
}

fn answer_of(response: &Response, object_id: Option<&str>) -> Answer {
    let status = response.status();
    let outcome = match status {
        status if status.is_server_error() => Outcome::Failed,
        status if status.is_client_error() => Outcome::Refused,
        _ => Outcome::Done,
    };
    let code = response.extensions().get::<Marked>().map(|Marked(problem)| problem.code().to_owned());
    let code = code.or_else(|| (outcome != Outcome::Done).then(|| status.as_u16().to_string()));
    Answer { outcome, code, object_id: object_id.map(str::to_owned), after: None }
}

fn origin(parts: &Parts) -> Origin {
    let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
    let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.to_string());
    let user_agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Origin { address, request_id, user_agent: user_agent.map(str::to_owned) }
}

/// Puts the path's parameters into a template.
fn fill(template: &str, parameters: &HashMap<String, String>) -> String {
    let mut filled = template.to_owned();
    for (name, value) in parameters {
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    filled
}
