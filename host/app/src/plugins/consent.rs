//! What a merchant consents to: computed from the binary and the manifest, never from the author's word.

use crate::app::App;
use crate::error::{AppError, AppResult};
use crate::plugins::facts::PackageFacts;
use bodega_domain::digest::Digest;
use bodega_domain::payment::PAY_PREFIX;
use bodega_domain::sale::LEDGER_PREFIX;
use bodega_package::{Export, HttpMethod, RouteAccess};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// All that a package asks for. Sets, so that what is new in an upgrade can be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asks {
    /// Interfaces the component imports, `package/interface`: the binary's own list.
    pub permissions: BTreeSet<String>,
    /// Hosts outside that it may reach, with ports where they are named.
    pub hosts: BTreeSet<String>,
    /// Secrets of its settings that are sent to a host, `secret -> host`.
    pub secrets: BTreeSet<String>,
    /// Work at set times, `name: cron`.
    pub schedules: BTreeSet<String>,
    /// Routes that anybody may call, `METHOD path`.
    pub public_routes: BTreeSet<String>,
    /// Events it hears.
    pub events: BTreeSet<String>,
    /// Messages it sends to members, `template (purpose)`.
    pub messages: BTreeSet<String>,
    /// Money it moves: `pay:METHOD`, and tenders taken from its accounts, `ledger:PLUGIN/NAME`.
    pub payments: BTreeSet<String>,
    /// Channels it carries everybody's messages over: it is shown members' addresses there.
    pub channels: BTreeSet<String>,
}

impl Asks {
    /// What `facts` asks for, with the imports that inspection found.
    pub fn of(facts: &PackageFacts, permissions: impl IntoIterator<Item = String>) -> Self {
        let manifest = &facts.manifest;
        let host = |host: &bodega_package::EgressHost| {
            let ports: Vec<String> = host.ports.iter().map(ToString::to_string).collect();
            let scheme = if host.plain_http { "http://" } else { "" };
            match ports.is_empty() {
                true => format!("{scheme}{}", host.host),
                false => format!("{scheme}{}:{}", host.host, ports.join(",")),
            }
        };
        let public = manifest.http.routes.iter().filter(|route| route.access == RouteAccess::Public);
        let message = |message: &bodega_package::Message| match message.purpose {
            bodega_package::MessagePurpose::Service => format!("{} (service)", message.template),
            bodega_package::MessagePurpose::Marketing => format!("{} (marketing)", message.template),
        };
        let jobs = manifest.jobs.iter().cloned().chain(manifest.exports.iter().filter_map(Export::job));
        let charged = manifest.payment.iter().map(|payment| format!("{PAY_PREFIX}{}", payment.method));
        let taken = manifest.tenders.iter().map(|t| format!("{LEDGER_PREFIX}{}/{}", manifest.name, t.name));
        Asks {
            permissions: permissions.into_iter().collect(),
            hosts: manifest.egress.hosts.iter().map(host).collect(),
            secrets: (manifest.egress.hosts.iter())
                .flat_map(|to| to.secrets.iter().map(move |secret| format!("{secret} -> {}", to.host)))
                .collect(),
            schedules: jobs.map(|job| format!("{}: {}", job.name, job.cron)).collect(),
            public_routes: public
                .flat_map(|route| {
                    route.methods.iter().map(|method| format!("{} {}", word(*method), route.path))
                })
                .collect(),
            events: manifest.events.subscribe.iter().cloned().collect(),
            messages: manifest.messages.iter().map(message).collect(),
            payments: charged.chain(taken).collect(),
            channels: manifest.messaging.iter().map(|offer| offer.channel.as_str().to_owned()).collect(),
        }
    }

    /// What is in `self` and not in `approved`.
    pub fn beyond(&self, approved: &Asks) -> Asks {
        let new =
            |mine: &BTreeSet<String>, theirs: &BTreeSet<String>| mine.difference(theirs).cloned().collect();
        Asks {
            permissions: new(&self.permissions, &approved.permissions),
            hosts: new(&self.hosts, &approved.hosts),
            secrets: new(&self.secrets, &approved.secrets),
            schedules: new(&self.schedules, &approved.schedules),
            public_routes: new(&self.public_routes, &approved.public_routes),
            events: new(&self.events, &approved.events),
            messages: new(&self.messages, &approved.messages),
            payments: new(&self.payments, &approved.payments),
            channels: new(&self.channels, &approved.channels),
        }
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Asks::default()
    }

    /// Names exactly these asks; a consent carries it, so that nobody agrees to what was changed meanwhile.
    pub fn digest(&self) -> AppResult<Digest> {
        Ok(Digest::of(&serde_json::to_vec(self).map_err(AppError::fault)?))
    }

    /// Refuses where asks are neither approved before nor agreed to now.
    pub(crate) fn require(&self, approved: &Asks, agreed: Option<&Digest>) -> AppResult<()> {
        let new = self.beyond(approved);
        let digest = self.digest()?;
        if new.is_empty() || agreed == Some(&digest) {
            return Ok(());
        }
        let message = "the plugin asks for rights that nobody agreed to yet; read them and send their digest as `consent`";
        let details = serde_json::json!({ "consent": digest, "asks": self, "new": new });
        Err(AppError::conflict("consent.required", message).with_details(details))
    }
}

fn word(method: HttpMethod) -> &'static str {
    match method {
        HttpMethod::Get => "GET",
        HttpMethod::Post => "POST",
        HttpMethod::Put => "PUT",
        HttpMethod::Patch => "PATCH",
        HttpMethod::Delete => "DELETE",
    }
}

/// What a stored package asks for.
pub async fn asks_of(app: &App, package: &Digest) -> AppResult<Asks> {
    let record = app.store.get_package(package).await?;
    let record =
        record.ok_or_else(|| AppError::not_found("package.unknown", format!("package {package}")))?;
    let facts = app.package_facts(package).await?;
    let permissions = app.plugins.permissions(&record.component).await.map_err(AppError::fault)?;
    Ok(Asks::of(&facts, permissions))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_new_needs_another_consent() {
        let set = |items: &[&str]| items.iter().map(ToString::to_string).collect();
        let before = Asks { permissions: set(&["bodega:data/sales"]), ..Asks::default() };
        let after = Asks {
            permissions: set(&["bodega:data/sales", "bodega:host/egress"]),
            hosts: set(&["api.example.com"]),
            ..Asks::default()
        };
        assert_eq!(before.require(&after, None).map_err(|error| error.code), Ok(()));
        let error = after.require(&before, None).unwrap_err();
        assert_eq!(error.code, "consent.required");
        assert_eq!(error.details.unwrap()["new"]["permissions"], serde_json::json!(["bodega:host/egress"]));
        assert!(
            after.require(&before, Some(&before.digest().unwrap())).is_err(),
            "consent to something else"
        );
        after.require(&before, Some(&after.digest().unwrap())).unwrap();
    }
}
