//! Handoffs: what the giver is shown while they write the brief, and what the receiver reads.

use super::show::indented;
use super::{View, headline, reason, safe, threads};
use crate::domain::handoff::{Brief, Unmet};
use crate::domain::message::Direction;
use crate::domain::sla;
use crate::domain::summary::Listed;
use crate::domain::thread::Thread;
use crate::domain::time::Timestamp;

/// Of many notes the giver is shown the newest.
const MOST_NOTES: usize = 5;

/// What `show` says of handoffs: the open one, what became of the last, what the owner was told.
pub fn lines(thread: &Thread, view: &View, out: &mut Vec<String>) {
    let unmet = thread.unmet(view.now);
    if !unmet.is_empty() {
        out.push(String::new());
    }
    out.extend(unmet.iter().map(|unmet| became(unmet, view)));
    if let Some(offer) = thread.open_offer(view.now) {
        let (from, to) = (view.member(offer.from), headline::receivers(offer.receivers(), view));
        out.push(String::new());
        out.push(format!("handoff from {from} to {to}, lapses {}", view.when(offer.lapses_at)));
        out.extend(brief(thread.brief.as_ref().unwrap_or(&Brief::default()), offer.due, view));
    }
    if let Some(taken) = &thread.taken_over {
        let (from, at) = (view.member(taken.offer.from), view.when(taken.at));
        out.push(String::new());
        out.push(format!("taken over from {from} {at}"));
        out.extend(brief(&taken.brief, taken.offer.due, view));
    }
}

/// "jordan declined it today 10:00: on leave"; "the offer to jordan lapsed Mon 17:00".
fn became(unmet: &Unmet, view: &View) -> String {
    match unmet {
        Unmet::Declined { by, at, reason } => {
            let reason = reason.as_ref().map(|why| format!(": {}", safe::line(why)));
            let (by, at) = (view.member(*by), view.when(*at));
            format!("{by} declined it {at}{}", reason.unwrap_or_default())
        }
        Unmet::Lapsed { offer } => {
            let (to, at) =
                (headline::receivers(offer.receivers(), view), view.when(offer.lapses_at));
            format!("the offer to {to} lapsed {at}")
        }
    }
}

/// The parts of a brief that say something, a line each.
pub fn brief(brief: &Brief, due: Option<Timestamp>, view: &View) -> Vec<String> {
    let parts = brief.parts().into_iter().filter(|(_, text)| !text.is_empty());
    parts
        .map(|(part, text)| format!("  {part:<8} {}", indented(text, 11)))
        .chain(due.map(|due| format!("  {:<8} {}", "due", view.when(due))))
        .collect()
}

/// What the giver's editor opens with: the five headings, and below each what baton knows, as comments. A comment is
/// a line of its own between `<!--` and `-->`; [`is_comment`] knows it again.
pub fn template(threads: &[(Listed, Thread)], view: &View) -> String {
    let parts = Brief::default().parts().map(|(part, _)| part);
    let section = |part: &str| {
        let known = threads.iter().flat_map(|(listed, thread)| known(part, listed, thread, view));
        let known: String = known.map(|line| format!("<!-- {} -->\n", safe::line(&line))).collect();
        format!("# {part}\n{known}\n")
    };
    parts.map(section).concat()
}

/// Is this line of the edited text baton's own?
pub fn is_comment(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("<!--") && line.ends_with("-->")
}

fn known(part: &str, listed: &Listed, thread: &Thread, view: &View) -> Vec<String> {
    let summary = &listed.summary;
    match part {
        "asked" => asked(listed, view),
        "done" => done(listed, thread, view),
        "waiting" => match summary.waiting_on(view.now) {
            Some(_) => vec![headline::waiting(listed, view)],
            None => Vec::new(),
        },
        "risk" => {
            let deadline = sla::deadline(summary, listed.setting(), view.policy, view.now);
            deadline.map(|deadline| reason::target(deadline, view)).into_iter().collect()
        }
        _ => {
            let task = |task: &crate::domain::task::Task| {
                let due = task.due.map(|due| format!(", {}", view.when(due)));
                format!("open task: {}{}", task.title, due.unwrap_or_default())
            };
            thread.open_tasks().map(task).collect()
        }
    }
}

fn asked(listed: &Listed, view: &View) -> Vec<String> {
    let customer = threads::customer(listed);
    let mut lines = vec![format!("{}: {} ({customer})", listed.summary.thread, listed.subject)];
    lines.extend(
        listed
            .summary
            .last_inbound_at
            .map(|at| format!("last mail from outside {}", view.when(at))),
    );
    lines
}

fn done(listed: &Listed, thread: &Thread, view: &View) -> Vec<String> {
    let reply = thread.facts.iter().filter(|fact| fact.direction == Direction::Outbound);
    let author = reply.max_by_key(|fact| fact.rank()).and_then(|fact| fact.author);
    let by = author.map(|author| format!(" by {}", view.member(author))).unwrap_or_default();
    let replied = listed.summary.last_outbound_at;
    let replied = replied.map(|at| format!("last reply {}{by}", view.when(at)));
    let skipped = thread.notes.len().saturating_sub(MOST_NOTES);
    let notes = thread.notes.iter().skip(skipped).map(|note| {
        let by = note.by.map_or_else(|| "baton".to_owned(), |by| view.member(by));
        format!("{} {by}: {}", view.when(note.at), note.text)
    });
    replied.into_iter().chain(notes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_known_again_and_what_is_written_is_none() {
        assert!(is_comment("<!-- 42: --> is no end (Ana) -->"));
        assert!(is_comment("  <!-- x -->\r"));
        for written in ["", "a quote <!-- for two -->", "<!-- half", "# asked"] {
            assert!(!is_comment(written), "{written}");
        }
    }
}
