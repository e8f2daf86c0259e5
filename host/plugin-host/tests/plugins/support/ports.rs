//! Ports that know a little.

use bodega_domain::pricing::{Balance, Document};
use bodega_plugin_host::{
    AccountQuestion, AccountSums, AggregateRow, CryptoCall, CryptoFailure, CryptoValue, EgressFailure,
    EgressRequest, EgressResponse, FieldTest, FileInfo, PortError, PortResult, Ports, Question, Recipient,
};
use std::time::Duration;

/// Answers late, or not at all.
pub struct Little {
    pub delay: Duration,
    pub is_broken: bool,
    pub documents: Vec<Document>,
}

pub const SWIFT: Little = Little { delay: Duration::ZERO, is_broken: false, documents: Vec::new() };

/// 2026-01-01T00:00:00Z.
pub const NOW_MS: i64 = 1_767_225_600_000;

impl Little {
    fn later<T: Send + 'static>(&self, value: T) -> PortResult<'_, T> {
        Box::pin(async move {
            tokio::time::sleep(self.delay).await;
            if self.is_broken { Err(PortError("database is away".to_owned())) } else { Ok(value) }
        })
    }
}

impl Ports for Little {
    fn sale<'a>(&'a self, id: &'a str) -> PortResult<'a, Option<String>> {
        self.later((id == "sale-1").then(|| "{}".to_owned()))
    }

    fn order<'a>(&'a self, id: &'a str) -> PortResult<'a, Option<String>> {
        self.later((id == "order-1").then(|| "{}".to_owned()))
    }

    fn order_by_ref<'a>(&'a self, _: &'a str, external_id: &'a str) -> PortResult<'a, Option<String>> {
        self.later((external_id == "e-1").then(|| "{}".to_owned()))
    }

    fn order_scan<'a>(&'a self, _: &'a str, _: Option<&'a str>, max: u32) -> PortResult<'a, Vec<String>> {
        self.later(vec!["{}".to_owned(); max as usize + 5])
    }

    fn order_recipient<'a>(&'a self, _: &'a str) -> PortResult<'a, Option<Recipient>> {
        self.later(None)
    }

    fn product<'a>(&'a self, sku: &'a str) -> PortResult<'a, Option<String>> {
        self.later((sku == "abc").then(|| "{}".to_owned()))
    }

    fn barcode<'a>(&'a self, _: &'a str) -> PortResult<'a, Option<String>> {
        self.later(None)
    }

    fn product_scan<'a>(&'a self, _: Option<&'a str>, max: u32) -> PortResult<'a, Vec<String>> {
        self.later(vec!["{}".to_owned(); max as usize + 5])
    }

    fn price<'a>(&'a self, _: &'a str, _: &'a str, _: i64) -> PortResult<'a, Option<i64>> {
        self.later(Some(1250))
    }

    fn on_hand<'a>(&'a self, _: &'a str, _: &'a str) -> PortResult<'a, i64> {
        self.later(3_000_000)
    }

    fn stock_scan<'a>(
        &'a self,
        _: &'a str,
        _: Option<&'a str>,
        max: u32,
    ) -> PortResult<'a, Vec<(String, i64)>> {
        self.later(vec![("abc".to_owned(), 1); max as usize + 5])
    }

    fn org_unit<'a>(&'a self, _: &'a str) -> PortResult<'a, Option<String>> {
        self.later(None)
    }

    fn org_scan<'a>(&'a self, _: Option<&'a str>, _: u32) -> PortResult<'a, Vec<String>> {
        self.later(vec![])
    }

    fn aggregate(&self, question: Question) -> PortResult<'_, Vec<AggregateRow>> {
        let row = AggregateRow { keys: vec!["k".to_owned(); question.groups.len()], sums: vec![1] };
        self.later(vec![row; question.max as usize])
    }

    fn member_tags<'a>(&'a self, _: &'a str) -> PortResult<'a, Vec<String>> {
        self.later(vec!["a".to_owned()])
    }

    fn ledger_available<'a>(&'a self, account: &'a str) -> PortResult<'a, i64> {
        self.later(account.len() as i64)
    }

    fn ledger_sums(&self, question: AccountQuestion) -> PortResult<'_, Vec<AccountSums>> {
        let row = AccountSums {
            day: question.from.clone(),
            account: String::new(),
            transfers: 1,
            gained: 2,
            spent: 3,
        };
        self.later(vec![row; question.max as usize])
    }
    fn ledger_scan<'a>(&'a self, _: &'a str, max: u32) -> PortResult<'a, Vec<Balance>> {
        // More than was asked for: the host must not trust the number.
        let balance = Balance { account: "points/1".to_owned(), available: 1 };
        self.later(vec![balance; max as usize + 5])
    }

    fn document<'a>(&'a self, collection: &'a str, key: &'a str) -> PortResult<'a, Option<Document>> {
        let found = self.documents.iter().find(|d| d.collection == collection && d.key == key);
        self.later(found.cloned())
    }

    fn document_scan<'a>(
        &'a self,
        _: &'a str,
        _: &'a str,
        _: Option<&'a str>,
        _: u32,
    ) -> PortResult<'a, Vec<Document>> {
        self.later(vec![])
    }

    fn document_find<'a>(
        &'a self,
        _: &'a str,
        _: Vec<FieldTest>,
        _: &'a str,
        _: u32,
    ) -> PortResult<'a, (Vec<Document>, Option<String>)> {
        self.later((vec![], None))
    }

    fn local_time(&self, _: i64) -> PortResult<'_, String> {
        self.later("2026-01-01T08:00:00+08:00".to_owned())
    }

    fn now_ms(&self) -> i64 {
        NOW_MS
    }

    fn egress(&self, request: EgressRequest) -> PortResult<'_, Result<EgressResponse, EgressFailure>> {
        self.later(if request.url == "abc" {
            Ok(EgressResponse { status: 200, headers: vec![], body: vec![7; 3] })
        } else {
            Err(EgressFailure::Refused(request.url))
        })
    }

    fn file<'a>(&'a self, id: &'a str) -> PortResult<'a, Option<FileInfo>> {
        self.later((id == "abc").then(|| file(id)))
    }

    fn file_read<'a>(&'a self, _: &'a str, _: u64, max: u32) -> PortResult<'a, Vec<u8>> {
        self.later(vec![7; max as usize + 5])
    }

    fn file_scan<'a>(&'a self, _: Option<&'a str>, max: u32) -> PortResult<'a, Vec<FileInfo>> {
        self.later(vec![file("abc"); max as usize + 5])
    }

    fn crypto(&self, _: CryptoCall) -> PortResult<'_, Result<CryptoValue, CryptoFailure>> {
        self.later(Ok(CryptoValue::Bytes(vec![1, 2, 3, 4])))
    }
}

fn file(id: &str) -> FileInfo {
    FileInfo {
        id: id.to_owned(),
        name: "a.csv".to_owned(),
        media_type: "text/csv".to_owned(),
        size: 3,
        digest: String::new(),
        created_ms: NOW_MS,
        expires_ms: NOW_MS,
    }
}
