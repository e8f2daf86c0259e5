use crate::server::{Server, ok};
use crate::{get, local_egress, send};
use std::process::Command;

const CHILD: &str = "BODEGA_EGRESS_PROXY_CHILD";

/// A proxy would be where the connection goes, and it would resolve names itself.
#[tokio::test]
async fn a_proxy_of_the_environment_is_not_used() {
    if let Ok(port) = std::env::var(CHILD) {
        let port: u16 = port.parse().unwrap();
        let answer = send(&local_egress(), port, get(format!("http://shop.example.com:{port}/"))).await;
        assert_eq!(&answer.unwrap().body[..], b"direct");
        return;
    }
    let direct = Server::start(|_| ok("direct")).await;
    let proxy = Server::start(|_| ok("proxied")).await;
    let proxy_url = format!("http://127.0.0.1:{}", proxy.port);
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "proxy::a_proxy_of_the_environment_is_not_used", "--nocapture"]);
    child.env(CHILD, direct.port.to_string()).env_remove("NO_PROXY").env_remove("no_proxy");
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        child.env(name, &proxy_url);
    }
    let output = tokio::task::spawn_blocking(move || child.output().unwrap()).await.unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    assert_eq!((direct.received().len(), proxy.received().len()), (1, 0));
}
