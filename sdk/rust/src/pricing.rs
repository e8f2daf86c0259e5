//! The pricing points as a plugin author sees them.

pub use crate::bindings::exports_pricing::*;

/// Serves `pricing.compile` and `pricing.price`. Both are pure: the same inputs give the same answer, anywhere.
pub trait Pricing {
    /// Turns settings and `x-compile` documents into a snapshot. Called when they change, never while a sale waits.
    ///
    /// # Errors
    /// [`Refusal::InvalidSettings`] with a text that says which setting or document is wrong and how to mend it;
    /// the person who saved it reads that text.
    fn compile(rules: &impl CompileSource) -> Result<Compiled, Refusal>;

    /// Proposes discounts for a basket. An answer that fails the host's checks is refused whole.
    ///
    /// # Errors
    /// A refusal leaves this plugin out of the sale; the cashier is told.
    fn price(snapshot: &[u8], basket: &impl Basket) -> Result<Answer, Refusal>;
}

/// The basket being priced. Every method is one crossing into the host: call each once.
pub trait Basket {
    /// Where and when.
    fn context(&self) -> Context;
    /// All lines.
    fn lines(&self) -> Vec<Line>;
    /// The running prices of all units, in order.
    fn units(&self) -> Vec<UnitRun>;
    /// The distinct tags in the basket.
    fn tag_names(&self) -> Vec<String>;
    /// Which line carries which tag.
    fn tag_refs(&self) -> Vec<TagRef>;
    /// Lines that are gifts.
    fn gift_lines(&self) -> Vec<GiftLine>;
    /// Coupon codes entered, without duplicates.
    fn coupons(&self) -> Vec<String>;
    /// What the customer asked this plugin for.
    fn requests(&self) -> Vec<Request>;
    /// Tags of the member (`plugin:tag`); needs the right to read them.
    fn member_tags(&self) -> Vec<String>;
    /// 1 = the member's first sale; needs the right to usage counts.
    fn order_number(&self) -> Option<u32>;
    /// Balances that the compiled keys asked for.
    fn balances(&self) -> Vec<Balance>;
    /// Documents that the compiled keys asked for.
    fn documents(&self) -> Vec<Document>;
}

/// What `compile` reads.
pub trait CompileSource {
    /// Settings as JSON text.
    fn settings(&self) -> String;
    /// All documents of a collection marked `x-compile`, by key.
    fn documents(&self, collection: &str) -> Vec<Document>;
}

impl Compiled {
    /// A snapshot without keys or legends.
    pub fn new(snapshot: Vec<u8>) -> Self {
        Compiled { snapshot, keys: Vec::new(), legends: Vec::new() }
    }

    /// Says what `reference` is called in `language`.
    pub fn legend(mut self, reference: &str, language: &str, text: &str) -> Self {
        let label = Localized { language: language.to_owned(), text: text.to_owned() };
        match self.legends.iter_mut().find(|legend| legend.reference == reference) {
            Some(legend) => legend.labels.push(label),
            None => self.legends.push(Legend { reference: reference.to_owned(), labels: vec![label] }),
        }
        self
    }

    /// Asks for a ledger balance with every basket.
    pub fn balance(mut self, template: impl Into<String>) -> Self {
        self.keys.push(KeyTemplate::Balance(template.into()));
        self
    }

    /// Asks for a document with every basket.
    pub fn document(mut self, collection: impl Into<String>, template: impl Into<String>) -> Self {
        self.keys.push(KeyTemplate::Document((collection.into(), template.into())));
        self
    }
}

impl Adjustment {
    /// An amount off the order.
    pub fn order(reference: impl Into<String>, amount: i64) -> Self {
        Self::of(reference, Level::Order, Amount::Order(amount))
    }

    /// An amount off one line.
    pub fn line(reference: impl Into<String>, line: u32, amount: i64) -> Self {
        Self::of(reference, Level::Line, Amount::Line(LineDiscount { line, amount }))
    }

    /// Exact amounts by unit.
    pub fn units(reference: impl Into<String>, level: Level, units: Vec<UnitDiscount>) -> Self {
        Self::of(reference, level, Amount::Units(units))
    }

    fn of(reference: impl Into<String>, level: Level, amount: Amount) -> Self {
        Adjustment { reference: reference.into(), level, amount, claims: Vec::new(), note: None }
    }

    /// Adds a posting that comes true with the sale.
    pub fn claim(mut self, account: impl Into<String>, delta: i64, floor: Option<i64>) -> Self {
        self.claims.push(Posting { account: account.into(), delta, floor });
        self
    }
}
