use super::args::{ThreadRef, Threads};
use super::context::Context;
use crate::domain::access::Deed;
use crate::domain::tag::Change;
use crate::error::Error;

/// Put words on threads, or take them off
///
/// baton tag 42 43 +billing -new puts billing on both, and takes new off.
/// list tag:billing finds them, and what is promised to customers can depend on them ([[sla]] in the config).
#[derive(clap::Args)]
#[command(override_usage = "baton tag [OPTIONS] <THREAD>... <+TAG|-TAG>...")]
pub struct Args {
    /// Threads, then +TAG to put a word on, -TAG to take it off
    #[arg(required = true, num_args = 2.., value_name = "THREAD|+TAG|-TAG", allow_hyphen_values = true)]
    words: Vec<String>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    // What begins with a hyphen is a word here, wherever clap would look for options.
    let (options, words): (Vec<&String>, Vec<&String>) =
        args.words.iter().partition(|word| word.starts_with("--"));
    if let Some(other) = options.iter().find(|option| **option != "--dry-run") {
        return Err(Error::usage(format!("{other} stands behind the threads"))
            .hint(format!("put it before them: baton tag {other} 42 +billing")));
    }
    let dry_run = args.dry_run || !options.is_empty();
    let is_change =
        |word: &&String| word.starts_with('+') || (word.starts_with('-') && word.len() > 1);
    let (changes, threads): (Vec<&String>, Vec<&String>) = words.into_iter().partition(is_change);
    let usage = |why: String| Error::usage(why).hint("such as: baton tag 42 +billing -new");
    if threads.is_empty() || changes.is_empty() {
        return Err(usage("tag takes threads, and what is to be put on or taken off".to_owned()));
    }
    let (mut add, mut remove) = (Vec::new(), Vec::new());
    for change in changes {
        match change.parse().map_err(usage)? {
            Change::Add(tag) => add.push(tag),
            Change::Remove(tag) => remove.push(tag),
        }
    }
    let threads: Vec<ThreadRef> =
        threads.into_iter().map(|word| word.parse()).collect::<Result<_, _>>().map_err(usage)?;
    let threads = Threads { threads, dry_run };
    cx.open()?.change(&threads, Deed::Decide, cx, |thread, _| Ok(thread.tag(&add, &remove)))
}
