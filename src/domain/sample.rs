//! A few of many, at random and yet the same for whoever asks with the same seed.

use super::feedback::Score;
use super::ids::ThreadId;
use super::metrics::Period;
use super::summary::Listed;
use super::thread::Thread;
use super::time::Timestamp;
use sha2::{Digest, Sha256};

/// A thread that was drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub listed: Listed,
    pub closed_at: Timestamp,
    /// What members found of it so far.
    pub scores: Vec<Score>,
}

/// When it was last closed in the period with a reply of ours before.
pub fn closed_in(thread: &Thread, period: Period) -> Option<Timestamp> {
    let replied = |seq| thread.facts.iter().any(|fact| fact.is_human_outbound() && fact.seq < seq);
    let closings = thread.closings.iter().filter(|(seq, at)| period.holds(*at) && replied(*seq));
    closings.map(|(_, at)| *at).max()
}

/// So many of the threads, by the order that the seed gives them.
///
/// The order is that of the SHA-256 of seed, line feed and number: one thread more or less moves no other.
pub fn draw(seed: &str, threads: impl IntoIterator<Item = ThreadId>, n: usize) -> Vec<ThreadId> {
    let mut drawn: Vec<ThreadId> = threads.into_iter().collect();
    drawn.sort_by_cached_key(|thread| (Sha256::digest(format!("{seed}\n{thread}")), *thread));
    drawn.truncate(n);
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(seed: &str, numbers: impl Iterator<Item = i64>) -> Vec<i64> {
        draw(seed, numbers.map(ThreadId), 5).into_iter().map(|thread| thread.0).collect()
    }

    #[test]
    fn a_seed_gives_one_sample_in_whatever_order_the_threads_come() {
        let sample = drawn("2026-03-02", 1..=100);
        assert_eq!(sample, drawn("2026-03-02", (1..=100).rev()));
        assert_ne!(sample, drawn("2026-03-03", 1..=100));
        // What is not of the sample does not matter for it.
        let without = (1..=100).filter(|number| sample.contains(number) || number % 2 == 0);
        assert_eq!(sample, drawn("2026-03-02", without));
        // Held: whoever asks again after an upgrade finds the same threads.
        insta::assert_debug_snapshot!(sample, @"
        [
            4,
            49,
            23,
            31,
            17,
        ]
        ");
    }

    #[test]
    fn every_thread_is_drawn_about_as_often() {
        let mut counts = [0; 20];
        for seed in 0..2000 {
            for number in drawn(&seed.to_string(), 0..20) {
                counts[usize::try_from(number).unwrap()] += 1;
            }
        }
        // 500 each on average; five standard deviations are 97.
        assert!(counts.iter().all(|count| (403..=597).contains(count)), "{counts:?}");
    }
}
