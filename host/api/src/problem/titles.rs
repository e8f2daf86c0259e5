//! Titles of problems in the languages of the screens: by code, else by the first part of the code, else by status.

use axum::http::{HeaderMap, StatusCode, header};

/// A language that titles come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English; also where nothing is asked for.
    #[default]
    En,
    /// Simplified Chinese.
    ZhCn,
}

impl Language {
    /// The language of an `Accept-Language` header: the one of ours with the highest weight, the first of equals.
    pub fn of(headers: &HeaderMap) -> Self {
        let Some(accept) = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()) else {
            return Language::default();
        };
        let mut best = (Language::default(), 0.0f32);
        for range in accept.split(',') {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let weight = parameters.trim().strip_prefix("q=").map_or(1.0, |q| q.parse().unwrap_or(0.0));
            let primary = tag.trim().split('-').next().unwrap_or_default();
            let language = match primary.to_ascii_lowercase().as_str() {
                "zh" => Language::ZhCn,
                "en" | "*" => Language::En,
                _ => continue,
            };
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }

    /// The tag in `Content-Language`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::ZhCn => "zh-CN",
        }
    }
}

/// The title of a problem.
pub(super) fn title(code: &str, status: StatusCode, language: Language) -> &'static str {
    let area = code.split('.').next().unwrap_or_default();
    let found = find(TITLES, code).or_else(|| by_status(status)).or_else(|| find(AREAS, area));
    let (english, chinese) = found.unwrap_or(("Request refused", "请求被拒绝"));
    match language {
        Language::En => english,
        Language::ZhCn => chinese,
    }
}

type Title = (&'static str, &'static str);

fn find(table: &[(&str, Title)], code: &str) -> Option<Title> {
    table.iter().find(|(key, _)| *key == code).map(|(_, title)| *title)
}

/// Codes whose status alone does not say enough.
const TITLES: &[(&str, Title)] = &[
    ("token.invalid", ("Sign-in needed", "需要有效的访问令牌")),
    ("access.elsewhere", ("Not allowed at this store", "没有此门店的权限")),
    ("access.permission", ("None of your roles allows this", "您的角色没有此权限")),
    ("access.step_up", ("Prove once more who you are", "请再次验证身份")),
    ("access.terminal", ("For paired terminals only", "仅限已配对的终端")),
    ("access.whole_company", ("For the whole company only", "需要全公司权限")),
    ("password.refused", ("Password not taken", "密码不符合要求")),
    ("pin.refused", ("PIN not taken", "PIN 码不符合要求")),
    ("role.more_than_own", ("Nobody gives what they do not hold", "不能授予自己没有的权限")),
    ("rate.requests", ("Too many requests, wait a little", "请求过于频繁，请稍后再试")),
    ("sign_in.code_needed", ("A one-time code is needed", "需要动态验证码")),
    ("sign_in.refused", ("Sign-in refused", "登录信息不正确")),
    ("sign_in.wait", ("Too many attempts, wait a little", "尝试次数过多，请稍后再试")),
    ("user.last_owner", ("The last owner stays", "至少保留一位所有者")),
    ("user.login_taken", ("Login already in use", "登录名已被占用")),
    ("barcode.taken", ("Barcode already in use", "条码已被占用")),
    ("body.content_type", ("Wrong content type", "内容类型不受支持")),
    ("body.json", ("Body is not JSON", "请求正文不是有效的 JSON")),
    ("body.member", ("A field is not as it should be", "字段不符合要求")),
    ("body.too_large", ("Body too large", "请求正文过大")),
    ("package.killed", ("This version was withdrawn by the marketplace", "该版本已被应用市场撤下")),
    (
        "plugin.killed",
        ("The installed version was withdrawn by the marketplace", "已安装的版本被应用市场撤下"),
    ),
    ("document.version_conflict", ("Document was changed by someone else", "数据已被他人修改")),
    ("idempotency.in_progress", ("The first request is still running", "首次请求仍在处理中")),
    ("idempotency.key_invalid", ("Idempotency key is malformed", "幂等键格式不正确")),
    ("idempotency.key_reused", ("Key belongs to another request", "幂等键已用于其他请求")),
    ("member.code_taken", ("Member code already in use", "会员编号已被占用")),
    ("order.status", ("The order is past that", "订单当前状态不允许此操作")),
    ("org_unit.code_taken", ("Code already in use", "机构编号已被占用")),
    ("page.cursor", ("Cursor is not one of this list", "分页游标无效")),
    ("price_changed", ("The price has changed", "价格已变化")),
    ("sale.key_reused", ("Sale id belongs to another sale", "销售单号已用于其他销售")),
    ("tender.does_not_pay", ("Payment does not match the total", "付款与应收金额不符")),
    ("sku.taken", ("SKU already in use", "SKU 已被占用")),
    ("sku.unknown", ("Unknown SKU", "未知的 SKU")),
    ("stock.out", ("Out of stock", "库存不足")),
    ("terminal.code_taken", ("Code already in use", "终端编号已被占用")),
    ("tenant.code_taken", ("Code already in use", "商户编号已被占用")),
    ("timeout", ("Took too long", "处理超时")),
    ("vault.locked", ("The keys to stored data cannot be had", "无法取得数据密钥")),
    ("vault.refused", ("A stored value does not open", "存储的数据无法解密")),
];

fn by_status(status: StatusCode) -> Option<Title> {
    Some(match status {
        StatusCode::BAD_REQUEST => ("Malformed request", "请求格式错误"),
        StatusCode::UNAUTHORIZED => ("Sign-in needed", "需要登录"),
        StatusCode::FORBIDDEN => ("Not allowed", "没有权限"),
        StatusCode::NOT_FOUND => ("Not found", "未找到"),
        StatusCode::METHOD_NOT_ALLOWED => ("Method not allowed", "不支持此操作"),
        StatusCode::CONFLICT => ("Contradicts what is stored", "与现有数据冲突"),
        StatusCode::PRECONDITION_FAILED => ("Changed since it was read", "数据已被他人修改"),
        StatusCode::SERVICE_UNAVAILABLE => ("Too busy, try again", "系统繁忙，请稍后再试"),
        status if status.is_server_error() => ("Something went wrong on our side", "系统内部错误"),
        _ => return None,
    })
}

/// What is left: content that is refused, by its area.
const AREAS: &[(&str, Title)] = &[
    ("body", ("Body refused", "请求正文被拒绝")),
    ("basket", ("Basket refused", "购物篮内容有误")),
    ("batch", ("Batch refused", "批量数据有误")),
    ("document", ("Document refused", "文档内容有误")),
    ("field", ("A field is not as it should be", "字段不符合要求")),
    ("member", ("Member refused", "会员资料有误")),
    ("order", ("Order refused", "订单操作被拒绝")),
    ("package", ("Package refused", "插件包有误")),
    ("plugin", ("Plugin refused", "插件操作被拒绝")),
    ("return", ("Return refused", "退货被拒绝")),
    ("permission", ("Unknown permission", "未知的权限")),
    ("reference", ("Refers to something unknown", "引用的对象不存在")),
    ("role", ("Role refused", "角色有误")),
    ("sale", ("Sale refused", "销售被拒绝")),
    ("sku", ("SKU refused", "SKU 有误")),
    ("stock", ("Stock document refused", "库存单据有误")),
    ("tender", ("Tender refused", "付款方式有误")),
    ("webhook", ("Webhook refused", "事件推送设置有误")),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn language(accept: &str) -> Language {
        Language::of(&HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, accept.parse().unwrap())]))
    }

    #[test]
    fn the_heaviest_known_language_wins() {
        assert_eq!(language("zh-CN,zh;q=0.9,en;q=0.8"), Language::ZhCn);
        assert_eq!(language("en;q=0.5, zh-Hans"), Language::ZhCn);
        assert_eq!(language("fr-FR, en-GB;q=0.7, zh;q=0.3"), Language::En);
        for nothing in ["", "fr", ";;;", "zh;q=x", "*"] {
            assert_eq!(language(nothing), Language::En, "{nothing}");
        }
    }

    #[test]
    fn an_unknown_code_falls_back_to_its_status_then_its_area() {
        let zh = Language::ZhCn;
        assert_eq!(title("sale.key_reused", StatusCode::CONFLICT, zh), "销售单号已用于其他销售");
        assert_eq!(title("plugin.strange", StatusCode::NOT_FOUND, zh), "未找到");
        assert_eq!(title("sale.strange", StatusCode::UNPROCESSABLE_ENTITY, Language::En), "Sale refused");
        assert_eq!(title("strange", StatusCode::UNPROCESSABLE_ENTITY, zh), "请求被拒绝");
    }
}
