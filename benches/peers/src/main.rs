//! `hmacsign` beside other ways to make the same signature, in one run: `make bench`, or `make bench QUICK=1` for few
//! rounds. All sign the headers Date and Host with HMAC-SHA-1 and write the same value of Authorization, which is
//! looked at before the first is timed. The floor is the compressions that no HMAC over this string can do without.
//!
//! `peers [FOLDER]` prints tables, and with a folder writes bench.csv and bench.svg there.

mod c;
mod chart;
mod contest;
mod growth;
mod measure;

use std::fmt::Write as _;
use std::path::Path;

use contest::{Entry, FLOOR};
use measure::{Figure, Work, figures};

const LIBRARY: &str = "hmacsign in C";

/// A line of a table: what it is, what it took, and how often the floor and the library fit into that.
pub struct Row {
    pub group: &'static str,
    pub name: String,
    pub figure: Figure,
    pub to_floor: f64,
    pub to_library: Option<f64>,
}

/// Ratios are those of the medians.
fn contest(entries: Vec<Entry>, rounds: usize) -> Vec<Row> {
    let (names, mut works): (Vec<_>, Vec<_>) =
        entries.into_iter().map(|entry| ((entry.group, entry.name), entry.work)).unzip();
    let figures = figures(&mut works, rounds);
    let median = |wanted: &str| {
        let at = names.iter().position(|(_, name)| name == wanted).expect("each contest has one");
        figures[at].median
    };
    let (floor, library) = (median(FLOOR), median(LIBRARY));
    let row = |((group, name), figure): (&(&'static str, String), &Figure)| Row {
        group,
        name: name.clone(),
        figure: *figure,
        to_floor: figure.median / floor,
        to_library: Some(figure.median / library),
    };
    names.iter().zip(&figures).map(row).collect()
}

fn growth(rounds: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for growth in growth::growth() {
        let mut works: Vec<Work> = growth.pair.into();
        let per = growth.longer.map(|(longer, octets)| {
            works.extend(longer);
            octets
        });
        let figures = figures(&mut works, rounds);
        let figure = |index: usize| match (per, figures.get(index + 2)) {
            (Some(octets), Some(longer)) => Figure {
                minimum: (longer.minimum - figures[index].minimum) / octets,
                median: (longer.median - figures[index].median) / octets,
            },
            _ => figures[index],
        };
        let base = figure(1).median;
        let names = [growth.name.to_owned(), format!("  {}", growth.beside)];
        rows.extend(names.into_iter().enumerate().map(|(index, name)| {
            let figure = figure(index);
            Row { group: "growth", name, figure, to_floor: figure.median / base, to_library: None }
        }));
    }
    rows
}

fn ns(value: f64) -> String {
    if value < 10.0 { format!("{value:.3}") } else { format!("{value:.0}") }
}

fn table(heading: &str, rows: &[Row]) -> String {
    let mut text = format!("{heading:<44} {:>8} {:>8} {:>9} {:>11}\n", "ns, min", "median", "to floor", "to hmacsign");
    for row in rows {
        let Figure { minimum, median } = row.figure;
        let to_library = row.to_library.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        writeln!(text, "{:<44} {:>8} {:>8} {:>9.2} {to_library:>11}", row.name, ns(minimum), ns(median), row.to_floor)
            .expect("a String takes all");
    }
    text
}

fn csv(rows: &[&[Row]]) -> String {
    let mut text = String::from("group,name,minimum_ns,median_ns,to_floor,to_hmacsign\n");
    for row in rows.iter().copied().flatten() {
        let to_library = row.to_library.map_or_else(String::new, |ratio| format!("{ratio:.3}"));
        let (name, Figure { minimum, median }) = (row.name.trim(), row.figure);
        writeln!(text, "{},\"{name}\",{minimum:.3},{median:.3},{:.3},{to_library}", row.group, row.to_floor)
            .expect("a String takes all");
    }
    text
}

fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let said =
        |what: &str| info.lines().find_map(|line| line.strip_prefix(what)?.split_once(": ").map(|(_, rest)| rest));
    let instructions = if said("flags").is_some_and(|flags| flags.split(' ').any(|flag| flag == "sha_ni")) {
        ", with instructions for SHA"
    } else {
        ""
    };
    format!("{}{instructions}", said("model name").unwrap_or("unknown processor").trim())
}

fn main() {
    let quick = std::env::var_os("QUICK").is_some_and(|value| !value.is_empty() && value != "0");
    let rounds = if quick { 20 } else { 1500 };
    let (signing, versions) = contest::signing();
    let of_strings = contest::of_strings();
    let verifying = contest::verifying();
    println!("{}; {}", processor(), versions.join("; "));
    if !env!("PEERS_MISSING").is_empty() {
        println!("left out, since their headers are not here: {}", env!("PEERS_MISSING"));
    }
    println!("all outputs are equal; the string has {} octets\n", contest::string().len());

    let signing = contest(signing, rounds);
    println!("{}", table("sign date host, HMAC-SHA-1", &signing));
    let of_strings = contest(of_strings, rounds);
    println!("{}", table("the signature of that string, ready", &of_strings));
    let verifying = contest(verifying, rounds);
    println!("{}", table("read, look up among 1,000 keys, verify", &verifying));
    let growth = growth(rounds.div_ceil(5));
    println!("{}", table("growth, in C; to what is below it", &growth));

    if let Some(folder) = std::env::args_os().nth(1).filter(|_| !quick) {
        let folder = Path::new(&folder);
        std::fs::write(folder.join("bench.csv"), csv(&[&signing, &of_strings, &verifying, &growth]))
            .expect("room for bench.csv");
        std::fs::write(folder.join("bench.svg"), chart::chart(&signing, &processor())).expect("room for bench.svg");
    }
}
