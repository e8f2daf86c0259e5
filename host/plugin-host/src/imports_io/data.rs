//! Reads.

use super::port;
use crate::bindings::v0_1::bodega::base::types as base;
use crate::bindings::v0_1::bodega::{data, host};
use crate::convert::v0_1 as convert;
use crate::input::{Weigh, weigh_all};
use crate::ports::{
    AGGREGATE_ROWS_MAX, DOCUMENT_SCAN_MAX, FIELD_TESTS_MAX, LEDGER_SCAN_MAX, ORG_SCAN_MAX, PRODUCT_SCAN_MAX,
    PortError, STOCK_SCAN_MAX,
};
use crate::state::State;
use wasmtime::Result;

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

    async fn sums(&mut self, question: data::ledger::SumQuestion) -> Result<Vec<data::ledger::SumRow>> {
        let ports = self.ports("bodega:data/ledger.sums", question.prefix.len())?;
        let mut question = convert::account_question(question);
        question.max = question.max.min(AGGREGATE_ROWS_MAX);
        let max = question.max as usize;
        let rows = port(ports.ledger_sums(question).await)?;
        let rows: Vec<_> = rows.into_iter().take(max).map(convert::account_sums).collect();
        let bytes = weigh_all(&rows);
        self.give(rows, bytes)
    }
}

impl data::catalog::Host for State {
    async fn by_sku(&mut self, sku: String) -> Result<Option<String>> {
        let ports = self.ports("bodega:data/catalog.by-sku", sku.len())?;
        let product = port(ports.product(&sku).await)?;
        let bytes = product.as_ref().map_or(0, String::len);
        self.give(product, bytes)
    }

    async fn by_barcode(&mut self, code: String) -> Result<Option<String>> {
        let ports = self.ports("bodega:data/catalog.by-barcode", code.len())?;
        port(ports.barcode(&code).await)
    }

    async fn scan(&mut self, after: Option<String>, max: u32) -> Result<Vec<String>> {
        let ports = self.ports("bodega:data/catalog.scan", 0)?;
        let mut found = port(ports.product_scan(after.as_deref(), max.min(PRODUCT_SCAN_MAX)).await)?;
        found.truncate(max.min(PRODUCT_SCAN_MAX) as usize);
        let bytes = weigh_all(&found);
        self.give(found, bytes)
    }
}

impl data::prices::Host for State {
    async fn at(&mut self, sku: String, store: String, at_ms: i64) -> Result<Option<i64>> {
        let ports = self.ports("bodega:data/prices.at", sku.len() + store.len())?;
        port(ports.price(&sku, &store, at_ms).await)
    }
}

impl data::stock::Host for State {
    async fn on_hand(&mut self, sku: String, location: String) -> Result<i64> {
        let ports = self.ports("bodega:data/stock.on-hand", sku.len() + location.len())?;
        port(ports.on_hand(&sku, &location).await)
    }

    async fn scan(
        &mut self,
        location: String,
        after: Option<String>,
        max: u32,
    ) -> Result<Vec<data::stock::Level>> {
        let ports = self.ports("bodega:data/stock.scan", location.len())?;
        let max = max.min(STOCK_SCAN_MAX);
        let found = port(ports.stock_scan(&location, after.as_deref(), max).await)?;
        let level =
            |(sku, on_hand): (String, i64)| data::stock::Level { sku, location: location.clone(), on_hand };
        let found: Vec<_> = found.into_iter().take(max as usize).map(level).collect();
        let bytes = weigh_all(&found);
        self.give(found, bytes)
    }
}

impl data::org::Host for State {
    async fn get(&mut self, id: String) -> Result<Option<String>> {
        let ports = self.ports("bodega:data/org.get", id.len())?;
        let unit = port(ports.org_unit(&id).await)?;
        let bytes = unit.as_ref().map_or(0, String::len);
        self.give(unit, bytes)
    }

    async fn scan(&mut self, after: Option<String>, max: u32) -> Result<Vec<String>> {
        let ports = self.ports("bodega:data/org.scan", 0)?;
        let mut found = port(ports.org_scan(after.as_deref(), max.min(ORG_SCAN_MAX)).await)?;
        found.truncate(max.min(ORG_SCAN_MAX) as usize);
        let bytes = weigh_all(&found);
        self.give(found, bytes)
    }
}

impl data::aggregates::Host for State {
    async fn sum(&mut self, question: data::aggregates::Question) -> Result<Vec<data::aggregates::Row>> {
        let ports = self.ports("bodega:data/aggregates.sum", weigh_all(&question.stores))?;
        let mut question = convert::question(question);
        question.max = question.max.min(AGGREGATE_ROWS_MAX);
        let max = question.max as usize;
        let rows = port(ports.aggregate(question).await)?;
        let rows: Vec<_> = rows.into_iter().take(max).map(convert::aggregate_row).collect();
        let bytes = weigh_all(&rows);
        self.give(rows, bytes)
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

    async fn find(
        &mut self,
        collection: String,
        tests: Vec<host::collections::FieldTest>,
        cursor: String,
        max: u32,
    ) -> Result<host::collections::Found> {
        let ports = self.ports("bodega:host/collections.find", collection.len() + cursor.len())?;
        if tests.is_empty() || tests.len() > FIELD_TESTS_MAX {
            let why = format!("`collections.find` takes 1 to {FIELD_TESTS_MAX} tests");
            return port(Err(PortError(why)));
        }
        let tests = tests.into_iter().map(convert::field_test).collect();
        let found = ports.document_find(&collection, tests, &cursor, max.min(DOCUMENT_SCAN_MAX)).await;
        let (documents, next) = port(found)?;
        let documents: Vec<base::Document> = documents.iter().map(convert::document).collect();
        let bytes = weigh_all(&documents);
        self.give(host::collections::Found { documents, next }, bytes)
    }
}
