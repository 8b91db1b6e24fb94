//! The chart of who signs how fast, as an SVG that can be read on white and on black.

use std::fmt::Write as _;

use crate::Row;

const WIDTH: f64 = 760.0;
const LABEL: f64 = 304.0;
const BAR: f64 = 18.0;
const STEP: f64 = 26.0;
const TOP: f64 = 58.0;

const STYLE: &str = "\
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .title { font-weight: 600; font-size: 15px; }
    .small { font-size: 11px; fill: #59636e; }
    .floor { fill: #8c959f; }
    .ours { fill: #0a7d55; }
    .peer { fill: #5b7fb0; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .small { fill: #9198a1; }
      .ours { fill: #2fb885; }
      .peer { fill: #7ea2d6; }
    }
";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// A bar for each, the quickest first. The longest is out of all proportion: it is cut off, and its number says what it is.
pub fn chart(rows: &[Row], processor: &str) -> String {
    let mut rows: Vec<_> = rows.iter().collect();
    rows.sort_by(|one, other| one.figure.median.total_cmp(&other.figure.median));
    let last = rows.len().saturating_sub(2);
    let longest = rows.get(last).map_or(1.0, |row| row.figure.median);
    let room = WIDTH - LABEL - 90.0;
    let height = TOP + STEP * rows.len() as f64 + 8.0;

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" \
         role=\"img\" aria-label=\"Nanoseconds to sign date and host with HMAC-SHA-1\">\n<style>\n{STYLE}</style>\n\
         <text class=\"title\" x=\"12\" y=\"22\">Sign date and host with HMAC-SHA-1: nanoseconds, shorter is better</text>\n\
         <text class=\"small\" x=\"12\" y=\"40\">{}; the middle of many rounds, all in one run; made by make bench</text>\n",
        escaped(processor)
    );
    for (index, row) in rows.iter().enumerate() {
        let class = match row.name.as_str() {
            name if name.contains("bare") => "floor",
            name if name.starts_with("hmacsign") => "ours",
            _ => "peer",
        };
        let (y, median) = (TOP + STEP * index as f64, row.figure.median);
        let cut = median > longest;
        let length = room * median.min(longest) / longest;
        let (middle, end) = (y + BAR - 4.5, LABEL + length);
        writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{middle:.1}\" text-anchor=\"end\">{}</text>\
             <rect class=\"{class}\" x=\"{LABEL}\" y=\"{y:.1}\" width=\"{length:.1}\" height=\"{BAR}\" rx=\"2\"/>\
             <text x=\"{:.1}\" y=\"{middle:.1}\">{}{median:.0}</text>",
            LABEL - 8.0,
            escaped(&row.name),
            end + 6.0,
            if cut { "… " } else { "" },
        )
        .expect("a String takes all");
    }
    svg.push_str("</svg>\n");
    svg
}
