use super::args::Threads;
use super::context::Context;
use crate::domain::access::Deed;
use crate::domain::handoff::Brief;
use crate::domain::thread::Refusal;
use crate::error::Error;

/// Offer threads of yours to another member, with a brief
///
/// You stay the owner until the other accepts. An offer that is not answered lapses after handoff-lapse, one working
/// day unless the config says otherwise. The brief has five parts: --asked, --done, --waiting, --risk, --next. Without
/// any of them, on a terminal, your editor opens with the five headings.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
    /// Who should take it
    member: String,
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
    /// What to do next
    #[arg(long, value_name = "TEXT")]
    next: Option<String>,
    /// When that is due
    #[arg(long, value_name = "DATE")]
    due: Option<String>,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let to = session.member(&args.member)?.id;
    let due = args.due.as_deref().map(|due| session.date(due)).transpose()?;
    let brief = brief(args, cx)?;
    let lapses_at = session.policy.calendar.add(session.now, session.policy.handoff_lapse);
    session.change(&args.threads, Deed::Decide, cx, |thread, who| -> Result<_, Refusal> {
        thread.offer(to, brief.clone(), due, lapses_at, who.now)
    })
}

fn brief(args: &Args, cx: &mut Context) -> Result<Brief, Error> {
    let given = [&args.asked, &args.done, &args.waiting, &args.risk, &args.next];
    if given.iter().all(|part| part.is_none()) {
        let template: String =
            Brief::default().parts().iter().map(|(name, _)| format!("# {name}\n\n")).collect();
        return read(&cx.edit(&template)?);
    }
    let [asked, done, waiting, risk, next] = given.map(|part| part.clone().unwrap_or_default());
    Ok(Brief { asked, done, waiting, risk, next })
}

/// Reads the five parts under their headings.
fn read(text: &str) -> Result<Brief, Error> {
    let mut brief = Brief::default();
    let mut part: Option<&mut String> = None;
    for line in text.lines() {
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
    fn the_five_headings_are_read_back() {
        let brief = read("# asked\n\na quote\nfor two\n\n# done\n\n# next\nsend it\n").unwrap();
        assert_eq!((brief.asked.as_str(), brief.next.as_str()), ("a quote\nfor two", "send it"));
        assert_eq!(brief.done, "");
    }

    #[test]
    fn an_empty_brief_offers_nothing() {
        assert!(read("# asked\n\n# done\n").is_err());
    }
}
