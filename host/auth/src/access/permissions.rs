//! The host's permissions, and the form of those that plugins declare.

use std::borrow::Cow;
use std::fmt;

/// The longest permission or pattern, bytes.
const LENGTH_MAX: usize = 128;

/// A permission of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PermissionFacts {
    /// `noun.verb`.
    pub name: &'static str,
    /// What it allows, in Chinese.
    pub zh: &'static str,
    /// What it allows, in English.
    pub en: &'static str,
    /// Whether it is asked for again (step-up) before it is used: what it does is hard to undo, or shows who people are.
    pub is_dangerous: bool,
}

macro_rules! permissions {
    ($($constant:ident = $name:literal, $zh:literal, $en:literal, $is_dangerous:literal;)*) => {
        $(#[doc = $en]
        pub const $constant: PermissionName = PermissionName(Cow::Borrowed($name));)*

        /// All permissions of the host, by name.
        pub const PERMISSIONS: &[PermissionFacts] = &[$(PermissionFacts {
            name: $name,
            zh: $zh,
            en: $en,
            is_dangerous: $is_dangerous,
        }),*];
    };
}

permissions! {
    APPROVAL_GIVE = "approval.give", "审批他人的请求", "Approve what others ask for", false;
    AUDIT_READ = "audit.read", "查看操作审计", "Read the audit trail", false;
    CATALOG_READ = "catalog.read", "查看商品", "See products", false;
    CATALOG_WRITE = "catalog.write", "维护商品", "Change products", false;
    DEVICE_MANAGE = "device.manage", "管理终端与设备", "Manage terminals and devices", false;
    DOCUMENT_READ = "document.read", "查看插件数据", "See plugins' documents", false;
    DOCUMENT_WRITE = "document.write", "维护插件数据", "Change plugins' documents", false;
    EVENT_HANDLE = "event.handle", "处理未送达的事件", "Retry or skip undelivered events", false;
    EVENT_READ = "event.read", "查看事件", "See events", false;
    EXCEPTION_HANDLE = "exception.handle", "处理异常", "Settle exceptions", false;
    FINANCE_READ = "finance.read", "查看账务", "See ledger accounts", false;
    IMPORT_SALES = "import.sales", "导入历史销售", "Import sales of the past", true;
    MEMBER_ERASE = "member.erase", "删除会员个人信息", "Erase a member's personal data", true;
    MEMBER_PERSONAL = "member.personal", "查看会员个人信息", "See members' personal data", false;
    MEMBER_READ = "member.read", "查看会员", "See members", false;
    MEMBER_WRITE = "member.write", "维护会员", "Change members", false;
    MESSAGE_READ = "message.read", "查看消息记录", "See which messages were sent", false;
    ORDER_HANDLE = "order.handle", "处理渠道订单", "Handle channel orders", false;
    ORDER_READ = "order.read", "查看渠道订单", "See channel orders", false;
    ORG_READ = "org.read", "查看组织架构", "See the organisation", false;
    ORG_WRITE = "org.write", "维护组织架构", "Change the organisation", true;
    PAYMENT_DECIDE = "payment.decide", "裁定不明支付", "Decide payments that nobody knows the end of", false;
    PLUGIN_MANAGE = "plugin.manage", "安装与管理插件", "Install and manage plugins", true;
    PLUGIN_READ = "plugin.read", "查看插件", "See plugins", false;
    PLUGIN_USE = "plugin.use", "使用插件功能", "Use what plugins offer", false;
    PRICE_READ = "price.read", "查看价格", "See prices", false;
    PRICE_WRITE = "price.write", "维护价格", "Change prices", false;
    REPORT_READ = "report.read", "查看报表", "See reports", false;
    RETURN_CREATE = "return.create", "退货", "Take goods back", false;
    RETURN_WITHOUT_RECEIPT = "return.without-receipt", "无小票退货", "Take goods back without a receipt", false;
    ROLE_MANAGE = "role.manage", "管理人员与角色", "Manage people and roles", true;
    SALE_CREATE = "sale.create", "收银", "Sell", false;
    SALE_DISCOUNT = "sale.discount", "手工折扣", "Give a discount by hand", false;
    SALE_OVERRIDE = "sale.override", "放行被拦截的销售", "Let a sale pass that a check refused", false;
    SALE_READ = "sale.read", "查看销售", "See sales", false;
    SALE_VOID = "sale.void", "作废销售", "Void a sale", false;
    STOCK_READ = "stock.read", "查看库存", "See stock", false;
    STOCK_WRITE = "stock.write", "调整库存", "Change stock", false;
    TILL_CLOSE = "till.close", "日结", "Close a till", false;
    TILL_OPEN = "till.open", "开班", "Open a till", false;
    TOKEN_MANAGE = "token.manage", "管理接口令牌", "Manage API tokens", true;
    WEBHOOK_MANAGE = "webhook.manage", "管理事件推送", "Manage webhooks", true;
}

/// A text that is no permission.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no permission: there are the host's `noun.verb`, and `plugin:name.verb`")]
pub struct PermissionError(pub String);

/// A permission: the host's `noun.verb`, or a plugin's own `plugin:name.verb`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PermissionName(Cow<'static, str>);

impl PermissionName {
    /// Reads one.
    ///
    /// # Errors
    /// The host has no such permission, and it is not of a plugin's form.
    pub fn parse(text: &str) -> Result<Self, PermissionError> {
        let is_known = PERMISSIONS.iter().any(|permission| permission.name == text);
        let is_plugins = text.len() <= LENGTH_MAX
            && text
                .strip_prefix("plugin:")
                .and_then(|own| own.split_once('.'))
                .is_some_and(|(plugin, verb)| is_word(plugin) && verb.split('.').all(is_word));
        (is_known || is_plugins)
            .then(|| PermissionName(text.to_owned().into()))
            .ok_or_else(|| PermissionError(text.into()))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PermissionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_word(text: &str) -> bool {
    let is_inside = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    text.bytes().next().is_some_and(|b| b.is_ascii_lowercase()) && text.bytes().all(is_inside)
}

/// A pattern as it may stand in a role: a permission, `noun.*`, `plugin:name.*` or `*`.
pub(super) fn pattern(text: &str) -> Result<&str, PermissionError> {
    let refuse = || PermissionError(text.to_owned());
    let is_good = match text.strip_suffix(".*") {
        _ if text == "*" => true,
        Some(noun) => match noun.strip_prefix("plugin:") {
            Some(plugin) => is_word(plugin) && text.len() <= LENGTH_MAX,
            None => PERMISSIONS.iter().any(|p| p.name.split('.').next() == Some(noun)),
        },
        None => PermissionName::parse(text).is_ok(),
    };
    is_good.then_some(text).ok_or_else(refuse)
}
