//! Notes that say too little, and what their next reader will ask. A hint, never a refusal: only notes of a few words
//! that all say nothing are meant, so that one word with news in it is enough.

use super::entry::NoteKind;

/// More words than this always say something.
const MOST_WORDS: usize = 8;

/// Words that name what was done, and the question each leaves open.
const DEEDS: &[(&[&str], &str)] = &[
    (
        &[
            "called",
            "call",
            "phoned",
            "phone",
            "rang",
            "telephoned",
            "spoke",
            "spoken",
            "talked",
            "met",
            "meeting",
            "chatted",
        ],
        TALKED,
    ),
    (
        &[
            "emailed",
            "mailed",
            "wrote",
            "written",
            "replied",
            "answered",
            "responded",
            "sent",
            "messaged",
            "texted",
            "pinged",
            "contacted",
            "informed",
        ],
        WROTE,
    ),
    (
        &[
            "done",
            "fixed",
            "solved",
            "resolved",
            "sorted",
            "handled",
            "finished",
            "completed",
            "closed",
            "ok",
            "okay",
            "fine",
        ],
        DID,
    ),
    (
        &[
            "asap",
            "urgent",
            "urgently",
            "later",
            "soon",
            "todo",
            "follow",
            "followup",
            "pending",
            "waiting",
            "checking",
            "chase",
            "chasing",
            "investigating",
            "working",
        ],
        WILL,
    ),
    (&["see", "fyi", "above", "below", "discussed", "update", "updated", "note", "noted"], POINTED),
];

const TALKED: &str = "what was said, and what was agreed?";
const WROTE: &str = "what does the mail say, and is an answer expected?";
const DID: &str = "what was done, and does the customer know?";
const WILL: &str = "who does what, and by when?";
const POINTED: &str = "what should the next reader know?";
const DECIDED: &str = "what was decided, by whom, and why?";

/// Words that leave as much open as they stand beside.
#[rustfmt::skip] // A list to read by its sense.
const FILLERS: &[&str] = &[
    "i", "we", "he", "she", "they", "it", "him", "her", "them", "me", "us", "you", "this", "that",
    "the", "a", "an", "to", "with", "on", "in", "by", "up", "back", "of", "for", "at", "as", "and",
    "again", "just", "now", "today", "already", "quickly", "briefly", "all", "good",
    "is", "was", "be", "been", "have", "has", "had", "did", "do", "will", "ll", "ve", "s", "needs", "need", "must",
    "customer", "customers", "client", "clients", "caller", "user", "guy", "person", "team", "everyone", "someone",
    "mail", "email", "mails", "emails", "e", "message", "thread", "ticket", "reply", "phone", "issue", "problem",
    "please", "pls", "thanks", "thx", "tbd", "btw",
];

/// Words that, alone, say that something was decided but not what.
const VERDICTS: &[&str] =
    &["yes", "no", "agreed", "approved", "decided", "rejected", "declined", "granted", "denied"];

/// What the next reader of the note will ask, if it clearly says too little.
pub fn hint(text: &str, kind: NoteKind) -> Option<&'static str> {
    let lower = text.to_lowercase();
    // A link, an amount or a date is news, whatever stands beside it.
    if lower.contains(|c: char| c.is_numeric() || c == '@' || c == '/') {
        return None;
    }
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.len() > MOST_WORDS {
        return None;
    }
    let question = |word: &&str| DEEDS.iter().find(|(deeds, _)| deeds.contains(word)).map(|d| d.1);
    let is_verdict = |word: &&str| VERDICTS.contains(word);
    let says_nothing =
        |word: &&str| FILLERS.contains(word) || is_verdict(word) || question(word).is_some();
    if !words.iter().all(says_nothing) {
        return None;
    }
    match kind {
        NoteKind::Call => Some(TALKED),
        NoteKind::Decision => Some(DECIDED),
        NoteKind::Note if words.iter().any(is_verdict) => Some(DECIDED),
        NoteKind::Note => Some(words.iter().find_map(question).unwrap_or(POINTED)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_that_says_too_little_is_asked_what_its_reader_will_ask() {
        let rows = [
            ("called", TALKED),
            ("called customer", TALKED),
            ("Called the customer back.", TALKED),
            ("Spoke with him", TALKED),
            ("talked to her", TALKED),
            ("phone call", TALKED),
            ("had a call with the client today", TALKED),
            ("met them", TALKED),
            ("emailed them", WROTE),
            ("Sent mail", WROTE),
            ("sent an e-mail to the customer", WROTE),
            ("replied", WROTE),
            ("I've answered", WROTE),
            ("done", DID),
            ("Done!", DID),
            ("fixed it", DID),
            ("ok", DID),
            ("OK.", DID),
            ("all good, sorted", DID),
            ("asap", WILL),
            ("ASAP please!!", WILL),
            ("will follow up", WILL),
            ("we'll do it later", WILL),
            ("urgent", WILL),
            ("FYI", POINTED),
            ("see mail", POINTED),
            ("see above", POINTED),
            ("as discussed", POINTED),
            ("please", POINTED),
            ("approved", DECIDED),
            ("agreed with customer", DECIDED),
        ];
        for (text, question) in rows {
            assert_eq!(hint(text, NoteKind::Note), Some(question), "{text}");
        }
    }

    #[test]
    fn the_kind_of_a_note_says_what_is_missing() {
        for text in ["customer", "done", "ok, agreed", "emailed her"] {
            assert_eq!(hint(text, NoteKind::Call), Some(TALKED), "{text}");
            assert_eq!(hint(text, NoteKind::Decision), Some(DECIDED), "{text}");
        }
    }

    #[test]
    fn a_note_with_one_piece_of_news_in_it_is_left_alone() {
        for text in [
            "called, no answer",
            "called Ana: she wants the blue one",
            "called the customer, voicemail",
            "called at 16:00",
            "emailed the quote",
            "sent invoice",
            "sent RE-2026-17",
            "refund",
            "refund approved",
            "done: DNS moved to the new host",
            "ok to ship without label",
            "will follow up on Friday",
            "waiting for legal",
            "waiting on bob",
            "see https://wiki.example.org/refunds",
            "see invoice from March",
            "talked to her lawyer",
            "met at the fair",
            "prefers phone",
            "VIP",
            "vegetarian",
            "fixed by restart",
            "urgent: site is down",
            "asap, the fair opens Monday",
            "kein Rückruf erwünscht",
            "了解",
            "42",
            "🙂",
            "",
            "they will do it, and we have been with them on that for as long as it has been",
        ] {
            for kind in NoteKind::ALL {
                assert_eq!(hint(text, kind), None, "{text}");
            }
        }
    }
}
