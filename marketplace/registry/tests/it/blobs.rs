//! Pushing and pulling blobs, as the OCI specification wants it.

use crate::support::{Answer, Database, TestRegistry};
use bodega_registry::{Digest, UPLOAD_IDLE_MAX};
use reqwest::Method;

const SCOPE: &str = "repository:acme/points:pull,push";

async fn open(database: Database) -> (TestRegistry, String) {
    let registry = TestRegistry::start(database).await;
    let acme = registry.publisher("acme").await;
    let access = registry.access(&acme.token, &[SCOPE]).await;
    (registry, access)
}

/// Opens an upload; its location.
async fn start(registry: &TestRegistry, access: &str) -> String {
    let answer = registry.send(Method::POST, "/v2/acme/points/blobs/uploads/", access).await.status(202);
    answer.header("location").to_owned()
}

async fn patch(
    registry: &TestRegistry,
    access: &str,
    location: &str,
    range: Option<&str>,
    bytes: &[u8],
) -> Answer {
    let mut request = registry.request(Method::PATCH, location, access).body(bytes.to_vec());
    if let Some(range) = range {
        request = request.header("content-range", range);
    }
    Answer::of(request.send().await.unwrap()).await
}

async fn put(registry: &TestRegistry, access: &str, location: &str, digest: &Digest, bytes: &[u8]) -> Answer {
    let path = format!("{location}?digest={digest}");
    Answer::of(registry.request(Method::PUT, &path, access).body(bytes.to_vec()).send().await.unwrap()).await
}

crate::on_both! {
    async fn a_blob_goes_in_by_one_two_or_many_requests(database) {
        let (registry, access) = open(database).await;
        let blob_path = |digest: &Digest| format!("/v2/acme/points/blobs/{digest}");

        let one = b"in one request".to_vec();
        let answer = registry.push_blob("acme/points", &access, &one).await.status(201);
        assert_eq!(answer.header("location"), blob_path(&Digest::of(&one)));
        assert_eq!(answer.header("docker-content-digest"), Digest::of(&one).as_str());

        let two = b"in two requests".to_vec();
        let location = start(&registry, &access).await;
        put(&registry, &access, &location, &Digest::of(&two), &two).await.status(201);
        put(&registry, &access, &location, &Digest::of(&two), &two).await.oci_refused(404, "BLOB_UPLOAD_UNKNOWN");

        let many: Vec<u8> = (0..100_000u32).flat_map(u32::to_le_bytes).collect();
        let location = start(&registry, &access).await;
        let answer = patch(&registry, &access, &location, Some("0-99999"), &many[..100_000]).await.status(202);
        assert_eq!((answer.header("range"), answer.header("location")), ("0-99999", location.as_str()));
        patch(&registry, &access, &location, None, &many[100_000..300_000]).await.status(202);
        let status = registry.get(&location, &access).await.status(204);
        assert_eq!(status.header("range"), "0-299999");
        put(&registry, &access, &location, &Digest::of(&many), &many[300_000..]).await.status(201);

        let empty_end: Vec<u8> = vec![7; 6 << 20];
        let location = start(&registry, &access).await;
        patch(&registry, &access, &location, None, &empty_end).await.status(202);
        put(&registry, &access, &location, &Digest::of(&empty_end), b"").await.status(201);

        registry.push_blob("acme/points", &access, b"").await.status(201);
        for bytes in [&one, &two, &many, &empty_end, &Vec::new()] {
            let answer = registry.get(&blob_path(&Digest::of(bytes)), &access).await.status(200);
            assert!(answer.bytes == *bytes, "{} bytes come out as they went in", bytes.len());
            let head = registry.send(Method::HEAD, &blob_path(&Digest::of(bytes)), &access).await.status(200);
            assert_eq!(head.header("content-length"), bytes.len().to_string());
        }
        registry.send(Method::HEAD, &blob_path(&Digest::of(b"other")), &access).await.status(404);
    }

    async fn chunks_come_in_order_and_as_they_say(database) {
        let (registry, access) = open(database).await;
        let location = start(&registry, &access).await;
        patch(&registry, &access, &location, Some("0-3"), b"0123").await.status(202);
        for range in ["0-3", "5-8", "4-3", "x-y", "4", "4-99999999999"] {
            let refused = patch(&registry, &access, &location, Some(range), b"4567").await;
            assert_eq!(refused.header("range"), "0-3", "{range}");
            assert_eq!(refused.header("location"), location);
            refused.oci_refused(416, "BLOB_UPLOAD_INVALID");
        }
        patch(&registry, &access, &location, Some("4-9"), b"4567").await.oci_refused(400, "SIZE_INVALID");
        assert_eq!(registry.get(&location, &access).await.header("range"), "0-3");
        patch(&registry, &access, &location, Some("4-7"), b"4567").await.status(202);
        put(&registry, &access, &location, &Digest::of(b"other"), b"").await.oci_refused(400, "DIGEST_INVALID");
        registry.get(&location, &access).await.oci_refused(404, "BLOB_UPLOAD_UNKNOWN");
        registry.get(&format!("/v2/acme/points/blobs/{}", Digest::of(b"other")), &access).await.status(404);
        registry.get(&format!("/v2/acme/points/blobs/{}", Digest::of(b"01234567")), &access).await.status(404);
    }

    async fn of_two_chunks_for_one_place_one_is_taken(database) {
        let (registry, access) = open(database).await;
        let location = start(&registry, &access).await;
        let (left, right) = (vec![1; 50_000], vec![2; 50_000]);
        let (one, other) = tokio::join!(
            patch(&registry, &access, &location, None, &left),
            patch(&registry, &access, &location, None, &right),
        );
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        // Where the second came late enough it was appended, which is right too.
        let size = registry.get(&location, &access).await.header("range").to_owned();
        match statuses {
            [202, 416] => assert_eq!(size, "0-49999"),
            [202, 202] => assert_eq!(size, "0-99999"),
            other => panic!("{other:?}"),
        }
    }

    async fn an_upload_can_be_cancelled_and_an_idle_one_is_swept(database) {
        let (registry, access) = open(database).await;
        let cancelled = start(&registry, &access).await;
        patch(&registry, &access, &cancelled, None, b"abc").await.status(202);
        registry.send(Method::DELETE, &cancelled, &access).await.status(204);
        registry.get(&cancelled, &access).await.oci_refused(404, "BLOB_UPLOAD_UNKNOWN");

        let idle = start(&registry, &access).await;
        patch(&registry, &access, &idle, None, b"abc").await.status(202);
        let uploads = registry.folder.path().join("objects/uploads");
        assert_eq!(files(&uploads), 1, "the chunk of the cancelled upload is gone, the other is there");
        let now = now_ms();
        let kept = registry.registry.sweep_at(now).await.unwrap();
        assert_eq!((kept.uploads, kept.parts), (0, 0));
        let later = now + i64::try_from(UPLOAD_IDLE_MAX.as_millis()).unwrap() + 60_000;
        let swept = registry.registry.sweep_at(later).await.unwrap();
        assert_eq!((swept.uploads, swept.parts), (1, 1));
        assert_eq!(files(&uploads), 0);
        registry.get(&idle, &access).await.oci_refused(404, "BLOB_UPLOAD_UNKNOWN");
    }

    async fn blobs_that_no_manifest_names_are_swept(database) {
        let (registry, access) = open(database).await;
        registry.push_blob("acme/points", &access, b"named").await.status(201);
        registry.push_blob("acme/points", &access, b"stray").await.status(201);
        let manifest = crate::manifests::image(&[b"named"]);
        registry.push_manifest("acme/points", "dev", &access, &manifest).await.status(201);
        let in_a_week = now_ms() + 7 * 24 * 3_600_000;
        let swept = registry.registry.sweep_at(in_a_week).await.unwrap();
        assert_eq!((swept.links, swept.blobs), (1, 1));
        let path = |text: &[u8]| format!("/v2/acme/points/blobs/{}", Digest::of(text));
        registry.get(&path(b"stray"), &access).await.oci_refused(404, "BLOB_UNKNOWN");
        assert_eq!(registry.get(&path(b"named"), &access).await.status(200).bytes, b"named");
    }

    async fn a_blob_is_mounted_from_where_one_may_pull(database) {
        let (registry, access) = open(database).await;
        registry.push_blob("acme/points", &access, b"shared").await.status(201);
        let digest = Digest::of(b"shared");
        let other = registry.publisher("other").await;
        let scopes = ["repository:other/x:pull,push", "repository:acme/points:pull"];
        let both = registry.access(&other.token, &scopes).await;
        let mount = |from: &str| format!("/v2/other/x/blobs/uploads/?mount={digest}&from={from}");

        registry.get(&format!("/v2/other/x/blobs/{digest}"), &both).await.oci_refused(404, "BLOB_UNKNOWN");
        let answer = registry.send(Method::POST, &mount("acme/points"), &both).await.status(201);
        assert_eq!(answer.header("location"), format!("/v2/other/x/blobs/{digest}"));
        assert_eq!(registry.get(&format!("/v2/other/x/blobs/{digest}"), &both).await.bytes, b"shared");

        // What cannot be mounted becomes an upload.
        for from in ["acme/nothing", "no-repository", "Bad/Name"] {
            registry.send(Method::POST, &mount(from), &both).await.status(202);
        }
    }
}

#[tokio::test]
async fn a_part_of_a_blob_is_read() {
    let (registry, access) = open(Database::Sqlite).await;
    let bytes: Vec<u8> = (0..=255).collect();
    registry.push_blob("acme/points", &access, &bytes).await.status(201);
    let path = format!("/v2/acme/points/blobs/{}", Digest::of(&bytes));
    let range = async |range: &str| {
        let request = registry.request(Method::GET, &path, &access).header("range", range);
        Answer::of(request.send().await.unwrap()).await
    };
    let middle = range("bytes=10-19").await.status(206);
    assert_eq!(
        (middle.bytes.as_slice(), middle.header("content-range")),
        (&bytes[10..20], "bytes 10-19/256")
    );
    assert_eq!(range("bytes=250-").await.status(206).bytes, &bytes[250..]);
    assert_eq!(range("bytes=-6").await.status(206).bytes, &bytes[250..]);
    assert_eq!(range("bytes=0-1,5-6").await.status(200).bytes, bytes);
    let beyond = range("bytes=256-").await;
    assert_eq!(beyond.header("content-range"), "bytes */256");
    beyond.oci_refused(416, "SIZE_INVALID");

    let etag = registry.get(&path, &access).await.header("etag").to_owned();
    let request = registry.request(Method::GET, &path, &access).header("if-none-match", etag);
    Answer::of(request.send().await.unwrap()).await.status(304);
}

#[tokio::test]
async fn a_blob_beyond_the_bound_is_refused_and_leaves_nothing() {
    let (registry, access) = open(Database::Sqlite).await;
    let location = start(&registry, &access).await;
    let piece = vec![0u8; 16 << 20];
    for _ in 0..4 {
        patch(&registry, &access, &location, None, &piece).await.status(202);
    }
    patch(&registry, &access, &location, None, b"x").await.oci_refused(413, "SIZE_INVALID");
    let parts = files(&registry.folder.path().join("objects/uploads"));
    assert_eq!(parts, 4);
}

#[tokio::test]
async fn a_body_that_breaks_off_leaves_the_upload_as_it_was() {
    use tokio::io::AsyncWriteExt;
    let (registry, access) = open(Database::Sqlite).await;
    let location = start(&registry, &access).await;
    patch(&registry, &access, &location, None, b"abc").await.status(202);
    let mut stream = tokio::net::TcpStream::connect(&registry.address).await.unwrap();
    let head = format!(
        "PATCH {location} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {access}\r\nContent-Length: 1000\r\n\r\nonly this",
        registry.address
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    drop(stream);
    for _ in 0..50 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        assert_eq!(registry.get(&location, &access).await.header("range"), "0-2");
    }
    put(&registry, &access, &location, &Digest::of(b"abcdef"), b"def").await.status(201);
}

#[tokio::test]
async fn what_is_no_repository_or_digest_is_refused() {
    let (registry, access) = open(Database::Sqlite).await;
    registry.get("/v2/acme/points/blobs/sha256:abc", &access).await.oci_refused(400, "DIGEST_INVALID");
    registry.get("/v2/ACME/points/tags/list", &access).await.oci_refused(400, "NAME_INVALID");
    registry.get("/v2/acme/points/nothing", &access).await.oci_refused(404, "NAME_UNKNOWN");
    let path = format!("/v2/acme/points/blobs/{}", Digest::of(b""));
    registry.send(Method::DELETE, &path, &access).await.oci_refused(405, "UNSUPPORTED");
    let wrong = format!("/v2/acme/points/blobs/uploads/?digest={}", Digest::of(b"x"));
    let request = registry.request(Method::POST, &wrong, &access).body("y");
    Answer::of(request.send().await.unwrap()).await.oci_refused(400, "DIGEST_INVALID");
    registry.get(&format!("/v2/acme/points/blobs/{}", Digest::of(b"x")), &access).await.status(404);
}

fn files(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let count = |entry: std::fs::DirEntry| {
        let path = entry.path();
        if path.is_dir() { files(&path) } else { 1 }
    };
    entries.map(|entry| count(entry.expect("an entry"))).sum()
}

fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
