//! The manual page, made from the arguments' help: it is written to `hmacsign.1`, and a test sees that it is current.

use std::path::Path;
use std::{env, fs};

use clap::CommandFactory as _;
use clap_mangen::Man;

use crate::args::Args;

const ENVIRONMENT: &str = ".SH ENVIRONMENT
.TP
HMACSIGN_SECRET
The secret, if neither \\-\\-secret\\-file nor \\-\\-secret\\-env is given.
.TP
NO_COLOR
If set and not empty, nothing is coloured. Without it, colour is for terminals only.
";

/// One page: the command, then each of its own commands.
fn page() -> String {
    let mut command = Args::command();
    command.build();
    let man =
        Man::new(command.clone()).title("HMACSIGN").section("1").source("hmacsign").manual("User Commands").date("");
    let mut page = Vec::new();
    man.render_title(&mut page).unwrap();
    man.render_name_section(&mut page).unwrap();
    let mut page = String::from_utf8(page).unwrap();
    page.push_str(".SH SYNOPSIS\n");
    let own = || command.get_subcommands().filter(|command| command.get_name() != "help");
    for command in own() {
        let usage = command.clone().render_usage().to_string().replace("Usage: ", "").replace('-', "\\-");
        page.push_str(&format!("{usage}\n.br\n"));
    }
    let mut extra = Vec::new();
    man.render_extra_section(&mut extra).unwrap();
    page.push_str(&String::from_utf8(extra).unwrap().replace(".SH EXTRA", ".SH DESCRIPTION"));
    for command in own() {
        let man = Man::new(command.clone());
        let mut part = Vec::new();
        man.render_description_section(&mut part).unwrap();
        man.render_options_section(&mut part).unwrap();
        man.render_extra_section(&mut part).unwrap();
        let title = format!(".SH \"HMACSIGN {}\"", command.get_name().to_uppercase());
        let part = String::from_utf8(part).unwrap().replace(".SH DESCRIPTION", &title);
        page.push_str(&part.replace(".SH OPTIONS", ".SS Options").replace(".SH EXTRA", ".SS Notes"));
    }
    page.push_str(ENVIRONMENT);
    // Each section begins with a definition of the apostrophe; one is enough.
    const APOSTROPHE: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";
    format!("{APOSTROPHE}{}", page.replace(APOSTROPHE, ""))
}

#[test]
fn the_manual_page_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("hmacsign.1");
    let page = page();
    if env::var_os("HMACSIGN_WRITE_MAN").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert!(
        fs::read_to_string(&path).is_ok_and(|current| current == page),
        "run 'make man', and commit what it writes"
    );
}
