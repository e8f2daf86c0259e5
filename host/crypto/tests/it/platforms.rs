//! The signatures that platforms ask for, by their own vectors or those of a second implementation.

use crate::{Vault, base64, text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bodega_crypto::DigestAlgorithm::{Md5, Sha1, Sha256};
use bodega_crypto::{CbcPadding, Part};

const SECRET: Part<'static> = Part::Secret("secret");

#[test]
fn digest_signatures_over_a_text_and_the_secret() {
    let meituan: &[u8] = b"a00ba58f000001aa697ab000006d52d";
    for (name, algorithm, secret, parts, expected) in [
        (
            "Meituan, getOrderDaySeq",
            Md5,
            meituan,
            &[
                text("https://waimaiopen.meituan.com/api/v1/order/getOrderDaySeq?app_id=0000"),
                text("&app_poi_code=31号测试店&timestamp=1389751221"),
                SECRET,
            ][..],
            "488c2c2302262b62e3666a4aa4b48083",
        ),
        (
            "Meituan, push",
            Md5,
            meituan,
            &[
                text("https://pos.example.com/cb/meituan/order?app_id=0000&app_poi_code=S001"),
                text("&order_id=27061300&status=2&timestamp=1389751221&total=35.5"),
                SECRET,
            ],
            "1f2c0647d732b930b50370f04db32bcc",
        ),
        (
            "Meituan open-cater",
            Sha1,
            b"signkey",
            &[
                SECRET,
                text(r#"appAuthTokentokbiz{"orderId":"1"}businessId2charsetUTF-8developerId100001"#),
                text("timestamp1712043215version2"),
            ],
            "0357729b07ce62a48251ad15ec2988e9648a6ba9",
        ),
        (
            "Meituan peisong",
            Sha1,
            b"test",
            &[
                SECRET,
                text("appkeytestbooleantruedouble123.123number123string测试timestamp1477395862version1.0"),
            ],
            "8943ba698f4b009f80dc2fd69ff9b313381263bd",
        ),
        (
            "Ele.me NOP",
            Md5,
            b"sec456",
            &[
                text(r#"eleme.order.getOrdertok123app_key="key789"orderId="1200897812792015983""#),
                text("timestamp=1488774535366"),
                SECRET,
            ],
            "d68d40cfa2603c60d4f484998ccfaffe",
        ),
        (
            "Ele.me NOP, push",
            Md5,
            b"sec456",
            &[
                text(r#"appId=22954133message={"orderId":"1200897812792015983"}"#),
                text("requestId=100000021764401594shopId=720032timestamp=1488774535366type=10"),
                text("userId=98587250597500702"),
                SECRET,
            ],
            "6156229e978c4bc041c5248f524a1985",
        ),
        (
            "Ele.me retail",
            Md5,
            b"sec456",
            &[
                text(r#"body={"order_id":"2126598687722675268"}&cmd=order.get&encrypt=&secret="#),
                SECRET,
                text(
                    "&source=61628&ticket=A25B2E2A-69A1-4325-9B94-ED2AB3393D6C&timestamp=1589421127&version=3",
                ),
            ],
            "068bdbf372db9dd7bde2111ae6876350",
        ),
        (
            "JD Daojia",
            Md5,
            b"sec456",
            &[
                SECRET,
                text("app_keykey789formatjson"),
                text(
                    r#"jd_param_json{"billId":"10003129","statusId":"32000","timestamp":"2015-10-16 13:23:30"}"#,
                ),
                text("timestamp2017-02-22 09:52:43tokentok123v1.0"),
                SECRET,
            ],
            "b73f95725f8e6a83ef7388dadcc6567e",
        ),
        (
            "Douyin",
            Sha256,
            b"sec456",
            &[SECRET, text(r#"&client_key=ck123&timestamp=1710000000000&http_body={"order_id":"1"}"#)],
            "8e0359e52c44b7f596fbd12dd7bcfbec1aad717960d5742d7fd600a30c5c02c3",
        ),
        (
            "WeChat Pay v2",
            Md5,
            b"192006250b4c09247ec02edce69f6a2d",
            &[
                text("appid=wxd930ea5d5a258f4f&body=test&device_info=1000&mch_id=10000100"),
                text("&nonce_str=ibuaiVcKdpRxkhJA&key="),
                SECRET,
            ],
            "9a0a8659f005d6984697e2ca0a9cf3b7",
        ),
    ] {
        let vault = Vault::of(&[("secret", secret)]);
        let signature = vault.crypto().digest(algorithm, parts).unwrap();
        assert_eq!(hex::encode(signature), expected, "{name}");
    }
}

#[test]
fn hmac_signatures() {
    let body = text(r#"{"event":"order.status_update","body":{"order":{"id":"gb:1"}}}"#);
    for (name, key, parts, expected) in [
        (
            "Uber Eats",
            &b"client_secret"[..],
            &[body][..],
            "7551edfec840a709a215f0d98baba353ee754e92c742ce531368d5a9702a16a9",
        ),
        (
            "Deliveroo",
            b"webhook_secret",
            &[text("guid-0001"), text(" "), body],
            "43e8699e286915eab3cdf6e745c0c11e6e82bbfe51cf57c63e6fd6f7d1601b90",
        ),
        (
            "WeChat Pay v2",
            b"192006250b4c09247ec02edce69f6a2d",
            &[
                text("appid=wxd930ea5d5a258f4f&body=test&device_info=1000&mch_id=10000100"),
                text("&nonce_str=ibuaiVcKdpRxkhJA&key="),
                SECRET,
            ],
            "6a9ae1657590fd6257d693a078e1c3e4bb6ba4dc30b23e0ee2496e54170dacd6",
        ),
    ] {
        let vault = Vault::of(&[("secret", key)]);
        let tag = vault.crypto().hmac(Sha256, SECRET, parts).unwrap();
        assert_eq!(hex::encode(&tag), expected, "{name}");
        assert_eq!(vault.crypto().hmac_verify(Sha256, SECRET, parts, &tag), Ok(true), "{name}");
    }
}

/// The base64 is over the hexadecimal text, not over the bytes.
#[test]
fn kingdee_x_kd_signature() {
    let vault = Vault::of(&[("secret", b"appsecret")]);
    let tag = vault.crypto().hmac(Sha256, SECRET, &[text("appId"), text("DCID,user,2052,0")]).unwrap();
    let expected = "YmQxZmMxMjAzNTUwOTAwMDVjMTMxYWJlMGY5ODNhZjgxMThkNWZkNmMzMDJmNzRiYzVjMmI3MmYzZWNhZWE0Yg==";
    assert_eq!(STANDARD.encode(hex::encode(tag)), expected);
}

/// Aliyun's SMS gateway signs with the secret and `&`: that key is the merchant's setting as a whole.
#[test]
fn aliyun_signatures() {
    let vault = Vault::of(&[("secret", b"testSecret&")]);
    let parameters = "GET&%2F&AccessKeyId%3DtestId%26Action%3DSendSms%26Format%3DXML%26OutId%3D123\
        %26PhoneNumbers%3D15300000001%26RegionId%3Dcn-hangzhou\
        %26SignName%3D%25E9%2598%25BF%25E9%2587%258C%25E4%25BA%2591%25E7%259F%25AD%25E4%25BF%25A1\
        %25E6%25B5%258B%25E8%25AF%2595%25E4%25B8%2593%25E7%2594%25A8\
        %26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D45e25e9b-0a6f-4070-8c85-2956eda1b466\
        %26SignatureVersion%3D1.0%26TemplateCode%3DSMS_71390007\
        %26TemplateParam%3D%257B%2522customer%2522%253A%2522test%2522%257D\
        %26Timestamp%3D2017-07-12T02%253A42%253A19Z%26Version%3D2017-05-25";
    let tag = vault.crypto().hmac(Sha1, SECRET, &[text(parameters)]).unwrap();
    assert_eq!(STANDARD.encode(tag), "zJDF+Lrzhj/ThnlvIToysFRq6t4=");

    let vault = Vault::of(&[("secret", b"YourAccessKeySecret")]);
    let empty = hex::encode(vault.crypto().digest(Sha256, &[]).unwrap());
    let request = format!(
        "POST\n/\nImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai\n\
         host:ecs.cn-shanghai.aliyuncs.com\nx-acs-action:RunInstances\nx-acs-content-sha256:{empty}\n\
         x-acs-date:2023-10-26T10:22:32Z\nx-acs-signature-nonce:3156853299f313e23d1673dc12e1703d\n\
         x-acs-version:2014-05-26\n\n\
         host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version\n{empty}"
    );
    let request = hex::encode(vault.crypto().digest(Sha256, &[text(&request)]).unwrap());
    let tag = vault.crypto().hmac(Sha256, SECRET, &[text("ACS3-HMAC-SHA256\n"), text(&request)]).unwrap();
    assert_eq!(hex::encode(tag), "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
}

/// WeCom's AES key is 43 letters of base64, its texts are padded to 32 bytes, and the first 16 are noise.
#[test]
fn wecom_callback() {
    const SEALED: &str =
        "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==";
    let vault =
        Vault::of(&[("secret", b"QDG6eK"), ("aes_key", b"jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C")]);
    let crypto = vault.crypto();
    let signature = crypto.digest(Sha1, &[text("1409659589"), text("263014780"), text(SEALED), SECRET]);
    assert_eq!(hex::encode(signature.unwrap()), "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3");

    let key = Part::SecretBase64("aes_key");
    let plain = crypto.aes_cbc_decrypt(key, &[0; 16], &base64(SEALED), CbcPadding::None).unwrap();
    let bytes = u32::from_be_bytes(plain[16..20].try_into().unwrap()) as usize;
    assert_eq!(&plain[20..20 + bytes], b"1616140317555161061");
    let padding = usize::from(plain[plain.len() - 1]);
    assert_eq!(&plain[20 + bytes..plain.len() - padding], b"wx5823bf96d3bd56c7");

    let again = crypto.aes_cbc_encrypt(key, &[0; 16], &[Part::Bytes(&plain)], CbcPadding::None);
    assert_eq!(STANDARD.encode(again.unwrap()), SEALED);
}

#[test]
fn wechat_pay_resources() {
    let vault = Vault::of(&[("secret", b"0123456789abcdef0123456789abcdef"), ("sdk", b"testAPIv3Key0000")]);
    let crypto = vault.crypto();
    let plain = r#"{"out_trade_no":"T1","trade_state":"SUCCESS"}"#;
    let sealed =
        base64("4ouITzeV7GmUYUbi3WteHWDS5e076h4ZReuqRrqM+N1PXV1boadmhiW9LEO2a7PGvKtw1AMKIESyCxKlSw==");
    let opened = crypto.aes_gcm_decrypt(SECRET, b"0123456789ab", b"transaction", &sealed);
    assert_eq!(opened, Ok(plain.as_bytes().to_vec()));
    assert_eq!(crypto.aes_gcm_encrypt(SECRET, b"0123456789ab", b"transaction", &[text(plain)]), Ok(sealed));

    let sealed = base64("FsdXzxryWfKwvLJKf8LG/ToRPTRh8RN9wROC");
    let associated = b"Dl56FrqWQJF1t9LtC3vEUsniZKvbqdR8";
    let opened = crypto.aes_gcm_decrypt(Part::Secret("sdk"), b"wCq51qZv4Yfg", associated, &sealed);
    assert_eq!(opened, Ok(b"Hello World".to_vec()));
}

/// A whole notification, as WeChat Pay's own library for Go tests it: certificate, signature, sealed resource.
#[test]
fn wechat_pay_notification() {
    const CERTIFICATE: &str = include_str!("../keys/wechatpay.cert.pem");
    const BODY: &str = include_str!("../keys/wechatpay.body.json");
    const SIGNATURE: &str = "tJHIiIS9eB2hAYstmAmbbD3ZE5LiIm/Ug5tuL4fC0YOFRWIHV39UFIZXC0e9Wl6lBu6sKvkqDkzpqzBsVHyXF\
         lbYZTOQrVdG4b6LfTnK4mikv9++ixJMd3vTf2yCqvBkh98zs3Ds5zsYQakzbcwhmw4fMJs4nPLws28H0UW9FjDR//rxELLwXvV1VEA1I\
         BLX70xptjL8hrfUjEE8kkry6yNJTHZRU8CAc7qHli2Ng1V1qb9ARbK8A3ThmFmPQvRGrapI/jS2laKKgYUmfdEdkNO6B2Cke5e8VTxY4\
         06ArAmQ90GAihDwIcb16TQMnzCMBoutnwZKNiKRACrFmtxw2Q==";
    let vault = Vault::of(&[("secret", b"testMchAPIv3Key0"), ("platform", CERTIFICATE.as_bytes())]);
    let verify = |body: &str| {
        let parts = [text("1624523846\nEcZ9Cmy4Xyx1i6RlJQzLcCyEqDa26NBz\n"), text(body), text("\n")];
        vault.crypto().rsa_sha256_verify(Part::Secret("platform"), &parts, &base64(SIGNATURE))
    };
    let body = BODY.trim_end();
    assert_eq!(verify(body), Ok(true));
    assert_eq!(verify(&body.replace("签约成功", "签约失败")), Ok(false));

    let field = |name: &str| body.split_once(&format!("\"{name}\":\"")).unwrap().1.split_once('"').unwrap().0;
    let opened = vault.crypto().aes_gcm_decrypt(
        SECRET,
        field("nonce").as_bytes(),
        field("associated_data").as_bytes(),
        &base64(field("ciphertext")),
    );
    let expected = r#"{"mchid":"1234567890","appid":"054aa7d7a2a54ab5898df65bd96f001c","create_time":"2020-06-30T12:12:00+08:00","out_contract_code":"21640bdbd08e473e828f3206a2741c6e"}"#;
    assert_eq!(String::from_utf8(opened.unwrap()).unwrap(), expected);
}
