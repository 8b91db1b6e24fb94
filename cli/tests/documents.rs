//! The commands in the documents can be run as they stand: none of them is a wrong call.
#![allow(clippy::unwrap_used, clippy::panic)]

mod run;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use run::SECRET;

/// The lines in a document's fences of sh that use the command, those put together that go on behind a `|` or `\`.
fn lines(document: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(document)).unwrap();
    let blocks = text.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let joined: String = blocks.map(|block| block.replace("|\n", "| ").replace("\\\n", " ")).collect();
    joined.lines().filter(|line| line.contains("hmacsign ")).map(str::to_owned).collect()
}

#[test]
fn the_commands_in_the_documents_are_no_wrong_calls() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("documents");
    fs::create_dir_all(&folder).unwrap();
    let request = "POST / HTTP/1.1\r\nX-Date: Mon, 19 Mar 2018 12:08:40 GMT\r\nAuthorization: hmac id=\"a\", \
                   algorithm=\"hmac-sha1\", headers=\"x-date\", signature=\"ZqSiSJ793i2a1GJAyyjpoFEgXak=\"\r\n\r\n";
    let response = "HTTP/1.1 204 No Content\r\n\r\n";
    // Nothing is sent: this curl reads what it is handed, and answers.
    let curl = "#!/bin/sh\ncase \"$*\" in *@-*) cat >&2 ;; esac\ncat response.txt\n";
    for (name, text) in [
        ("key.txt", SECRET),
        ("request.txt", request),
        ("answer.txt", "a: b"),
        ("body.json", "{}"),
        ("response.txt", response),
        ("curl", curl),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
    assert!(Command::new("chmod").arg("+x").arg(folder.join("curl")).status().unwrap().success());
    let built = Path::new(env!("CARGO_BIN_EXE_hmacsign")).parent().unwrap();
    let path = format!("{}:{}:{}", folder.display(), built.display(), env::var("PATH").unwrap());

    let mut count = 0;
    for document in ["README.md", "docs/coming-from.md"] {
        for line in lines(document) {
            let output = Command::new("bash")
                .args(["-o", "pipefail", "-c", &line])
                .current_dir(&folder)
                .env("PATH", &path)
                .envs([("HMACSIGN_SECRET", SECRET), ("SHARED_SECRET", "c2VjcmV0")])
                .envs([("SECRET_ID", "a"), ("API_KEY", "a"), ("KEY_ID", "a"), ("SERVICE", "example.com")])
                .output()
                .unwrap();
            let code = output.status.code().unwrap();
            // What they do not say is that a request matches.
            let refuses = ["diagnose", "compare", "verify"].iter().any(|word| line.contains(word));
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(code == 0 || (refuses && code == 1), "{document}: {line}\n{code}: {error}");
            count += 1;
        }
    }
    assert!(count > 8, "{count}");
}
