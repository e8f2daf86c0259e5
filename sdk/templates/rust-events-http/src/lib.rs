//! Counts members' visits, tags those who come often, and answers partners who ask. How often is a setting.

use bodega_sdk::prelude::*;
use bodega_sdk::{HttpFailure, HttpRequest, HttpResponse, json_response};
use serde::{Deserialize, Serialize};

/// Own documents, one a member.
const VISITS: &str = "visits";
/// The tag of those who come often; the host puts the plugin's name before it.
const REGULAR: &str = "regular";

#[derive(Deserialize)]
struct Settings {
    visits: u64,
}

/// What we need of `sale.committed.v1`.
#[derive(Deserialize)]
struct Committed {
    sale: Sale,
}

#[derive(Deserialize)]
struct Sale {
    id: String,
    member: Option<String>,
}

#[derive(Default, Serialize, Deserialize)]
struct Visits {
    count: u64,
    last_sale: String,
}

/// The plugin.
pub struct Plugin;

impl EventHandler for Plugin {
    /// What is recorded here is committed together with the mark that the event was handled, or not at all. Where somebody
    /// else wrote the document meanwhile, the call is made again.
    fn handle(event: &Envelope, host: &mut impl Host) -> Result<(), Failure> {
        let Committed { sale } = read(&event.payload, "event")?;
        let Some(member) = sale.member else { return Ok(()) };
        let settings: Settings = read(&host.settings(), "settings")?;
        let stored = host.document(VISITS, &member);
        let version = stored.as_ref().map_or(0, |document| document.version);
        let mut visits: Visits =
            stored.map_or(Ok(Visits::default()), |document| read(&document.body, "document"))?;
        visits.count += 1;
        visits.last_sale = sale.id;
        let body = serde_json::to_string(&visits).map_err(|error| Failure::Reject(error.to_string()))?;
        host.put(VISITS, &member, &body, Some(version));
        if visits.count == settings.visits {
            host.add_tag(&member, REGULAR);
            let payload = serde_json::json!({ "member": member, "visits": visits.count }).to_string();
            host.emit("rust-events-http.regular-found.v1", &member, &payload);
        }
        Ok(())
    }
}

impl Http for Plugin {
    /// The host has matched the route already; `bodega.toml` has it. Whoever calls has a token of the merchant.
    fn handle(request: &HttpRequest, _: &[u8], host: &mut impl Host) -> Result<HttpResponse, HttpFailure> {
        let member = request.path.rsplit('/').next().unwrap_or_default();
        let Some(document) = host.document(VISITS, member) else {
            return Ok(json_response(404, &serde_json::json!({ "error": "this member never came" })));
        };
        let visits: Visits =
            serde_json::from_str(&document.body).map_err(|error| HttpFailure::Reject(error.to_string()))?;
        Ok(json_response(200, &visits))
    }
}

/// What does not read now does not read on a second try either.
fn read<T: for<'a> Deserialize<'a>>(json: &str, what: &str) -> Result<T, Failure> {
    serde_json::from_str(json).map_err(|error| Failure::Reject(format!("the {what} does not fit: {error}")))
}

bodega_sdk::register!(Plugin: events, http);

#[cfg(test)]
mod tests {
    use super::*;
    use bodega_sdk::HttpCaller;
    use bodega_sdk::testing::TestHost;

    fn sale(host: &mut TestHost, id: &str, member: Option<&str>) {
        let payload = serde_json::json!({ "sale": { "id": id, "member": member } }).to_string();
        <Plugin as EventHandler>::handle(&TestHost::event("sale.committed.v1", id, &payload), host).unwrap();
        host.commit(None).unwrap();
    }

    #[test]
    fn the_last_visit_that_counts_makes_a_regular_once() {
        let mut host = TestHost { settings: r#"{"visits":2}"#.to_owned(), ..TestHost::default() };
        sale(&mut host, "s1", Some("m1"));
        assert!(host.member_tags("m1").is_empty());
        sale(&mut host, "s2", Some("m1"));
        sale(&mut host, "s3", Some("m1"));
        assert_eq!(host.member_tags("m1"), [REGULAR]);
        assert_eq!(host.emitted.len(), 1);
        assert_eq!(host.document(VISITS, "m1").unwrap().body, r#"{"count":3,"last_sale":"s3"}"#);
    }

    #[test]
    fn a_sale_without_a_member_leaves_nothing() {
        let mut host = TestHost { settings: r#"{"visits":2}"#.to_owned(), ..TestHost::default() };
        sale(&mut host, "s1", None);
        assert!(host.documents.is_empty());
    }

    #[test]
    fn what_does_not_read_is_not_tried_again() {
        let mut host = TestHost::default();
        let event = TestHost::event("sale.committed.v1", "s1", r#"{"sale":{"id":"s1","member":"m1"}}"#);
        assert!(matches!(<Plugin as EventHandler>::handle(&event, &mut host), Err(Failure::Reject(_))));
    }

    #[test]
    fn partners_are_told_how_often_a_member_came() {
        let mut host = TestHost { settings: r#"{"visits":2}"#.to_owned(), ..TestHost::default() };
        sale(&mut host, "s1", Some("m1"));
        let mut get = |path: &str| {
            let request = HttpRequest {
                invocation: "i1".to_owned(),
                method: "GET".to_owned(),
                path: path.to_owned(),
                query: String::new(),
                headers: vec![],
                caller: HttpCaller::Token("t1".to_owned()),
                route: "visits".to_owned(),
                now_ms: 0,
                body_bytes: 0,
            };
            let response = <Plugin as Http>::handle(&request, &[], &mut host).unwrap();
            (response.status, String::from_utf8(response.body).unwrap())
        };
        assert_eq!(get("/visits/m1"), (200, r#"{"count":1,"last_sale":"s1"}"#.to_owned()));
        assert_eq!(get("/visits/m2").0, 404);
    }
}
