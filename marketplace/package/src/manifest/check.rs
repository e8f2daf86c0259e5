//! What a manifest must satisfy; each refusal names the key and what to change.

use super::sections::parse_cron;
use super::{CATEGORIES, Job, Localized, Manifest, ManifestError, Message, Refunds};
use crate::rules::{
    is_currency, is_event_type, is_field, is_host_rule, is_key_template, is_license, is_page_url,
    is_route_path, is_unit, parameter_names,
};
use crate::{
    ASSETS_MAX, CATEGORIES_MAX, EGRESS_PORTS_MAX, INDEXES_MAX, LIST_MAX, MESSAGE_CHARS_MAX,
    PAYMENT_SECONDS_MAX, PAYMENT_SECONDS_MIN, POINTS, PUSH_BATCH_MAX, RATE_PER_MINUTE_MAX, SCREENSHOTS_MAX,
    SHARDS_MAX, SUMMARY_CHARS_MAX, TITLE_CHARS_MAX, is_kebab_case, is_semver,
};
use std::collections::BTreeSet;

/// Points that may reach out or read the merchant's data: all that are not pure.
const EFFECTFUL: [&str; 11] = [
    "events.handle",
    "jobs.run",
    "http.handle",
    "actions.run",
    "reports.run",
    "payment.charge",
    "payment.cancel",
    "payment.refund",
    "messaging.send",
    "exports.run",
    "channel.push",
];
/// Points that may record effects.
const RECORDING: [&str; 7] = [
    "events.handle",
    "jobs.run",
    "http.handle",
    "actions.run",
    "messaging.send",
    "exports.run",
    "channel.push",
];
/// Languages that every text has.
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

impl Manifest {
    pub(super) fn check(&self) -> Result<(), ManifestError> {
        require(is_kebab_case(&self.name), "name", "must be kebab-case, e.g. `my-plugin`")?;
        require(is_semver(&self.version), "version", "must be a semantic version, e.g. `1.2.3`")?;
        require(is_kebab_case(&self.publisher), "publisher", "must be kebab-case")?;
        check_text("title", &self.title, TITLE_CHARS_MAX)?;
        check_text("summary", &self.summary, SUMMARY_CHARS_MAX)?;
        self.check_listing()?;
        self.check_points()?;
        self.check_validation()?;
        self.check_events()?;
        self.check_jobs()?;
        self.check_routes()?;
        self.check_egress()?;
        self.check_channel()?;
        self.check_people()?;
        self.check_payment()?;
        self.check_accounts()?;
        self.check_tenders()?;
        self.check_collections()?;
        self.check_files()
    }

    fn check_listing(&self) -> Result<(), ManifestError> {
        let host = self.min_host.as_deref().is_none_or(is_semver);
        require(host, "min_host", "must be a semantic version of the host, e.g. `0.1.0`")?;
        let homepage = self.homepage.as_deref().is_none_or(is_page_url);
        require(homepage, "homepage", "must be a web address such as `https://example.com/plugin`")?;
        let license = self.license.as_deref().is_none_or(is_license);
        require(license, "license", "must be an SPDX expression, e.g. `Apache-2.0` or `LicenseRef-Acme`")?;
        at_most(CATEGORIES_MAX, "categories", self.categories.len())?;
        at_most(SCREENSHOTS_MAX, "screenshots", self.screenshots.len())?;
        at_most(ASSETS_MAX, "assets", self.assets.len())?;
        let known = format!("must be one of {}", CATEGORIES.join(", "));
        check_list("categories", &self.categories, |c| CATEGORIES.contains(&c), &known)?;
        for list in [("screenshots", &self.screenshots), ("assets", &self.assets)] {
            check_list(list.0, list.1, |_| true, "")?;
        }
        if !self.locales.is_empty() {
            for language in LANGUAGES {
                let key = format!("locales.{language}");
                require(self.locales.contains_key(language), &key, "is missing; name its file too")?;
            }
        }
        for language in self.locales.keys() {
            check_language("locales", language)?;
        }
        Ok(())
    }

    fn check_points(&self) -> Result<(), ManifestError> {
        require(!self.points.is_empty(), "points", "must name at least one extension point")?;
        let known = format!("must be one of {}", POINTS.join(", "));
        check_list("points", &self.points, |p| POINTS.contains(&p), &known)?;
        let prices = self.has_point("pricing.price");
        require(
            prices == self.pricing.is_some(),
            "pricing",
            "is needed exactly where `points` holds `pricing.price`; add `[pricing]` with `stage`, or drop it",
        )?;
        let reads_snapshots = prices || self.has_point("validation.check");
        require(
            reads_snapshots || !self.has_point("pricing.compile"),
            "points",
            "holds `pricing.compile` without `pricing.price` or `validation.check`, which read its snapshot",
        )
    }

    fn check_validation(&self) -> Result<(), ManifestError> {
        let wanted = &self.validation;
        self.needs_one_of("validation", !wanted.is_empty(), &["validation.check"])?;
        let shape = "must be a key of 1 to 200 bytes, with `{member}`, `{store}`, `{coupon}` or `{sku}` as parameters";
        check_list("validation.balances", &wanted.balances, is_key_template, shape)?;
        at_most(LIST_MAX, "validation.documents", wanted.documents.len())?;
        for (index, document) in wanted.documents.iter().enumerate() {
            let key = |name: &str| format!("validation.documents[{index}].{name}");
            require(is_key_template(&document.key), &key("key"), shape)?;
            let declared = self.collections.iter().any(|own| own.name == document.collection);
            require(declared, &key("collection"), "is not declared in `collections`")?;
        }
        Ok(())
    }

    fn check_events(&self) -> Result<(), ManifestError> {
        let shape = "must look like `sale.committed.v1`";
        check_list("events.subscribe", &self.events.subscribe, is_event_type, shape)?;
        check_list("events.emit", &self.events.emit, is_event_type, shape)?;
        self.couple("events.subscribe", !self.events.subscribe.is_empty(), "events.handle", "events")?;
        for (index, kind) in self.events.emit.iter().enumerate() {
            let own = kind.split('.').next() == Some(self.name.as_str());
            require(own, &format!("events.emit[{index}]"), "must start with the plugin's name and a dot")?;
        }
        self.needs_one_of("events.emit", !self.events.emit.is_empty(), &RECORDING)?;
        for kind in self.events.schemas.keys() {
            let key = format!("events.schemas.\"{kind}\"");
            require(self.events.emit.contains(kind), &key, "is not a type of `events.emit`")?;
        }
        Ok(())
    }

    fn check_jobs(&self) -> Result<(), ManifestError> {
        self.couple("jobs", !self.jobs.is_empty(), "jobs.run", "jobs")?;
        check_names("jobs", "name", self.jobs.iter().map(|job| &job.name))?;
        for (index, job) in self.jobs.iter().enumerate() {
            check_cron(format!("jobs[{index}].cron"), job)?;
        }
        Ok(())
    }

    fn check_exports(&self) -> Result<(), ManifestError> {
        self.couple("exports", !self.exports.is_empty(), "exports.run", "exports")?;
        check_names("exports", "name", self.exports.iter().map(|export| &export.name))?;
        for (index, export) in self.exports.iter().enumerate() {
            check_text(&format!("exports[{index}].title"), &export.title, TITLE_CHARS_MAX)?;
            if let Some(job) = export.job() {
                check_cron(format!("exports[{index}].cron"), &job)?;
            }
        }
        Ok(())
    }

    fn check_routes(&self) -> Result<(), ManifestError> {
        let routes = &self.http.routes;
        self.couple("http.routes", !routes.is_empty(), "http.handle", "routes")?;
        check_names("http.routes", "name", routes.iter().map(|route| &route.name))?;
        let mut taken = BTreeSet::new();
        for (index, route) in routes.iter().enumerate() {
            let key = |name: &str| format!("http.routes[{index}].{name}");
            let shape = "must look like `/orders/{id}/lines` or `/files/*`: \
                         segments of letters, digits, `-`, `_`, `.`, `~`, each parameter once, `*` only at the end";
            require(is_route_path(&route.path), &key("path"), shape)?;
            let methods = BTreeSet::from_iter(&route.methods);
            let once = !methods.is_empty() && methods.len() == route.methods.len();
            require(once, &key("methods"), "must name at least one method, and each once")?;
            let rate = (1..=RATE_PER_MINUTE_MAX).contains(&route.rate_per_minute);
            require(rate, &key("rate_per_minute"), &format!("must be 1 to {RATE_PER_MINUTE_MAX}"))?;
            let nameless = |s: &str| if s.starts_with('{') { "{}".to_owned() } else { s.to_owned() };
            let shape: Vec<String> = route.path.split('/').map(nameless).collect();
            let fresh = methods.iter().all(|method| taken.insert((**method, shape.clone())));
            require(
                fresh,
                &key("path"),
                "and its method are an earlier route's; that one would take all of it",
            )?;
        }
        Ok(())
    }

    fn check_egress(&self) -> Result<(), ManifestError> {
        let hosts = &self.egress.hosts;
        self.needs_one_of("egress.hosts", !hosts.is_empty(), &EFFECTFUL)?;
        at_most(LIST_MAX, "egress.hosts", hosts.len())?;
        let mut seen = BTreeSet::new();
        for (index, rule) in hosts.iter().enumerate() {
            let key = |name: &str| format!("egress.hosts[{index}].{name}");
            let shape = "must be a lower-case name such as `api.example.com` or `*.example.com`, \
                         in its `xn--` form where it is not ASCII, and no address";
            require(is_host_rule(&rule.host), &key("host"), shape)?;
            require(seen.insert(&rule.host), &key("host"), "repeats an earlier host; list its ports there")?;
            at_most(EGRESS_PORTS_MAX, &key("ports"), rule.ports.len())?;
            let ports = BTreeSet::from_iter(&rule.ports);
            let once = ports.len() == rule.ports.len() && !ports.contains(&0);
            require(once, &key("ports"), "must be 1 to 65535, each once")?;
            at_most(LIST_MAX, &key("secrets"), rule.secrets.len())?;
            let names = BTreeSet::from_iter(&rule.secrets);
            let sound = names.len() == rule.secrets.len() && names.iter().all(|name| !name.is_empty());
            require(sound, &key("secrets"), "must name settings marked `x-secret`, each once")?;
        }
        Ok(())
    }

    fn check_channel(&self) -> Result<(), ManifestError> {
        let pushes = self.has_point("channel.push");
        self.needs_one_of("channel", self.channel.is_some(), &RECORDING)?;
        let Some(channel) = &self.channel else {
            let problem = "is needed where `points` holds `channel.push`; add `[channel]` with `names`";
            return require(!pushes, "channel", problem);
        };
        require(!channel.names.is_empty(), "channel.names", "must name at least one channel")?;
        check_list("channel.names", &channel.names, is_kebab_case, "must be kebab-case, e.g. `meituan`")?;
        for (key, named, field) in
            [("channel.shops", &channel.shops, "store"), ("channel.items", &channel.items, "sku")]
        {
            let problem = "must name a collection exactly where `points` holds `channel.push`";
            require(named.is_some() == pushes, key, problem)?;
            let Some(named) = named else { continue };
            let collection = self.collections.iter().find(|collection| collection.name == *named);
            let is_mapping =
                collection.is_some_and(|collection| collection.unique.iter().any(|f| f == field));
            let problem = format!("must name a collection of the manifest whose `unique` holds `{field}`");
            require(is_mapping, key, &problem)?;
        }
        let rate = format!("must be 1 to {RATE_PER_MINUTE_MAX}");
        let fits = (1..=RATE_PER_MINUTE_MAX).contains(&channel.rate_per_minute);
        require(fits, "channel.rate_per_minute", &rate)?;
        let batch = format!("must be 1 to {PUSH_BATCH_MAX}");
        require((1..=PUSH_BATCH_MAX).contains(&channel.batch_max), "channel.batch_max", &batch)
    }

    /// What people press, read and are told.
    fn check_people(&self) -> Result<(), ManifestError> {
        self.couple("actions", !self.actions.is_empty(), "actions.run", "actions")?;
        check_names("actions", "name", self.actions.iter().map(|action| &action.name))?;
        for (index, action) in self.actions.iter().enumerate() {
            check_text(&format!("actions[{index}].title"), &action.title, TITLE_CHARS_MAX)?;
        }
        self.couple("reports", !self.reports.is_empty(), "reports.run", "reports")?;
        check_names("reports", "name", self.reports.iter().map(|report| &report.name))?;
        for (index, report) in self.reports.iter().enumerate() {
            check_text(&format!("reports[{index}].title"), &report.title, TITLE_CHARS_MAX)?;
        }
        self.check_exports()?;
        self.couple("messaging", !self.messaging.is_empty(), "messaging.send", "channels")?;
        let channels: BTreeSet<_> = self.messaging.iter().map(|offer| offer.channel).collect();
        require(channels.len() == self.messaging.len(), "messaging", "must name each channel once")?;
        self.needs_one_of("messages", !self.messages.is_empty(), &RECORDING)?;
        check_names("messages", "template", self.messages.iter().map(|message| &message.template))?;
        self.messages.iter().enumerate().try_for_each(|(index, message)| check_message(index, message))
    }

    fn check_payment(&self) -> Result<(), ManifestError> {
        self.couple("payment", !self.payment.is_empty(), "payment.charge", "methods")?;
        let cancels = self.has_point("payment.cancel") == self.has_point("payment.charge");
        require(cancels, "points", "must hold `payment.cancel` exactly where it holds `payment.charge`")?;
        let refunds = self.payment.iter().any(|payment| payment.refunds != Refunds::None);
        let problem =
            "must be `full` or `partial` for a method exactly where `points` holds `payment.refund`";
        require(refunds == self.has_point("payment.refund"), "payment[0].refunds", problem)?;
        check_names("payment", "method", self.payment.iter().map(|payment| &payment.method))?;
        for (index, payment) in self.payment.iter().enumerate() {
            let key = |name: &str| format!("payment[{index}].{name}");
            check_text(&key("title"), &payment.title, TITLE_CHARS_MAX)?;
            let problem = format!("must be {PAYMENT_SECONDS_MIN} to {PAYMENT_SECONDS_MAX}");
            let range = PAYMENT_SECONDS_MIN..=PAYMENT_SECONDS_MAX;
            require(range.contains(&payment.expires_s), &key("expires_s"), &problem)?;
        }
        Ok(())
    }

    fn check_accounts(&self) -> Result<(), ManifestError> {
        check_names("accounts", "kind", self.accounts.iter().map(|account| &account.kind))?;
        for (index, account) in self.accounts.iter().enumerate() {
            let key = |name: &str| format!("accounts[{index}].{name}");
            let shape = "must be 1 to 16 upper-case letters, digits or `_`";
            require(is_unit(&account.unit), &key("unit"), shape)?;
            let problem = format!("must be 1 to {SHARDS_MAX}");
            require((1..=SHARDS_MAX).contains(&account.shards), &key("shards"), &problem)?;
        }
        Ok(())
    }

    fn check_tenders(&self) -> Result<(), ManifestError> {
        check_names("tenders", "name", self.tenders.iter().map(|tender| &tender.name))?;
        for (index, tender) in self.tenders.iter().enumerate() {
            let key = format!("tenders[{index}].accounts");
            check_text(&format!("tenders[{index}].title"), &tender.title, TITLE_CHARS_MAX)?;
            require(!tender.accounts.is_empty(), &key, "must name at least one kind of `accounts`")?;
            let unit_of = |kind: &str| self.accounts.iter().find(|a| a.kind == kind).map(|a| a.unit.as_str());
            let unit = tender.accounts.first().and_then(|kind| unit_of(kind));
            let rule = |kind: &str| unit_of(kind).is_some_and(|own| Some(own) == unit && is_currency(own));
            let problem = "must be a kind of `accounts` whose unit is a currency, the same for all";
            check_list(&key, &tender.accounts, rule, problem)?;
        }
        Ok(())
    }

    fn check_collections(&self) -> Result<(), ManifestError> {
        check_names("collections", "name", self.collections.iter().map(|collection| &collection.name))?;
        let migrates = self.collections.iter().any(|collection| collection.migrates);
        let problem = "holds `migration.run`, but no collection says `migrates = true`";
        require(migrates || !self.has_point("migration.run"), "points", problem)?;
        for (index, collection) in self.collections.iter().enumerate() {
            let key = |name: &str| format!("collections[{index}].{name}");
            let shape = "must be a field name, with dots into objects";
            check_list(&key("indexes"), &collection.indexes, is_field, shape)?;
            check_list(&key("unique"), &collection.unique, is_field, shape)?;
            let fields: BTreeSet<&String> = collection.indexes.iter().chain(&collection.unique).collect();
            let problem = format!("and `unique` may name at most {INDEXES_MAX} fields together");
            require(fields.len() <= INDEXES_MAX, &key("indexes"), &problem)?;
            let migrates = !collection.migrates || self.has_point("migration.run");
            require(migrates, &key("migrates"), "needs the point `migration.run`")?;
            let compiles = !collection.compile || self.has_point("pricing.compile");
            require(compiles, &key("compile"), "needs the point `pricing.compile`")?;
        }
        Ok(())
    }

    /// A section is there exactly where its point is.
    fn couple(&self, key: &str, is_there: bool, point: &str, noun: &str) -> Result<(), ManifestError> {
        let problem = format!("must name {noun} exactly where `points` holds `{point}`");
        require(is_there == self.has_point(point), key, &problem)
    }

    fn needs_one_of(&self, key: &str, is_there: bool, points: &[&str]) -> Result<(), ManifestError> {
        let problem =
            format!("needs one of the points {}; add the one that uses it, or drop it", points.join(", "));
        require(!is_there || points.iter().any(|point| self.has_point(point)), key, &problem)
    }
}

fn check_cron(key: String, job: &Job) -> Result<(), ManifestError> {
    if let Err(problem) = parse_cron(&job.cron) {
        let shape = "must be minute, hour, day of month, month and day of week, e.g. `0 3 * * 1`";
        return Err(ManifestError::Invalid { key, problem: format!("{shape}: {problem}") });
    }
    let comes = job.next_after(&jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC));
    require(comes.is_some(), &key, "names a day that never comes")
}

fn check_message(index: usize, message: &Message) -> Result<(), ManifestError> {
    let key = format!("messages[{index}].text");
    check_text(&key, &message.text, MESSAGE_CHARS_MAX)?;
    let mut wanted = None;
    for (language, text) in &message.text.0 {
        let key = format!("{key}.{language}");
        let problem = "has a `{` or `}` that is no parameter such as `{points}`";
        let found = parameter_names(text)
            .ok_or_else(|| ManifestError::Invalid { key: key.clone(), problem: problem.to_owned() })?;
        let wanted = wanted.get_or_insert_with(|| found.clone());
        require(*wanted == found, &key, "must have the same parameters as the other languages")?;
    }
    Ok(())
}

fn require(ok: bool, key: &str, problem: &str) -> Result<(), ManifestError> {
    if ok { Ok(()) } else { Err(ManifestError::Invalid { key: key.to_owned(), problem: problem.to_owned() }) }
}

fn at_most(max: usize, key: &str, count: usize) -> Result<(), ManifestError> {
    require(count <= max, key, &format!("may have at most {max} entries"))
}

fn check_text(key: &str, text: &Localized, chars_max: usize) -> Result<(), ManifestError> {
    for language in LANGUAGES {
        let there = text.0.get(language).is_some_and(|t| !t.trim().is_empty());
        require(there, &format!("{key}.{language}"), "is missing or empty")?;
    }
    for (language, text) in &text.0 {
        check_language(key, language)?;
        let short = text.chars().count() <= chars_max && !text.contains(|c: char| c.is_control());
        let problem = format!("must be one line of at most {chars_max} characters");
        require(short, &format!("{key}.{language}"), &problem)?;
    }
    Ok(())
}

fn check_language(key: &str, language: &str) -> Result<(), ManifestError> {
    let tag = (2..=35).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    require(tag, &format!("{key}.{language}"), "is not a language tag such as `zh-CN`")
}

/// Kebab-case names of a section's entries, each once.
fn check_names<'a>(
    section: &str,
    field: &str,
    names: impl Iterator<Item = &'a String>,
) -> Result<(), ManifestError> {
    let names: Vec<String> = names.cloned().collect();
    check_list(section, &names, is_kebab_case, &format!("must have a kebab-case `{field}`"))
}

fn check_list(
    key: &str,
    items: &[String],
    rule: impl Fn(&str) -> bool,
    problem: &str,
) -> Result<(), ManifestError> {
    at_most(LIST_MAX, key, items.len())?;
    let mut seen = BTreeSet::new();
    for (index, item) in items.iter().enumerate() {
        let key = format!("{key}[{index}]");
        require(rule(item), &key, problem)?;
        require(seen.insert(item), &key, "repeats an earlier entry")?;
    }
    Ok(())
}
