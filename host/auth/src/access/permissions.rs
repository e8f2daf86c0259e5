//! The host's permissions, and the form of those that plugins declare.

use std::fmt;
use std::sync::Arc;

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

const fn permission(name: &'static str, zh: &'static str, en: &'static str) -> PermissionFacts {
    PermissionFacts { name, zh, en, is_dangerous: false }
}

const fn dangerous(name: &'static str, zh: &'static str, en: &'static str) -> PermissionFacts {
    PermissionFacts { name, zh, en, is_dangerous: true }
}

/// All permissions of the host, by name.
pub const PERMISSIONS: &[PermissionFacts] = &[
    permission("approval.give", "审批他人的请求", "Approve what others ask for"),
    permission("audit.read", "查看操作审计", "Read the audit trail"),
    permission("catalog.read", "查看商品", "See products"),
    permission("catalog.write", "维护商品", "Change products"),
    permission("device.manage", "管理终端与设备", "Manage terminals and devices"),
    permission("event.handle", "处理未送达的事件", "Retry or skip undelivered events"),
    permission("event.read", "查看事件", "See events"),
    permission("exception.handle", "处理异常", "Settle exceptions"),
    permission("finance.read", "查看账务", "See ledger accounts"),
    permission("member.personal", "查看会员个人信息", "See members' personal data"),
    permission("member.read", "查看会员", "See members"),
    permission("member.write", "维护会员", "Change members"),
    dangerous("member.erase", "删除会员个人信息", "Erase a member's personal data"),
    permission("order.handle", "处理渠道订单", "Handle channel orders"),
    permission("order.read", "查看渠道订单", "See channel orders"),
    permission("org.read", "查看组织架构", "See the organisation"),
    dangerous("org.write", "维护组织架构", "Change the organisation"),
    dangerous("plugin.manage", "安装与管理插件", "Install and manage plugins"),
    permission("plugin.read", "查看插件", "See plugins"),
    permission("plugin.use", "使用插件功能", "Use what plugins offer"),
    permission("price.read", "查看价格", "See prices"),
    permission("price.write", "维护价格", "Change prices"),
    permission("report.read", "查看报表", "See reports"),
    permission("return.create", "退货", "Take goods back"),
    permission("return.without-receipt", "无小票退货", "Take goods back without a receipt"),
    dangerous("role.manage", "管理人员与角色", "Manage people and roles"),
    permission("sale.create", "收银", "Sell"),
    permission("sale.discount", "手工折扣", "Give a discount by hand"),
    permission("sale.override", "放行被拦截的销售", "Let a sale pass that a check refused"),
    permission("sale.read", "查看销售", "See sales"),
    permission("sale.void", "作废销售", "Void a sale"),
    permission("stock.read", "查看库存", "See stock"),
    permission("stock.write", "调整库存", "Change stock"),
    permission("till.close", "日结", "Close a till"),
    permission("till.open", "开班", "Open a till"),
    dangerous("token.manage", "管理接口令牌", "Manage API tokens"),
];

/// A text that is no permission.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no permission: there are the host's `noun.verb`, and `plugin:name.verb`")]
pub struct PermissionError(pub String);

/// A permission: the host's `noun.verb`, or a plugin's own `plugin:name.verb`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PermissionName(Arc<str>);

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
            .then(|| PermissionName(text.into()))
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
