//! A server on hyper that verifies every request: headers, target and body, and that it is not sent again.
//!
//! ```text
//! hyper-server PORT ID KEYFILE
//! ```
//!
//! It listens on 127.0.0.1 and says so on standard output. ID and KEYFILE are all keys that it knows.

use std::collections::HashMap;
use std::convert::Infallible;
use std::error::Error as StdError;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use hmacsign::{
    Algorithm, Claim, Date, Dialect, Error, HttpHeaders, Key, Policy, Refusal, Request, Verified, VerifyError,
};
use hmacsign_hyper::read_secret;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderMap, HeaderValue};
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// A server bounds what it takes.
const BODY_MAX: usize = 1 << 20;
const HEADERS_MAX: usize = 128;

struct Server {
    id: String,
    key: Key,
    /// For ids that are not known: nobody has it, so that such a request takes the time that others take.
    nobody: Key,
    /// Id and MAC of what was accepted, and the last second at which it would be again.
    seen: Mutex<HashMap<(String, Vec<u8>), i64>>,
}

/// What to answer in place of the handler, and the reason.
type No = (StatusCode, &'static str);

const fn refused(reason: &'static str) -> No {
    (StatusCode::UNAUTHORIZED, reason)
}

impl Server {
    /// Who signed this, or why it is refused.
    fn judge(&self, parts: &hyper::http::request::Parts, body: &[u8], now: i64) -> Result<String, No> {
        if parts.headers.len() > HEADERS_MAX {
            return Err(refused("HEADERS"));
        }
        let headers = HttpHeaders::of(&parts.headers);
        let credential = headers.credential(Dialect::Kong).ok_or(refused("NO_CREDENTIAL"))?;
        let claim = Claim::read(Dialect::Kong, credential).map_err(|error| refused(error.text()))?;
        let key = if claim.id() == self.id { &self.key } else { &self.nobody };
        let required = ["x-date", "host", "@request-target", "digest"];
        let policy = Policy::new(Dialect::Kong).required(&required).require_digest();
        let request = Request::of(&headers).http_line(&parts.method, &parts.uri, parts.version).body(body);
        let verified = claim.verify(key, &request, &policy, now).map_err(|error| match error {
            VerifyError::Refusal(refusal) => refused(reason(refusal)),
            // A URI with a query and no path: not what this server asked for, nor its own mistake.
            VerifyError::Error(error @ Error::RequestLine(_)) => (StatusCode::BAD_REQUEST, error.text()),
            VerifyError::Error(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.text()),
        })?;
        if self.was_seen(&verified, now) {
            return Err(refused("REPLAYED"));
        }
        Ok(verified.id().to_owned())
    }

    /// Look and remember in one step; what is past its time is forgotten.
    fn was_seen<H: hmacsign::Headers + ?Sized>(&self, verified: &Verified<'_, H>, now: i64) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        seen.retain(|_, expires| *expires >= now);
        let expires = verified.expires().unwrap_or(i64::MAX);
        seen.insert((verified.id().to_owned(), verified.mac().to_vec()), expires).is_some()
    }
}

/// The commonest refusals by the names that they have in C, so that logs of both read the same.
fn reason(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Signature => "HMACSIGN_REFUSED_SIGNATURE",
        Refusal::Stale { .. } => "HMACSIGN_REFUSED_STALE",
        Refusal::Digest => "HMACSIGN_REFUSED_DIGEST",
        Refusal::HeaderRepeated(_) => "HMACSIGN_REFUSED_HEADER_REPEATED",
        other => other.text(),
    }
}

async fn answer(server: Arc<Server>, request: hyper::Request<Incoming>) -> Response<Full<Bytes>> {
    let (parts, body) = request.into_parts();
    let judged = match Limited::new(body, BODY_MAX).collect().await {
        Err(_) => Err(refused("BODY")),
        Ok(body) => match SystemTime::now().try_into() {
            Ok(now) => server.judge(&parts, &body.to_bytes(), Date::seconds(&now)),
            Err(error) => Err((StatusCode::INTERNAL_SERVER_ERROR, error.text())), // this clock is wrong
        },
    };
    // A server that faces strangers answers with the code and nothing else; the reason is for its log.
    let (status, text) = match judged {
        Ok(id) => (StatusCode::OK, format!("verified {id}\n")),
        Err((status, reason)) => (status, format!("{reason}\n")),
    };
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("text/plain"));
    response
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn StdError>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [port, id, key_file] = arguments.as_slice() else { return Err("usage: hyper-server PORT ID KEYFILE".into()) };
    let mut random = [0; 32];
    std::io::Read::read_exact(&mut std::fs::File::open("/dev/urandom")?, &mut random)?;
    let server = Arc::new(Server {
        id: id.clone(),
        key: Key::new(Algorithm::HmacSha256, &read_secret(key_file)?[..])?,
        nobody: Key::new(Algorithm::HmacSha256, &random)?,
        seen: Mutex::default(),
    });
    let listener = TcpListener::bind(("127.0.0.1", port.parse()?)).await?;
    println!("listening");
    loop {
        let (stream, _) = listener.accept().await?;
        let server = Arc::clone(&server);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let server = Arc::clone(&server);
                async move { Ok::<_, Infallible>(answer(server, request).await) }
            });
            let _ = hyper::server::conn::http1::Builder::new()
                .max_headers(2 * HEADERS_MAX) // hyper takes 100 unless told
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}
