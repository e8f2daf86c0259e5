//! Counts members' visits and tags those who come often. The number of visits is a setting.

use bodega_sdk::prelude::*;
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
        let sale: Sale = read(&event.payload, "event")?;
        let Some(member) = sale.member else { return Ok(()) };
        let settings: Settings = read(&host.settings(), "settings")?;
        let stored = host.document(VISITS, &member);
        let version = stored.as_ref().map_or(0, |document| document.version);
        let mut visits: Visits = stored.map_or(Ok(Visits::default()), |document| read(&document.body, "document"))?;
        visits.count += 1;
        visits.last_sale = sale.id;
        let body = serde_json::to_string(&visits).map_err(|error| Failure::Reject(error.to_string()))?;
        host.put(VISITS, &member, &body, Some(version));
        if visits.count == settings.visits {
            host.add_tag(&member, REGULAR);
            let payload = serde_json::json!({ "member": member, "visits": visits.count }).to_string();
            host.emit("rust-events.regular-found.v1", &member, &payload);
        }
        Ok(())
    }
}

/// What does not read now does not read on a second try either.
fn read<T: for<'a> Deserialize<'a>>(json: &str, what: &str) -> Result<T, Failure> {
    serde_json::from_str(json).map_err(|error| Failure::Reject(format!("the {what} does not fit: {error}")))
}

bodega_sdk::register!(Plugin: events);

#[cfg(test)]
mod tests {
    use super::*;
    use bodega_sdk::testing::TestHost;

    fn sale(host: &mut TestHost, id: &str, member: Option<&str>) {
        let payload = serde_json::json!({ "id": id, "member": member }).to_string();
        Plugin::handle(&TestHost::event("sale.committed.v1", id, &payload), host).unwrap();
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
        let event = TestHost::event("sale.committed.v1", "s1", r#"{"id":"s1","member":"m1"}"#);
        assert!(matches!(Plugin::handle(&event, &mut host), Err(Failure::Reject(_))));
    }
}
