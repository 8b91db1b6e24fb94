//! Compiles the contestants in C and C++ with -O2, those whose headers are here, and links them and the C library of
//! this project, which `make lib` leaves in target/capi.

use std::path::{Path, PathBuf};
use std::process::Stdio;

/// A file of `c`, the libraries that it needs, and Debian's package with their headers.
const PEERS: [(&str, &[&str], &str); 4] = [
    ("openssl", &["crypto"], "libssl-dev"),
    ("nettle", &["nettle"], "nettle-dev"),
    ("gcrypt", &["gcrypt", "gpg-error"], "libgcrypt20-dev"),
    ("mbedtls", &["mbedcrypto"], "libmbedtls-dev"),
];

fn compiler(file: &Path) -> cc::Build {
    let mut build = cc::Build::new();
    build.file(file).include("c").include("../../include").opt_level(2).debug(false).warnings(true);
    if file.extension().is_some_and(|extension| extension == "cpp") {
        build.cpp(true);
    }
    build
}

/// Does it compile and link here? Asked aside, so that what is missing is no heap of warnings.
fn compiles(file: &Path, libraries: &[&str]) -> bool {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo says where")).join("probe.so");
    let mut command = compiler(file).get_compiler().to_command();
    command.args(["-I", "c", "-fPIC", "-shared", "-Wl,--no-as-needed"]).arg(file).arg("-o").arg(out);
    command.args(libraries.iter().map(|library| format!("-l{library}")));
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn main() {
    println!("cargo::rerun-if-changed=c");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../../include/hmacsign.h");
    println!("cargo::rerun-if-env-changed=HMACSIGN_CAPI");
    // Where the headers may turn up that are not here yet.
    println!("cargo::rerun-if-changed=/usr/include");

    compiler(Path::new("c/hmacsign.c")).compile("peer_hmacsign");
    compiler(Path::new("c/textbook.cpp")).compile("peer_textbook");
    let mut missing = Vec::new();
    for (peer, libraries, package) in PEERS {
        println!("cargo::rustc-check-cfg=cfg(has_{peer})");
        let file = Path::new("c").join(peer).with_extension("c");
        if !compiles(&file, libraries) {
            missing.push(format!("{peer} ({package})"));
            continue;
        }
        compiler(&file).compile(&format!("peer_{peer}"));
        for library in libraries {
            println!("cargo::rustc-link-lib=dylib={library}");
        }
        println!("cargo::rustc-cfg=has_{peer}");
    }
    println!("cargo::rustc-env=PEERS_MISSING={}", missing.join(", "));

    let capi = std::env::var_os("HMACSIGN_CAPI").map_or_else(|| "../../target/capi".into(), PathBuf::from);
    let library = capi.join("libhmacsign.a");
    println!("cargo::rerun-if-changed={}", library.display());
    let Ok(folder) = capi.canonicalize() else { panic!("{} is missing: make lib makes it", library.display()) };
    println!("cargo::rustc-link-search=native={}", folder.display());
    println!("cargo::rustc-link-lib=static:-bundle=hmacsign");
}
