//! What effectful points may read and record: `bindgen!`'s traits over the app's ports. Every call is counted, and
//! so are the bytes it moves.

use crate::bindings::v0_1::bodega::base::types as base;
use crate::bindings::v0_1::bodega::{data, host};
use crate::convert::v0_1 as convert;
use crate::effects::{DocumentWrite, EmittedEvent, PostingGroup, TagAction, TagChange};
use crate::input::{Weigh, weigh_all};
use crate::limits::{EFFECTS_MAX, LOG_LINE_BYTES_MAX};
use crate::outcome::cut;
use crate::ports::{DOCUMENT_SCAN_MAX, EventPorts, LEDGER_SCAN_MAX};
use crate::state::{Breach, EventWork, State, Work};
use std::sync::Arc;
use tracing::{debug, error, info, warn};
use wasmtime::Result;
use wasmtime::component::{HasSelf, Linker};

/// Defines every interface of the class into a linker.
pub(crate) fn define(linker: &mut Linker<State>) -> Result<()> {
    type Me = HasSelf<State>;
    data::event::add_to_linker::<_, Me>(linker, |s| s)?;
    data::sales::add_to_linker::<_, Me>(linker, |s| s)?;
    data::members::add_to_linker::<_, Me>(linker, |s| s)?;
    data::ledger::add_to_linker::<_, Me>(linker, |s| s)?;
    data::ledger_effects::add_to_linker::<_, Me>(linker, |s| s)?;
    data::member_effects::add_to_linker::<_, Me>(linker, |s| s)?;
    data::event_effects::add_to_linker::<_, Me>(linker, |s| s)?;
    host::log::add_to_linker::<_, Me>(linker, |s| s)?;
    host::settings::add_to_linker::<_, Me>(linker, |s| s)?;
    host::collections::add_to_linker::<_, Me>(linker, |s| s)?;
    host::collection_effects::add_to_linker::<_, Me>(linker, |s| s)
}

impl State {
    /// Counts a call of `function` with `bytes` of arguments and gives the event it belongs to.
    fn enter(&mut self, function: &'static str, bytes: usize) -> Result<&mut EventWork> {
        self.meter.call()?;
        self.meter.bytes(bytes)?;
        match &mut self.work {
            Work::Handle(work) => Ok(work),
            _ => Err(Breach::NotPermitted(function.to_owned()).into()),
        }
    }

    /// As [`Self::enter`], for a read.
    fn ports(&mut self, function: &'static str, bytes: usize) -> Result<Arc<dyn EventPorts>> {
        Ok(self.enter(function, bytes)?.ports.clone())
    }

    /// As [`Self::enter`], for something recorded.
    fn record(&mut self, function: &'static str, bytes: usize, count: usize) -> Result<&mut EventWork> {
        let work = self.enter(function, bytes)?;
        if work.effects.len() + count > EFFECTS_MAX { Err(Breach::Effects.into()) } else { Ok(work) }
    }

    /// Counts what goes back to the guest.
    fn give<T>(&mut self, value: T, bytes: usize) -> Result<T> {
        self.meter.bytes(bytes)?;
        Ok(value)
    }
}

fn port<T>(result: std::result::Result<T, crate::ports::PortError>) -> Result<T> {
    result.map_err(|error| Breach::Port(error).into())
}

impl data::event::Host for State {
    async fn current(&mut self) -> Result<data::event::Envelope> {
        let event = convert::envelope(&self.enter("bodega:data/event.current", 0)?.event);
        let bytes = event.payload.len() + event.id.len() + event.type_.len() + event.subject.len();
        self.give(event, bytes)
    }
}

impl data::sales::Host for State {
    async fn get(&mut self, id: String) -> Result<Option<String>> {
        let ports = self.ports("bodega:data/sales.get", id.len())?;
        let sale = port(ports.sale(&id).await)?;
        let bytes = sale.as_ref().map_or(0, String::len);
        self.give(sale, bytes)
    }
}

impl data::members::Host for State {
    async fn tags(&mut self, member: String) -> Result<Vec<String>> {
        let ports = self.ports("bodega:data/members.tags", member.len())?;
        let tags = port(ports.member_tags(&member).await)?;
        let bytes = weigh_all(&tags);
        self.give(tags, bytes)
    }
}

impl data::ledger::Host for State {
    async fn available(&mut self, account: String) -> Result<i64> {
        let ports = self.ports("bodega:data/ledger.available", account.len())?;
        port(ports.ledger_available(&account).await)
    }

    async fn scan(&mut self, prefix: String, max: u32) -> Result<Vec<base::Balance>> {
        let ports = self.ports("bodega:data/ledger.scan", prefix.len())?;
        let max = max.min(LEDGER_SCAN_MAX);
        let found = port(ports.ledger_scan(&prefix, max).await)?;
        let found: Vec<base::Balance> = found.iter().take(max as usize).map(convert::balance).collect();
        let bytes = weigh_all(&found);
        self.give(found, bytes)
    }
}

impl data::ledger_effects::Host for State {
    async fn post(&mut self, postings: Vec<base::Posting>, memo: String) -> Result<()> {
        let bytes = weigh_all(&postings) + memo.len();
        let work = self.record("bodega:data/ledger-effects.post", bytes, postings.len().max(1))?;
        let postings = postings.into_iter().map(convert::posting).collect();
        work.effects.postings.push(PostingGroup { postings, memo });
        Ok(())
    }
}

impl State {
    fn change_tag(
        &mut self,
        function: &'static str,
        member: String,
        name: String,
        action: TagAction,
    ) -> Result<()> {
        let work = self.record(function, member.weigh() + name.weigh(), 1)?;
        work.effects.tags.push(TagChange { member, name, action });
        Ok(())
    }
}

impl data::member_effects::Host for State {
    async fn add_tag(&mut self, member: String, name: String) -> Result<()> {
        self.change_tag("bodega:data/member-effects.add-tag", member, name, TagAction::Add)
    }

    async fn remove_tag(&mut self, member: String, name: String) -> Result<()> {
        self.change_tag("bodega:data/member-effects.remove-tag", member, name, TagAction::Remove)
    }
}

impl data::event_effects::Host for State {
    async fn emit(&mut self, kind: String, subject: String, payload: String) -> Result<()> {
        let bytes = kind.len() + subject.len() + payload.len();
        let work = self.record("bodega:data/event-effects.emit", bytes, 1)?;
        work.effects.events.push(EmittedEvent { kind, subject, payload });
        Ok(())
    }
}

impl host::log::Host for State {
    async fn write(&mut self, level: host::log::Level, mut message: String) -> Result<()> {
        use host::log::Level;
        let work = self.enter("bodega:host/log.write", message.len())?;
        cut(&mut message, LOG_LINE_BYTES_MAX);
        match work.log.bytes_left.checked_sub(message.len()) {
            Some(left) => work.log.bytes_left = left,
            None if work.log.is_cut => return Ok(()),
            None => {
                work.log.is_cut = true;
                warn!(target: "bodega::plugin_log", "the plugin logged too much; the rest of this call is dropped");
                return Ok(());
            }
        }
        // The span of the call names tenant, installation and plugin.
        match level {
            Level::Debug => debug!(target: "bodega::plugin_log", "{message}"),
            Level::Info => info!(target: "bodega::plugin_log", "{message}"),
            Level::Warn => warn!(target: "bodega::plugin_log", "{message}"),
            Level::Error => error!(target: "bodega::plugin_log", "{message}"),
        }
        Ok(())
    }
}

impl host::settings::Host for State {
    async fn get(&mut self) -> Result<String> {
        let settings = self.enter("bodega:host/settings.get", 0)?.settings.clone();
        let bytes = settings.len();
        self.give(settings, bytes)
    }
}

impl host::collections::Host for State {
    async fn get(&mut self, collection: String, key: String) -> Result<Option<base::Document>> {
        let ports = self.ports("bodega:host/collections.get", collection.len() + key.len())?;
        let found = port(ports.document(&collection, &key).await)?.as_ref().map(convert::document);
        let bytes = found.as_ref().map_or(0, Weigh::weigh);
        self.give(found, bytes)
    }

    async fn scan(
        &mut self,
        collection: String,
        prefix: String,
        after: Option<String>,
        max: u32,
    ) -> Result<Vec<base::Document>> {
        let bytes = collection.len() + prefix.len() + after.as_ref().map_or(0, String::len);
        let ports = self.ports("bodega:host/collections.scan", bytes)?;
        let max = max.min(DOCUMENT_SCAN_MAX);
        let found = port(ports.document_scan(&collection, &prefix, after.as_deref(), max).await)?;
        let found: Vec<base::Document> = found.iter().take(max as usize).map(convert::document).collect();
        let bytes = weigh_all(&found);
        self.give(found, bytes)
    }
}

impl State {
    fn write_document(&mut self, function: &'static str, write: DocumentWrite) -> Result<()> {
        let body = write.body.as_ref().map_or(0, String::len);
        let bytes = write.collection.len() + write.key.len() + body;
        self.record(function, bytes, 1)?.effects.documents.push(write);
        Ok(())
    }
}

impl host::collection_effects::Host for State {
    async fn put(
        &mut self,
        collection: String,
        key: String,
        body: String,
        expected_version: Option<u64>,
    ) -> Result<()> {
        let write = DocumentWrite { collection, key, body: Some(body), expected_version };
        self.write_document("bodega:host/collection-effects.put", write)
    }

    async fn delete(&mut self, collection: String, key: String, expected_version: Option<u64>) -> Result<()> {
        let write = DocumentWrite { collection, key, body: None, expected_version };
        self.write_document("bodega:host/collection-effects.delete", write)
    }
}
