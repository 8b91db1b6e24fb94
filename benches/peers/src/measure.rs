//! Timing in turns: what a machine does besides falls on all contestants alike.

use std::time::{Duration, Instant};

/// How long one turn should take: long beside reading the clock, short beside what the machine does otherwise.
const TURN: Duration = Duration::from_micros(120);

/// Does something so many times.
pub type Work = Box<dyn FnMut(u64)>;

/// Make a work of something that is done once. One time ends before the next begins, as where it is called between
/// other things: processors begin what comes next long before the end of what runs, and a loop of nothing but the floor
/// has more of that than any that also has other things to do.
pub fn work<T>(mut once: impl FnMut() -> T + 'static) -> Work {
    Box::new(move |times| {
        for _ in 0..times {
            std::hint::black_box(once());
            crate::c::end();
        }
    })
}

/// What one time took, in nanoseconds: the best of the rounds, and the middle of them.
#[derive(Clone, Copy)]
pub struct Figure {
    pub minimum: f64,
    pub median: f64,
}

fn timed(work: &mut Work, times: u64) -> Duration {
    let start = Instant::now();
    work(times);
    start.elapsed()
}

fn times(work: &mut Work) -> u64 {
    let mut times = 1;
    while timed(work, times) < TURN {
        times *= 2;
    }
    times
}

/// Each works in each round; another one begins every time.
pub fn figures(works: &mut [Work], rounds: usize) -> Vec<Figure> {
    let count = works.len();
    let times: Vec<_> = works.iter_mut().map(times).collect();
    let mut samples = vec![Vec::with_capacity(rounds); count];
    for round in 0..rounds {
        for index in (0..count).map(|index| (index + round) % count) {
            let took = timed(&mut works[index], times[index]);
            samples[index].push(took.as_secs_f64() * 1e9 / times[index] as f64);
        }
    }
    let figure = |samples: &mut Vec<f64>| {
        samples.sort_by(f64::total_cmp);
        Figure { minimum: samples[0], median: samples[samples.len() / 2] }
    };
    samples.iter_mut().map(figure).collect()
}
