//! What an invocation records. Nothing is written here: the app checks and commits all of it, or none.

use crate::bindings::v0_1::bodega::base::types as base;
use crate::bindings::v0_1::bodega::{data, host, messaging};
use crate::convert::v0_1 as convert;
use crate::effects::{
    DocumentWrite, EmittedEvent, Message, PostingGroup, Receipt, ReceiptOf, StockDocument, TagAction,
    TagChange,
};
use crate::input::{Weigh, weigh_all};
use crate::state::State;
use wasmtime::Result;

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

impl data::stock_effects::Host for State {
    async fn adjust(&mut self, location: String, lines: Vec<data::stock_effects::MoveLine>) -> Result<()> {
        let bytes = weigh_all(&lines) + location.len();
        let work = self.record("bodega:data/stock-effects.adjust", bytes, lines.len().max(1))?;
        let lines = lines.into_iter().map(|line| (line.sku, line.quantity)).collect();
        work.effects.stock.push(StockDocument { location, lines });
        Ok(())
    }
}

impl data::message_effects::Host for State {
    async fn send(
        &mut self,
        member: String,
        purpose: String,
        template: String,
        parameters: String,
    ) -> Result<()> {
        let bytes = member.len() + purpose.len() + template.len() + parameters.len();
        let work = self.record("bodega:data/message-effects.send", bytes, 1)?;
        work.effects.messages.push(Message { member, purpose, template, parameters });
        Ok(())
    }
}

impl messaging::receipt_effects::Host for State {
    fn report(
        &mut self,
        which: messaging::receipt_effects::Which,
        state: messaging::receipt_effects::State,
    ) -> Result<()> {
        use messaging::receipt_effects::{State as Became, Which};
        let which = match which {
            Which::Message(id) => ReceiptOf::Message(id),
            Which::Provider(id) => ReceiptOf::Provider(id),
        };
        let failure = match state {
            Became::Delivered => None,
            Became::Failed(why) => Some(why),
        };
        let (ReceiptOf::Message(id) | ReceiptOf::Provider(id)) = &which;
        let bytes = id.len() + failure.as_ref().map_or(0, String::len);
        let work = self.record("bodega:messaging/receipt-effects.report", bytes, 1)?;
        work.effects.receipts.push(Receipt { which, failure });
        Ok(())
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
