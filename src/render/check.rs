//! What stands against a reply, in words: for `check`, and for the one line of `guard`.

use super::json::time;
use super::{View, safe};
use crate::domain::check::{Against, Answered};
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::note::Note;
use crate::domain::thread::Thread;
use crate::error::Error;
use serde_json::{Value, json};

/// What `check` found out for one member.
pub struct Page {
    pub thread: Thread,
    pub me: MemberId,
    pub against: Against,
}

impl Page {
    pub fn is_clear(&self) -> bool {
        self.against.is_empty() && self.note().is_none()
    }

    fn note(&self) -> Option<&Note> {
        self.thread.unread_note(self.me)
    }

    /// The first reply to the customer's last message: somebody else's, else one's own.
    fn answered(&self) -> Option<Answered> {
        let own = || self.thread.answer(self.thread.last_question()?, |_| true);
        self.against.answered.or_else(own)
    }
}

/// What fits everywhere, where no terminal says how wide it is.
const COLUMNS: u16 = 80;

/// Five answers, one a line and cut to so many columns, and what follows from them.
pub fn text(page: &Page, view: &View, width: Option<u16>) -> String {
    let columns = usize::from(width.unwrap_or(COLUMNS));
    let answers = [owner, hold, note, customer, answered];
    let answers = answers.map(|answer| safe::cut(&answer(page, view), columns) + "\n");
    answers.concat() + &verdict(page, view) + "\n"
}

fn field(name: &str, value: &str) -> String {
    format!("{name:<9} {value}")
}

fn owner(page: &Page, view: &View) -> String {
    let backup = page.thread.backup.map(|backup| format!(", backup {}", view.member(backup)));
    let owner = match page.thread.owner {
        Some(owner) => {
            let name = who(owner.member, page, view);
            format!("{name} since {}{}", view.when(owner.since), stand_in(owner.member, page, view))
        }
        None => "nobody".to_owned(),
    };
    field("owner", &(owner + &backup.unwrap_or_default()))
}

/// Who should act while the owner is away.
fn stand_in(owner: MemberId, page: &Page, view: &View) -> String {
    let acting = view.team.acting_on(&page.thread, view.now);
    match acting.filter(|acting| acting.member != owner) {
        Some(acting) => format!(", away; to act now: {}", who(acting.member, page, view)),
        None => String::new(),
    }
}

fn hold(page: &Page, view: &View) -> String {
    let hold = page.thread.holds(view.now);
    let at_it =
        hold.map(|hold| format!("{} until {}", who(hold.by, page, view), view.when(hold.until)));
    field("at it", &at_it.unwrap_or_else(|| "nobody".to_owned()))
}

fn note(page: &Page, view: &View) -> String {
    let unread = page.note().map(|note| {
        let by = note.by.map_or_else(|| "baton".to_owned(), |by| view.member(by));
        format!("unread, {by} {}: {}", view.when(note.at), safe::line(&note.text))
    });
    field("note", &unread.unwrap_or_else(|| "none for you to read".to_owned()))
}

fn customer(page: &Page, view: &View) -> String {
    let waits = page
        .thread
        .unanswered_since()
        .map(|since| format!("waits for a reply since {} ({})", view.when(since), view.age(since)));
    field("customer", &waits.unwrap_or_else(|| "waits for no reply".to_owned()))
}

fn answered(page: &Page, view: &View) -> String {
    let by = page.answered().map(|answered| {
        let by = answered.by.map_or_else(|| SOMEBODY.to_owned(), |by| who(by, page, view));
        format!("by {by} {}", view.when(answered.at))
    });
    field("answered", &by.unwrap_or_else(|| "by nobody yet".to_owned()))
}

/// Who answered, where no header says it.
const SOMEBODY: &str = "somebody";

fn who(member: MemberId, page: &Page, view: &View) -> String {
    if member == page.me { "you".to_owned() } else { view.member(member) }
}

fn verdict(page: &Page, view: &View) -> String {
    let mut reasons = reasons(&page.against, view);
    reasons.extend(page.note().map(|_| "a note for you is unread".to_owned()));
    match (reasons.is_empty(), page.thread.owner) {
        (true, None) => format!("go ahead; claim it: baton claim {}", page.thread.id),
        (true, Some(_)) => "go ahead".to_owned(),
        (false, _) => format!("stop: {}; {}", reasons.join(", "), advice(page, view)),
    }
}

/// What to type about the first of the reasons.
fn advice(page: &Page, view: &View) -> String {
    let (thread, against) = (page.thread.id, &page.against);
    let offered = page.thread.open_offer(view.now).is_some_and(|offer| offer.is_to(page.me));
    match (against.owner, against.hold) {
        (Some(_), _) if offered => format!("take it: baton accept {thread}"),
        (Some(owner), _) => {
            let (owner, me) = (view.member(owner.member), view.member(page.me));
            format!("{owner} can pass it on: baton handoff {thread} {me}")
        }
        (None, Some(hold)) => format!("ask {}, or see: baton show {thread}", view.member(hold.by)),
        (None, None) if page.note().is_some() => format!("once read: baton ack {thread}"),
        (None, None) => format!("read it: baton show {thread} --mail"),
    }
}

fn reasons(against: &Against, view: &View) -> Vec<String> {
    let mut reasons = Vec::new();
    if let Some(owner) = against.owner {
        reasons.push(format!(
            "{} owns it since {}",
            view.member(owner.member),
            view.when(owner.since)
        ));
    }
    // An owner at work is an owner.
    let owner = against.owner.map(|owner| owner.member);
    if let Some(hold) = against.hold.filter(|hold| Some(hold.by) != owner) {
        reasons.push(format!("{} is at it until {}", view.member(hold.by), view.when(hold.until)));
    }
    if let Some(Answered { by, at }) = against.answered {
        let by = by.map_or_else(|| SOMEBODY.to_owned(), |by| view.member(by));
        reasons.push(format!("{by} answered {}", view.when(at)));
    }
    reasons
}

/// Why a mail is not sent, for the one line that a mail client shows.
pub fn refusal(thread: ThreadId, against: &Against, view: &View) -> Error {
    let reasons = reasons(against, view).join(", ");
    Error::temporary(format!(
        "not sent: {reasons} (see: baton show {thread}; send it all the same: baton guard --force)"
    ))
}

/// `check` (SPEC §10).
pub fn shape(page: &Page, view: &View) -> Value {
    let name = |member: MemberId| view.team.name(member);
    let hold = page.thread.holds(view.now);
    let answered = page.answered();
    json!({
        "thread": page.thread.id.0,
        "go": page.is_clear(),
        "owner": page.thread.owner.map(|owner| name(owner.member)),
        "held_by": hold.map(|hold| name(hold.by)),
        "held_until": hold.map(|hold| time(hold.until)),
        "unread_note": page.note().map(|note| &note.text),
        "awaits_reply": page.thread.unanswered_since().is_some(),
        "answered_by": answered.and_then(|answered| answered.by).map(name),
        "answered_at": answered.map(|answered| time(answered.at)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::absence::{Absence, Absences};
    use crate::domain::calendar::Calendar;
    use crate::domain::ids::Seq;
    use crate::domain::member::Team;
    use crate::domain::policy::Policy;
    use crate::domain::thread::Owner;

    #[test]
    fn who_covers_an_absent_owner_reads_that_it_is_theirs_to_act() {
        let (owner, me) = (MemberId(1), MemberId(2));
        let now = chrono::DateTime::from_timestamp(1_772_442_000, 0).unwrap();
        let away =
            Absence { entry: Seq(1), member: owner, from: now, until: None, cover: Some(me) };
        let calendar = Calendar::default_in(chrono_tz::UTC);
        let policy = Policy { absences: Absences::new(vec![away]), ..Policy::new(calendar) };
        let mut team = Team::new(Vec::new());
        team.absences = policy.absences.clone();
        let clock = &policy.calendar;
        let view = View { team: &team, inboxes: &[], policy: &policy, clock, now };
        let mut thread = Thread::new(ThreadId(1));
        thread.owner = Some(Owner { member: owner, since: now });
        let against = thread.against(me, None, &team, now);
        let said = text(&Page { thread, me, against }, &view, None);
        assert_eq!(
            said.lines().next().unwrap(),
            "owner     member-1 since today 09:00, away; to act now: you"
        );
        assert_eq!(said.lines().last().unwrap(), "go ahead");
    }
}
