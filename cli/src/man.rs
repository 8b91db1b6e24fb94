//! The manual page, made from the arguments' help: it is written to `hmacsign.1`, and a test sees that it is current.
//! What roff would spoil is mended on the way: an empty date, and examples, which it would fill as prose.

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
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    man.render_name_section(&mut page).unwrap();
    // An argument that is empty has to be written as one, or the next takes its place.
    let version = env!("CARGO_PKG_VERSION");
    let mut page =
        format!(".TH HMACSIGN 1 \"\" \"hmacsign {version}\" \"User Commands\"\n{}", String::from_utf8(page).unwrap());
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
    format!("{APOSTROPHE}{}", examples_kept(&page.replace(APOSTROPHE, "")))
}

/// Lines that are indented are commands: they must not be parted or hyphenated, as somebody copies them.
fn examples_kept(page: &str) -> String {
    let mut kept = String::new();
    let mut inside = false;
    for line in page.lines() {
        if line.starts_with("  ") != inside {
            kept.push_str(if inside { ".fi\n" } else { ".nf\n" });
            inside = !inside;
        }
        kept.push_str(line);
        kept.push('\n');
    }
    kept
}

#[test]
fn its_title_has_every_part_and_its_examples_are_kept_as_they_are() {
    let page = page();
    let title = page.lines().find(|line| line.starts_with(".TH ")).unwrap();
    assert_eq!(title, format!(".TH HMACSIGN 1 \"\" \"hmacsign {}\" \"User Commands\"", env!("CARGO_PKG_VERSION")));
    let mut filled = true;
    let mut count = 0;
    for line in page.lines() {
        match line {
            ".nf" => filled = false,
            ".fi" => filled = true,
            line => {
                count += usize::from(line.starts_with("  "));
                assert_eq!(filled, !line.starts_with("  "), "{line}");
            }
        }
    }
    assert!(filled && count > 10, "{count}");
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
