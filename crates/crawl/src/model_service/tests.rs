//! A real server on the loopback that speaks the interface, and misbehaves.

use super::*;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Response, Uri},
};
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// What the server saw: path, headers, body.
type Log = Arc<Mutex<Vec<(String, HeaderMap, Value)>>>;

#[derive(Clone)]
struct Service {
    manner: &'static str,
    log: Log,
}

fn completion(model: &str, content: Value) -> Value {
    json!({ "id": "1", "object": "chat.completion", "model": model, "usage": { "total_tokens": 7 },
        "choices": [{ "index": 0, "finish_reason": "stop", "message": { "role": "assistant", "content": content } }] })
}

async fn answer(State(service): State<Service>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    service.log.lock().unwrap().push((uri.path().to_owned(), headers, asked));
    let plain = |status: u16| Response::builder().status(status).header("content-type", "application/json");
    let sent = |value: Value| plain(200).body(Body::from(value.to_string())).unwrap();
    let drip = |every: Duration| {
        let bytes = futures::stream::unfold(0u64, move |n| async move {
            tokio::time::sleep(every).await;
            Some((Ok::<_, std::io::Error>(Bytes::from_static(b" ")), n + 1))
        });
        plain(200).body(Body::from_stream(bytes)).unwrap()
    };
    match service.manner {
        "good" => sent(completion("tide-1", json!("{}"))),
        "dated" => sent(completion("tide-1-2026-01-31", json!("{}"))),
        "other model" => sent(completion("tide-10", json!("{}"))),
        "no model" => sent(json!({ "choices": [] })),
        "no choice" => sent(json!({ "model": "tide-1", "choices": [] })),
        "null" => sent(completion("tide-1", Value::Null)),
        "blank" => sent(completion("tide-1", json!(" \n"))),
        "tool" => {
            let mut value = completion("tide-1", json!("x"));
            value["choices"][0]["message"]["tool_calls"] = json!([{ "function": { "name": "rm" } }]);
            sent(value)
        }
        "cut" => {
            let mut value = completion("tide-1", json!("{\"sent"));
            value["choices"][0]["finish_reason"] = json!("length");
            sent(value)
        }
        "broken" => plain(200).body(Body::from("{\"model\": \"tide-1\", \"choi")).unwrap(),
        "page" => {
            Response::builder().header("content-type", "text/html").body(Body::from("<h1>Hi</h1>")).unwrap()
        }
        "huge" => {
            let chunk = Bytes::from(vec![b' '; 1 << 16]);
            let endless = futures::stream::repeat_with(move || Ok::<_, std::io::Error>(chunk.clone()));
            plain(200).body(Body::from_stream(endless)).unwrap()
        }
        "stall" => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            sent(json!({}))
        }
        "drip" => drip(Duration::from_millis(20)),
        "busy" => plain(429).header("retry-after", "90").body(Body::empty()).unwrap(),
        "away" => plain(307).header("location", "/elsewhere").body(Body::empty()).unwrap(),
        number => plain(number.parse().unwrap()).body(Body::empty()).unwrap(),
    }
}

async fn asked(manner: &'static str) -> (Result<Written, Failed>, Log) {
    let log = Log::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/v1/", listener.local_addr().unwrap());
    let app = Router::new().fallback(answer).with_state(Service { manner, log: log.clone() });
    tokio::spawn(async move { axum::serve(listener, app).await });
    let service = ModelService::new(settings(&address, Some("s3cret"))).unwrap();
    (service.ask("our words", "their text").await, log)
}

fn settings(address: &str, key: Option<&str>) -> Settings {
    Settings {
        address: address.into(),
        model: "tide-1".into(),
        key: key.map(str::to_owned),
        timeout: Duration::from_millis(1_500),
        max_tokens: 500,
    }
}

#[tokio::test]
async fn it_is_asked_as_the_interface_wants_it() {
    let (written, log) = asked("good").await;
    assert_eq!(written.unwrap(), Written { model: "tide-1".into(), text: "{}".into() });
    let (path, headers, body) = log.lock().unwrap()[0].clone();
    assert_eq!(path, "/v1/chat/completions");
    assert_eq!(headers["authorization"], "Bearer s3cret");
    assert_eq!(body["model"], "tide-1");
    assert_eq!(body["messages"][0], json!({ "role": "system", "content": "our words" }));
    assert_eq!(body["messages"][1], json!({ "role": "user", "content": "their text" }));
    assert_eq!((&body["max_tokens"], &body["stream"]), (&json!(500), &json!(false)));
    assert!(body.get("tools").is_none());
    assert_eq!(asked("dated").await.0.unwrap().model, "tide-1-2026-01-31");
}

#[tokio::test]
async fn each_way_of_failing_is_told_apart() {
    type Case = (&'static str, fn(&Failed) -> bool);
    let cases: [Case; 15] = [
        ("other model", |f| *f == Failed::WrongModel("tide-10".into())),
        ("no model", |f| matches!(f, Failed::NoService(_))),
        ("no choice", |f| matches!(f, Failed::Empty(_))),
        ("null", |f| matches!(f, Failed::Empty(_))),
        ("blank", |f| matches!(f, Failed::Empty(_))),
        ("tool", |f| matches!(f, Failed::Empty(_))),
        ("cut", |f| matches!(f, Failed::Empty(_))),
        ("broken", |f| matches!(f, Failed::NoService(_))),
        ("page", |f| matches!(f, Failed::NoService(_))),
        ("huge", |f| *f == Failed::TooLarge),
        ("busy", |f| *f == Failed::Busy(Some(Duration::from_secs(90)))),
        ("401", |f| *f == Failed::Unauthorized(401)),
        ("403", |f| *f == Failed::Unauthorized(403)),
        ("500", |f| *f == Failed::Status(500)),
        ("204", |f| *f == Failed::Status(204)),
    ];
    for (manner, is_right) in cases {
        let failed = asked(manner).await.0.unwrap_err();
        assert!(is_right(&failed), "{manner}: {failed:?}");
        assert!(!failed.to_string().contains("s3cret"));
    }
}

#[tokio::test]
async fn nobody_is_waited_for_without_end() {
    for manner in ["stall", "drip"] {
        let start = Instant::now();
        assert_eq!(asked(manner).await.0.unwrap_err(), Failed::TimedOut, "{manner}");
        assert!(start.elapsed() < Duration::from_secs(5), "{manner}");
    }
}

#[tokio::test]
async fn it_goes_to_the_address_that_was_written_down_and_nowhere_else() {
    let (failed, log) = asked("away").await;
    assert_eq!(failed.unwrap_err(), Failed::Status(307));
    assert_eq!(log.lock().unwrap().len(), 1);
    let closed = ModelService::new(settings("http://127.0.0.1:9/v1", None)).unwrap();
    assert!(matches!(closed.ask("a", "b").await, Err(Failed::Unreachable(_))));
}

#[test]
fn an_address_that_cannot_be_trusted_is_refused() {
    for good in
        ["https://models.example.org/v1", "http://localhost:8000/v1", "http://10.0.0.7/v1", "http://llm:80"]
    {
        assert!(ModelService::new(settings(good, Some("k"))).is_ok(), "{good}");
    }
    for bad in [
        "models.example.org",
        "ftp://models.example.org/",
        "http://models.example.org/v1",
        "https://me:secret@models.example.org/v1",
        "https://models.example.org/v1?key=secret",
    ] {
        assert!(ModelService::new(settings(bad, None)).is_err(), "{bad}");
    }
    assert!(matches!(ModelService::new(settings("http://localhost/", Some("a\nb"))), Err(Error::Key)));
}
