//! Delivery, against a mail server that really listens.

mod sample;

use shiome_publish::{
    Edition, Error, digest,
    mail::{Envelope, Letter, Mailer, Security, Smtp, eml, message_id},
};
use std::time::Duration;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

/// What one connection of the small server below heard.
#[derive(Default)]
struct Heard {
    commands: Vec<String>,
    message: Vec<u8>,
}

/// Serves one connection (RFC 5321), answering `RCPT` with `rcpt`.
async fn serve(listener: TcpListener, rcpt: &'static str) -> Heard {
    let (stream, _) = listener.accept().await.unwrap();
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    let mut heard = Heard::default();
    write.write_all(b"220 sink.example ESMTP\r\n").await.unwrap();
    loop {
        let mut line = String::new();
        if read.read_line(&mut line).await.unwrap_or(0) == 0 {
            return heard;
        }
        let command = line.trim_end().to_owned();
        let verb = command.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        heard.commands.push(command);
        let answer = match verb.as_str() {
            "EHLO" => "250-sink.example\r\n250 8BITMIME",
            "RCPT" => rcpt,
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                loop {
                    let mut line = Vec::new();
                    read.read_until(b'\n', &mut line).await.unwrap();
                    if line == b".\r\n" {
                        break;
                    }
                    heard
                        .message
                        .extend(line.strip_prefix(b".").filter(|l| l.starts_with(b".")).unwrap_or(&line));
                }
                "250 kept"
            }
            "QUIT" => {
                let _ = write.write_all(b"221 bye\r\n").await;
                return heard;
            }
            _ => "250 ok",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
    }
}

async fn deliver(rcpt: &'static str) -> (Result<(), Error>, Heard, Vec<u8>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(serve(listener, rcpt));
    let mailer = Mailer::Smtp(Smtp {
        host: "127.0.0.1".into(),
        port,
        security: Security::Plain,
        login: None,
        timeout: Duration::from_secs(5),
    });
    let message = message();
    let sent = mailer.send(&message, &envelope()).await;
    (sent, server.await.unwrap(), message)
}

fn message() -> Vec<u8> {
    let issue = digest(&sample::digest_input(Edition::Ja)).unwrap();
    let letter = Letter {
        from: "潮目 <shiome@centre.example>".into(),
        to: "reader@centre.example".into(),
        list_id: "weekly.shiome.centre.example".into(),
        date: "2026-02-22T22:00:00Z".parse().unwrap(),
        message_id: message_id(&issue.id, "reader@centre.example", "centre.example"),
        unsubscribe: None,
    };
    eml(&issue, &letter).unwrap()
}

fn envelope() -> Envelope {
    Envelope { from: "bounces@centre.example".into(), to: vec!["reader@centre.example".into()] }
}

#[tokio::test]
async fn a_server_receives_the_very_bytes() {
    let (sent, heard, message) = deliver("250 ok").await;
    sent.unwrap();
    assert!(heard.commands.iter().any(|c| c.starts_with("MAIL FROM:<bounces@centre.example>")));
    assert!(heard.commands.iter().any(|c| c == "RCPT TO:<reader@centre.example>"));
    assert_eq!(
        String::from_utf8(heard.message).unwrap().trim_end(),
        String::from_utf8(message).unwrap().trim_end()
    );
}

#[tokio::test]
async fn a_full_mailbox_is_for_later_and_an_unknown_one_for_never() {
    assert!(matches!(deliver("452 mailbox full").await.0, Err(Error::Later(_))));
    assert!(matches!(deliver("550 no such user").await.0, Err(Error::Refused(_))));
}

#[tokio::test]
async fn a_silent_port_is_for_later_and_another_machine_is_not_told_in_the_clear() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let server = |host: &str, security| Smtp {
        host: host.into(),
        port,
        security,
        login: Some(("user".into(), "secret".into())),
        timeout: Duration::from_secs(2),
    };
    let local = Mailer::Smtp(server("127.0.0.1", Security::Plain));
    assert!(matches!(local.send(b"x", &envelope()).await, Err(Error::Later(_))));
    let far = Mailer::Smtp(server("mail.centre.example", Security::Plain));
    assert!(matches!(far.send(b"x", &envelope()).await, Err(Error::Refused(_))));
    assert!(!format!("{far:?}").contains("secret"));
}

#[tokio::test]
async fn a_folder_keeps_a_message_once() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = Mailer::Folder(folder.path().join("outbox"));
    let message = message();
    mailer.send(&message, &envelope()).await.unwrap();
    mailer.send(&message, &envelope()).await.unwrap();
    let files: Vec<_> =
        std::fs::read_dir(folder.path().join("outbox")).unwrap().map(|f| f.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    assert_eq!(std::fs::read(&files[0]).unwrap(), message);
    assert_eq!(files[0].extension().unwrap(), "eml");
}
