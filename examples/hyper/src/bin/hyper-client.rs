//! A client on hyper that signs what it sends: headers, an empty one among them, target and body.
//!
//! ```text
//! hyper-client URL ID KEYFILE [OPTION ...]
//! ```
//!
//! It sends one request and prints the status and the first line of the answer. Options, to see what a server does:
//!
//! ```text
//! --change header    change a header after signing       --date SECONDS    sign with this time
//! --change body      change the body after signing       --twice           send the same request twice
//! --headers N        send N headers more, unsigned       --respell         twice, the second time spelled otherwise
//! ```
//!
//! Exit code: 0 if the last answer is 200, 1 if it is another, 2 for a wrong call or no answer.

use std::error::Error as StdError;
use std::process::ExitCode;
use std::time::SystemTime;

use hmacsign::{Algorithm, Cause, Date, Dialect, Digest, Key, Signer};
use hmacsign_hyper::{NAMES, read_secret};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, HeaderName, HeaderValue};
use hyper::{Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

#[derive(Default)]
struct Options {
    change_header: bool,
    change_body: bool,
    date: Option<i64>,
    headers: usize,
    twice: bool,
    respell: bool,
}

type Fault = Box<dyn StdError>;

fn options(mut rest: &[String]) -> Result<Options, Fault> {
    let mut options = Options::default();
    while let [option, others @ ..] = rest {
        let value = || others.first().map(String::as_str).ok_or("an option without its value");
        rest = match option.as_str() {
            "--twice" => {
                options.twice = true;
                others
            }
            "--respell" => {
                options.respell = true;
                others
            }
            "--change" => {
                match value()? {
                    "header" => options.change_header = true,
                    "body" => options.change_body = true,
                    _ => return Err("--change header or body".into()),
                }
                &others[1..]
            }
            "--date" => {
                options.date = Some(value()?.parse()?);
                &others[1..]
            }
            "--headers" => {
                options.headers = value()?.parse()?;
                &others[1..]
            }
            other => return Err(format!("not an option: {other}").into()),
        };
    }
    Ok(options)
}

fn random_id() -> Result<String, Fault> {
    let mut octets = [0; 16];
    std::io::Read::read_exact(&mut std::fs::File::open("/dev/urandom")?, &mut octets)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(octets)))
}

/// The request, signed.
fn signed(url: &Uri, id: &str, key: &Key, options: &Options) -> Result<Request<Full<Bytes>>, Fault> {
    // The nonce: two requests that are the same in the same second would be one and its replay.
    let body = format!("{{\"amount\":7,\"nonce\":\"{}\"}}", random_id()?);
    let date = match options.date {
        Some(seconds) => Date::new(seconds)?,
        None => SystemTime::now().try_into()?,
    };
    // All that is signed is set before, Host among it: hyper sends what is here and nothing else.
    let mut request = Request::post(url.path_and_query().ok_or("a URL with a path")?.as_str())
        .header("host", url.authority().ok_or("a URL with a host")?.as_str())
        .header("x-date", date.as_str())
        .header("source", "")
        .header("content-type", "application/json")
        .header("digest", Digest::of(&body).as_str())
        .body(Full::from(body.clone()))?;
    for index in 1..=options.headers {
        let name = HeaderName::from_bytes(format!("x-{index}").as_bytes())?;
        request.headers_mut().insert(name, HeaderValue::from(index));
    }
    Signer::new(Dialect::Kong, id)?.names(NAMES).sign_http(key, &mut request, body.as_bytes())?;

    // From here on only what spoils it.
    if options.change_header {
        request.headers_mut().insert("source", HeaderValue::from_static("changed"));
    }
    if options.change_body {
        *request.body_mut() = Full::from(body.replace(":7,", ":8,"));
    }
    Ok(request)
}

/// The same credential, spelled otherwise: it has the same MAC.
fn respelled(request: &Request<Full<Bytes>>) -> Result<Request<Full<Bytes>>, Fault> {
    let mut request = request.clone();
    let credential = request.headers().get(AUTHORIZATION).ok_or("it is signed")?.to_str()?;
    let credential = credential.replacen("hmac ", "Hmac ", 1).replacen("x-date host", "X-Date Host", 1);
    request.headers_mut().insert(AUTHORIZATION, credential.parse()?);
    Ok(request)
}

async fn send(url: &Uri, request: Request<Full<Bytes>>) -> Result<bool, Fault> {
    let authority = url.authority().ok_or("a URL with a host")?;
    let stream = TcpStream::connect((authority.host(), authority.port_u16().unwrap_or(80))).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let response = sender.send_request(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    connection.abort();
    let line = body.split(|&octet| octet == b'\n').next().unwrap_or_default();
    println!("{} {}", status.as_u16(), String::from_utf8_lossy(line));
    if status != StatusCode::OK {
        eprintln!("hyper-client: {}", Cause::read(&body).advice());
    }
    Ok(status == StatusCode::OK)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(accepted) => ExitCode::from(u8::from(!accepted)),
        Err(fault) => {
            eprintln!("hyper-client: {fault}");
            ExitCode::from(2)
        }
    }
}

async fn run() -> Result<bool, Fault> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, id, key_file, rest @ ..] = arguments.as_slice() else {
        return Err("usage: hyper-client URL ID KEYFILE [OPTION ...]".into());
    };
    let (url, options): (Uri, Options) = (url.parse()?, options(rest)?);
    let key = Key::new(Algorithm::HmacSha256, &read_secret(key_file)?[..])?;
    let request = signed(&url, id, &key, &options)?;
    let mut accepted = send(&url, request.clone()).await?;
    if options.twice {
        accepted = send(&url, request).await?;
    } else if options.respell {
        accepted = send(&url, respelled(&request)?).await?;
    }
    Ok(accepted)
}
