//! What the command can be told: its arguments and their help.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use hmacsign::{Algorithm, Date, Dialect};

const ABOUT: &str = "Sign HTTP requests with an HMAC over chosen headers, and find out why a signature is refused";

const AFTER: &str = "\
Secrets come from --secret-file, from the variable that --secret-env names, or else from HMACSIGN_SECRET, and never from \
the command line, which other users can read. One line end at the end of a file is not part of the secret.

Exit code: 0 if all is right, 1 if it is refused or does not match, 2 for a wrong call or a file that cannot be read.

Examples:
  hmacsign sign --id AKID --secret-file key.txt --url https://example.com/ | curl -H @- https://example.com/
  hmacsign diagnose --secret-file key.txt request.txt
  curl -si https://example.com/ | hmacsign response
  hmacsign date now";

#[derive(Parser)]
#[command(name = "hmacsign", version, about = ABOUT, after_help = AFTER, propagate_version = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Sign a request and print the header lines to send
    Sign(Box<SignArgs>),
    /// Decide whether a request is genuine and fresh, as a server does
    Verify(Box<VerifyArgs>),
    /// Find out what was done differently where a signature does not match
    Diagnose(DiagnoseArgs),
    /// Show where our signing string and the server's part
    Compare(CompareArgs),
    /// Say what a response tells: its class, limits, and why it was refused
    Response(ResponseArgs),
    /// Write a date from seconds, or seconds from a date
    Date(DateArgs),
}

#[derive(ClapArgs)]
pub struct SecretArgs {
    /// Read the secret from this file, without one line end at its end; - is standard input
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<PathBuf>,

    /// Take the secret from this environment variable as it stands [default: HMACSIGN_SECRET]
    #[arg(long, value_name = "NAME", conflicts_with = "secret_file")]
    pub secret_env: Option<OsString>,

    /// Not an option: it is here to be refused with advice, and its value is never shown.
    #[arg(long = "secret", aliases = ["key", "secret-key", "password"], hide = true, num_args = 0..=1)]
    pub secret: Option<Option<OsString>>,
}

const SIGN_AFTER: &str = "\
Without --names all headers are signed in their order. If a target is given, the name that stands for it is added: \
request-line (kong, iflytek), @request-target (apisix), (request-target) (cavage), request-target (cybersource); not for \
modulr, whose gateway wants date and x-mod-nonce. With --created (created) is signed too, with --expires (expires).

The order of the lines is time header, Host, then those given with -H; for iflytek and cybersource Host comes first.

curl must send the headers as they are signed: hand it the lines with -H @-, and the same method, URL and body. For \
tencent-app leave the environment, such as /release, out of --target, and set Accept and Content-Type with -H.

Exit code: 0 if it is signed, 1 if the library refuses to sign it, 2 for a wrong call.

Examples:
  hmacsign sign --id AKID --secret-file key.txt --url https://example.com/ -H 'Source;' |
      curl -H @- https://example.com/
  hmacsign sign --dialect kong --id alice --names 'date request-line' --method GET --target /requests
  hmacsign sign --dialect iflytek --id KEY --url wss://iat-api.xfyun.cn/v2/iat --output query
  hmacsign sign --id AKID --date 1521461320 -H 'Host: example.com' --output string";

#[derive(ClapArgs)]
#[command(after_help = SIGN_AFTER)]
pub struct SignArgs {
    /// Whose rules
    #[arg(long, value_enum, default_value_t = Spoken::Tencent)]
    pub dialect: Spoken,

    /// What the other side knows the key by: secret_id, username, keyId, api_key [needed but for --output string]
    #[arg(long)]
    pub id: Option<OsString>,

    /// The HMAC [default: hmac-sha1 for tencent, tencent-app and modulr, else hmac-sha256]
    #[arg(long, value_enum, ignore_case = true)]
    pub algorithm: Option<Mac>,

    #[command(flatten)]
    pub secret: SecretArgs,

    /// A header to send and sign; 'Name:' or 'Name;' for an empty value. Repeat it for more
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    pub headers: Vec<OsString>,

    /// What to sign, in this order, with one space between two
    #[arg(long)]
    pub names: Option<OsString>,

    /// The time for X-Date, Date or v-c-date, which is added if no -H gives one: now, none, seconds since 1970, or a
    /// date such as 'Mon, 19 Mar 2018 12:08:40 GMT'
    #[arg(long, default_value = "now", value_parser = Moment::parse_or_none)]
    pub date: Moment,

    /// The method [default: GET, or POST with a body]
    #[arg(short = 'X', long)]
    pub method: Option<OsString>,

    /// The target as in the request line, /path?query
    #[arg(long, conflicts_with = "url")]
    pub target: Option<OsString>,

    /// The address that is called: gives Host and target
    #[arg(long)]
    pub url: Option<OsString>,

    /// Read the body from this file; - is standard input
    #[arg(long, value_name = "FILE")]
    pub body: Option<PathBuf>,

    /// Add a Digest header that covers the body, and sign it
    #[arg(long)]
    pub digest: bool,

    /// State the time of signing (cavage): now, seconds or a date
    #[arg(long, value_name = "TIME", value_parser = Moment::parse)]
    pub created: Option<Moment>,

    /// State until when the signature is good (cavage): seconds, a date, or +SECONDS from now
    #[arg(long, value_name = "TIME", value_parser = Moment::parse_ahead)]
    pub expires: Option<Moment>,

    /// What to print
    #[arg(long, value_enum, default_value_t = Output::Curl)]
    pub output: Output,
}

const VERIFY_AFTER: &str = "\
The request is read as it travelled: request line, headers, an empty line, body. An iflytek request without \
Authorization is looked at for the parameters authorization, date and host in its query.

A digest that is signed must fit the body. Without --algorithm the one that the credential names is taken, which a \
server should not do.

Exit code: 0 if it is genuine and fresh, 1 if it is refused, 2 for a wrong call or a file that is no request.

Examples:
  hmacsign verify --secret-file key.txt request.txt
  hmacsign verify --dialect kong --secret-env KEY --require host --require-digest --now 1521461320 < request.txt";

#[derive(ClapArgs)]
#[command(after_help = VERIFY_AFTER)]
pub struct VerifyArgs {
    #[command(flatten)]
    pub request: RequestArgs,

    #[command(flatten)]
    pub secret: SecretArgs,

    /// Whose key it is: refuse a credential of another id
    #[arg(long)]
    pub id: Option<OsString>,

    /// What the key is for
    #[arg(long, value_enum, ignore_case = true)]
    pub algorithm: Option<Mac>,

    /// The time to judge by: now, seconds since 1970, or a date
    #[arg(long, default_value = "now", value_parser = Moment::parse)]
    pub now: Moment,

    /// How far a signed time may be from now, either way [default: 900 for tencent and tencent-app, else 300]
    #[arg(long, value_name = "SECONDS")]
    pub max_skew: Option<u32>,

    /// Refuse unless this header, or pseudo header, is signed. Repeat it for more
    #[arg(long, value_name = "NAME")]
    pub require: Vec<String>,

    /// Refuse a body without a signed Digest that fits
    #[arg(long)]
    pub require_digest: bool,

    /// Accept a request that signs no time: it can be sent again for ever
    #[arg(long)]
    pub allow_undated: bool,

    /// Do not judge the time in Date
    #[arg(long)]
    pub allow_stale_date: bool,

    /// Accept a date with a wrong weekday
    #[arg(long)]
    pub allow_any_weekday: bool,

    /// Accept parameters of tencent-app that could be read in two ways
    #[arg(long)]
    pub allow_ambiguous: bool,
}

const DIAGNOSE_AFTER: &str = "\
Give the right secret and the request as it arrived: slips that people make are tried until the signature in the request \
comes out. It is for the workbench: it is not constant in time.

Exit code: 0 if the signature is right, 1 if it does not match, 2 for a wrong call or a file that is no request.

Examples:
  hmacsign diagnose --secret-file key.txt request.txt
  hmacsign diagnose --dialect apisix --secret-env KEY < request.txt";

#[derive(ClapArgs)]
#[command(after_help = DIAGNOSE_AFTER)]
pub struct DiagnoseArgs {
    #[command(flatten)]
    pub request: RequestArgs,

    #[command(flatten)]
    pub secret: SecretArgs,
}

const COMPARE_AFTER: &str = "\
Theirs is the string that the server says it signed, or its whole message with 'Server StringToSign:', bare or JSON; its \
lines may be parted by newlines, by # or by a backslash and an n. What we sign comes from the credential in the request, \
or from --id and --names if it has none. No secret is needed.

Exit code: 0 if they are equal, 1 if they differ or ours cannot be made, 2 for a wrong call.

Examples:
  hmacsign compare --theirs answer.json request.txt
  hmacsign compare --theirs-text 'x-date: Mon, 19 Mar 2018 12:08:40 GMT#source: apigw' request.txt";

#[derive(ClapArgs)]
#[command(after_help = COMPARE_AFTER)]
pub struct CompareArgs {
    #[command(flatten)]
    pub request: RequestArgs,

    /// Read the server's string or message from this file; - is standard input
    #[arg(long, value_name = "FILE", required_unless_present = "theirs_text")]
    pub theirs: Option<PathBuf>,

    /// The server's string or message
    #[arg(long, value_name = "TEXT", conflicts_with = "theirs")]
    pub theirs_text: Option<OsString>,

    /// What the other side knows the key by, if the request has no credential
    #[arg(long)]
    pub id: Option<OsString>,

    /// What is signed, if the request has no credential [default: all headers]
    #[arg(long)]
    pub names: Option<OsString>,
}

#[derive(ClapArgs)]
pub struct RequestArgs {
    /// Whose rules
    #[arg(long, value_enum, default_value_t = Spoken::Tencent)]
    pub dialect: Spoken,

    /// The raw request; - is standard input
    #[arg(value_name = "REQUEST", default_value = "-")]
    pub file: PathBuf,
}

const RESPONSE_AFTER: &str = "\
Exit code: 0 for a success (2xx), 1 for any other response, 2 for a wrong call or what is no response.

Examples:
  curl -si https://example.com/ | hmacsign response";

#[derive(ClapArgs)]
#[command(after_help = RESPONSE_AFTER)]
pub struct ResponseArgs {
    /// A response with its head, as curl -i prints it; - is standard input
    #[arg(value_name = "RESPONSE", default_value = "-")]
    pub file: PathBuf,
}

const DATE_AFTER: &str = "\
Exit code: 0 if it can be written, 1 if it is no date, 2 for a wrong call.

Examples:
  hmacsign date                                    the present time, as a date
  hmacsign date 1521461320                         Mon, 19 Mar 2018 12:08:40 GMT
  hmacsign date Mon, 19 Mar 2018 12:08:40 GMT      1521461320";

#[derive(ClapArgs)]
#[command(after_help = DATE_AFTER)]
pub struct DateArgs {
    /// now, seconds since 1970, or a date
    #[arg(value_name = "TIME", default_value = "now", allow_negative_numbers = true)]
    pub words: Vec<OsString>,
}

/// A dialect by its name here.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Spoken {
    /// Tencent Cloud API Gateway, key pairs
    Tencent,
    /// Tencent Cloud API Gateway, applications
    TencentApp,
    /// Kong's hmac-auth
    Kong,
    /// APISIX's hmac-auth, Higress
    Apisix,
    /// draft-cavage-http-signatures-12
    Cavage,
    /// iFLYTEK
    Iflytek,
    /// CyberSource's REST interface
    Cybersource,
    /// Modulr, Tyk
    Modulr,
}

impl Spoken {
    pub const fn dialect(self) -> Dialect {
        match self {
            Spoken::Tencent => Dialect::Tencent,
            Spoken::TencentApp => Dialect::TencentApp,
            Spoken::Kong => Dialect::Kong,
            Spoken::Apisix => Dialect::Apisix,
            Spoken::Cavage => Dialect::Cavage,
            Spoken::Iflytek => Dialect::Iflytek,
            Spoken::Cybersource => Dialect::Cybersource,
            Spoken::Modulr => Dialect::Modulr,
        }
    }

    /// What its keys are mostly for.
    pub const fn usual(self) -> Algorithm {
        match self {
            Spoken::Tencent | Spoken::TencentApp | Spoken::Modulr => Algorithm::HmacSha1,
            _ => Algorithm::HmacSha256,
        }
    }

    /// The headers that tell its time, the usual one first.
    pub const fn times(self) -> &'static [&'static str] {
        match self {
            Spoken::Tencent => &["X-Date", "Date"],
            Spoken::TencentApp => &["X-Date"],
            Spoken::Kong | Spoken::Cavage | Spoken::Modulr => &["Date", "X-Date"],
            Spoken::Apisix | Spoken::Iflytek => &["Date"],
            Spoken::Cybersource => &["v-c-date", "Date"],
        }
    }
}

/// An algorithm by its name, with or without `hmac-`.
#[derive(Clone, Copy)]
pub struct Mac(pub Algorithm);

impl ValueEnum for Mac {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [Mac; 4] = [
            Mac(Algorithm::HmacSha1),
            Mac(Algorithm::HmacSha256),
            Mac(Algorithm::HmacSha384),
            Mac(Algorithm::HmacSha512),
        ];
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let [name, short, other] = match self.0 {
            Algorithm::HmacSha1 => ["hmac-sha1", "sha1", "HmacSHA1"],
            Algorithm::HmacSha256 => ["hmac-sha256", "sha256", "HmacSHA256"],
            Algorithm::HmacSha384 => ["hmac-sha384", "sha384", "HmacSHA384"],
            Algorithm::HmacSha512 => ["hmac-sha512", "sha512", "HmacSHA512"],
            _ => return None,
        };
        Some(PossibleValue::new(name).aliases([short, other]))
    }
}

/// What `sign` prints.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// Header lines for curl -H @-, with 'Name;' for an empty value
    Curl,
    /// Header lines as they travel, each ended by CR LF
    Headers,
    /// The value of the credential's header alone
    Value,
    /// The signature alone
    Signature,
    /// What is signed; needs no secret
    String,
    /// The query of a WebSocket's address (iflytek)
    Query,
}

/// A time that was asked for.
#[derive(Clone, Copy)]
pub enum Moment {
    Now,
    None,
    At(i64),
    Ahead(i64),
}

impl Moment {
    fn parse(text: &str) -> Result<Self, String> {
        if text == "now" {
            return Ok(Moment::Now);
        }
        if let Some(seconds) = seconds(text) {
            return Date::new(seconds).map(|_| Moment::At(seconds)).map_err(|error| error.to_string());
        }
        Date::parse(text).map(|date| Moment::At(date.seconds())).map_err(|error| error.to_string())
    }

    fn parse_or_none(text: &str) -> Result<Self, String> {
        if text == "none" { Ok(Moment::None) } else { Moment::parse(text) }
    }

    fn parse_ahead(text: &str) -> Result<Self, String> {
        match text.strip_prefix('+') {
            Some(rest) => seconds(rest).map(Moment::Ahead).ok_or_else(|| "not a number of seconds".to_owned()),
            None => Moment::parse(text),
        }
    }
}

/// Digits and nothing else, below 10^18.
pub fn seconds(digits: &str) -> Option<i64> {
    let good = (1..=18).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    if good { digits.parse().ok() } else { None }
}
