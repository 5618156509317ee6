//! HTTP/2 is spoken with whoever speaks it.

use super::*;
use axum::http;
use tokio_rustls::{TlsAcceptor, rustls};

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_http_2_is_agreed_on_and_one_connection_serves_all() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    let certificate = made.cert.der().clone();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default(); // another test may have
    let mut tls = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(tls));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let agreed: Arc<Mutex<Vec<Option<Vec<u8>>>>> = Arc::default();
    let seen = agreed.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, seen) = (acceptor.clone(), seen.clone());
            tokio::spawn(async move {
                let stream = acceptor.accept(stream).await.unwrap();
                seen.lock().unwrap().push(stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec));
                let mut connection = h2::server::handshake(stream).await.unwrap();
                while let Some(Ok((request, mut respond))) = connection.accept().await {
                    let status = if request.uri().path() == "/robots.txt" { 404 } else { 200 };
                    let head = http::Response::builder().status(status).body(()).unwrap();
                    let mut body = respond.send_response(head, false).unwrap();
                    body.send_data(Bytes::from_static(b"by the second version"), true).unwrap();
                }
            });
        }
    });
    let root = reqwest::Certificate::from_der(&certificate).unwrap();
    let settings = Settings { allow_private: vec!["localhost".into()], ..quick() };
    let fetcher = Fetcher::trusting(settings.clone(), &Default::default(), vec![root]).unwrap();
    let url = format!("https://localhost:{port}/page");
    let outcomes = futures::future::join_all((0..6).map(|_| get(&fetcher, &url))).await;
    for outcome in &outcomes {
        assert_eq!(told_of(outcome), "by the second version");
    }
    assert_eq!(*agreed.lock().unwrap(), [Some(b"h2".to_vec())]);
    // Whom nobody vouches for is not asked.
    assert_eq!(told_of(&get(&Fetcher::new(settings).unwrap(), &url).await), "unreachable");
}
