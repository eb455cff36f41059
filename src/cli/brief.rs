//! The five parts of a brief: from flags, or from the giver's editor.

use super::context::Context;
use super::session::Session;
use crate::domain::handoff::Brief;
use crate::domain::summary::Listed;
use crate::domain::thread::Thread;
use crate::error::Error;
use crate::render::handoff;

/// The parts as flags.
#[derive(clap::Args)]
pub struct Parts {
    /// What the customer asked for
    #[arg(long, value_name = "TEXT")]
    asked: Option<String>,
    /// What we have done so far
    #[arg(long, value_name = "TEXT")]
    done: Option<String>,
    /// What we wait for, and on whom
    #[arg(long, value_name = "TEXT")]
    waiting: Option<String>,
    /// What can go wrong
    #[arg(long, value_name = "TEXT")]
    risk: Option<String>,
    /// What to do next: a task for whoever accepts
    #[arg(long, value_name = "TEXT")]
    next: Option<String>,
}

impl Parts {
    /// The brief that the flags make, if there are any.
    pub fn given(&self) -> Option<Brief> {
        let parts = [&self.asked, &self.done, &self.waiting, &self.risk, &self.next];
        if parts.iter().all(|part| part.is_none()) {
            return None;
        }
        let [asked, done, waiting, risk, next] = parts.map(|part| part.clone().unwrap_or_default());
        Some(Brief { asked, done, waiting, risk, next })
    }
}

/// Opens the giver's editor with what is known of the threads.
pub fn write(
    threads: &[(Listed, Thread)],
    session: &Session,
    cx: &mut Context,
) -> Result<Brief, Error> {
    read(&cx.edit(&handoff::template(threads, &session.view()))?)
}

/// The brief without what nobody should keep.
pub fn masked(brief: Brief, cx: &mut Context) -> Brief {
    let Brief { asked, done, waiting, risk, next } = brief;
    let [asked, done, waiting, risk, next] =
        [asked, done, waiting, risk, next].map(|part| cx.masked(&part));
    Brief { asked, done, waiting, risk, next }
}

/// Reads the five parts under their headings; baton's own comments are no part of them.
fn read(text: &str) -> Result<Brief, Error> {
    let mut brief = Brief::default();
    let mut part: Option<&mut String> = None;
    for line in text.lines().filter(|line| !handoff::is_comment(line)) {
        match line.strip_prefix("# ").map(str::trim) {
            Some("asked") => part = Some(&mut brief.asked),
            Some("done") => part = Some(&mut brief.done),
            Some("waiting") => part = Some(&mut brief.waiting),
            Some("risk") => part = Some(&mut brief.risk),
            Some("next") => part = Some(&mut brief.next),
            _ => part.iter_mut().for_each(|part| **part += &format!("{line}\n")),
        }
    }
    for part in
        [&mut brief.asked, &mut brief.done, &mut brief.waiting, &mut brief.risk, &mut brief.next]
    {
        *part = part.trim().to_owned();
    }
    match brief == Brief::default() {
        true => Err(Error::refused("the brief is empty, so nothing was offered")),
        false => Ok(brief),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_five_headings_are_read_back_without_the_comments() {
        let text = "# asked\n<!-- 1: Pricing (Ana) -->\n\na quote\nfor two\n\n# done\n<!-- x -->\n# next\nsend it\n";
        let brief = read(text).unwrap();
        assert_eq!((brief.asked.as_str(), brief.next.as_str()), ("a quote\nfor two", "send it"));
        assert_eq!(brief.done, "");
    }

    #[test]
    fn an_empty_brief_offers_nothing() {
        assert!(read("# asked\n<!-- 1: Pricing (Ana) -->\n\n# done\n").is_err());
    }
}
