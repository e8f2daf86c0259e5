//! The roles that every merchant finds there.

use super::PermissionSet;

/// A built-in role. Merchants make their own beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// Stable, for programs.
    pub name: &'static str,
    /// What people call it in Chinese.
    pub zh: &'static str,
    /// What people call it in English.
    pub en: &'static str,
    /// What it may do.
    pub may: &'static [&'static str],
}

impl BuiltIn {
    /// What it may do.
    pub fn permissions(&self) -> PermissionSet {
        // Constants: a test reads them all.
        PermissionSet::of(self.may.iter().copied()).unwrap_or_default()
    }

    /// The role of a name.
    pub fn find(name: &str) -> Option<&'static BuiltIn> {
        BUILT_IN.iter().find(|role| role.name == name)
    }
}

/// All built-in roles.
pub const BUILT_IN: &[BuiltIn] = &[
    BuiltIn { name: "owner", zh: "所有者", en: "Owner", may: &["*"] },
    BuiltIn {
        name: "region-manager",
        zh: "区域经理",
        en: "Region manager",
        may: &[
            "approval.*",
            "catalog.read",
            "device.*",
            "document.read",
            "event.read",
            "exception.*",
            "finance.*",
            "member.read",
            "member.write",
            "message.read",
            "order.*",
            "org.read",
            "payment.decide",
            "plugin.read",
            "plugin.use",
            "price.read",
            "price.write",
            "report.*",
            "return.*",
            "sale.*",
            "stock.*",
            "till.*",
        ],
    },
    BuiltIn {
        name: "store-manager",
        zh: "店长",
        en: "Store manager",
        may: &[
            "approval.*",
            "catalog.read",
            "device.*",
            "document.read",
            "exception.*",
            "member.personal",
            "member.read",
            "member.write",
            "message.read",
            "order.*",
            "org.read",
            "plugin.read",
            "plugin.use",
            "price.read",
            "report.*",
            "return.*",
            "sale.*",
            "stock.*",
            "till.*",
        ],
    },
    BuiltIn {
        name: "cashier",
        zh: "收银员",
        en: "Cashier",
        may: &[
            "catalog.read",
            "member.read",
            "member.write",
            "order.read",
            "org.read",
            "plugin.use",
            "price.read",
            "return.create",
            "sale.create",
            "sale.read",
            "sale.void",
            "stock.read",
            "till.open",
        ],
    },
    BuiltIn {
        name: "stock-keeper",
        zh: "库管员",
        en: "Stock keeper",
        may: &["catalog.read", "org.read", "price.read", "stock.*"],
    },
    BuiltIn {
        name: "accountant",
        zh: "财务",
        en: "Accountant",
        may: &[
            "catalog.read",
            "exception.*",
            "finance.*",
            "order.read",
            "org.read",
            "payment.decide",
            "plugin.read",
            "plugin.use",
            "price.read",
            "report.*",
            "sale.read",
            "stock.read",
        ],
    },
    BuiltIn {
        name: "auditor",
        zh: "审计员",
        en: "Auditor",
        may: &[
            "audit.read",
            "catalog.read",
            "document.read",
            "event.read",
            "finance.read",
            "member.read",
            "message.read",
            "order.read",
            "org.read",
            "plugin.read",
            "price.read",
            "report.read",
            "sale.read",
            "stock.read",
        ],
    },
];
