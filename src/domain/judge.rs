//! Who wrote a message, and which way it goes, seen from the team (SPEC §6.6, §6.7).

use super::address::{Address, without_detail};
use super::automated;
use super::ids::MemberId;
use super::member::{Member, Team};
use super::message::{Automated, Direction, Headers, Message};
use super::time::Timestamp;

/// Raised when the rules by which messages are judged change: then all mail is judged anew.
const RULES: u32 = 2;

/// A shared address with everything else that is its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharedAddress {
    /// The address and its aliases, in lower case.
    pub addresses: Vec<String>,
    /// List-Ids that are this inbox itself.
    pub own_lists: Vec<String>,
    /// Senders whose Reply-To is the customer, in lower case.
    pub contact_form: Vec<String>,
}

/// Everyone on our side: members and shared addresses.
#[derive(Clone, Debug, Default)]
pub struct Us {
    pub team: Team,
    pub shared: Vec<SharedAddress>,
}

/// A message as the team sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub direction: Direction,
    pub automated: Option<Automated>,
    /// The member who wrote it, where the headers say so.
    pub author: Option<MemberId>,
    /// The person outside: who wrote to us, or the first one we wrote to.
    pub correspondent: Option<Address>,
}

/// Who is behind a From.
enum Writer {
    Us,
    /// Somebody outside, where the headers say who.
    Outside(Option<Address>),
}

impl Us {
    /// Is this one of our addresses, with or without a detail after `+`? The address is in lower case.
    pub fn is_us(&self, address: &str) -> bool {
        self.is_shared(address) || self.member(address).is_some()
    }

    /// Is this an inbox, or an alias of one? The address is in lower case.
    pub fn is_shared(&self, address: &str) -> bool {
        let known = |address: &str| {
            self.shared.iter().any(|inbox| inbox.addresses.iter().any(|own| own == address))
        };
        known(address) || without_detail(address).is_some_and(|base| known(&base))
    }

    fn member(&self, address: &str) -> Option<&Member> {
        let base = || self.team.with_address(&without_detail(address)?);
        self.team.with_address(address).or_else(base)
    }

    fn outside<'a>(
        &self,
        addresses: impl IntoIterator<Item = &'a Address>,
    ) -> impl Iterator<Item = &'a Address> {
        addresses.into_iter().filter(|address| !self.is_us(&address.address))
    }

    /// Judges a message by its headers.
    pub fn judge(&self, headers: &Headers) -> Judged {
        let own_lists: Vec<String> =
            self.shared.iter().flat_map(|inbox| inbox.own_lists.iter().cloned()).collect();
        let automated = automated::mark(headers, &own_lists);
        if let Writer::Outside(correspondent) = self.writer(headers) {
            let direction = Direction::Inbound;
            return Judged { direction, automated, author: None, correspondent };
        }
        let correspondent = self.outside(headers.to.iter().chain(&headers.cc)).next().cloned();
        let direction = match correspondent {
            Some(_) => Direction::Outbound,
            None => Direction::Internal,
        };
        Judged { direction, automated, author: self.author(headers), correspondent }
    }

    fn writer(&self, headers: &Headers) -> Writer {
        // RFC 5322 §3.6.2 wants a From. Without one, Sender is the next best.
        let Some(from) = headers.from.as_ref().or(headers.sender.as_ref()) else {
            return Writer::Outside(self.outside(&headers.reply_to).next().cloned());
        };
        let replies = self.outside(&headers.reply_to).next();
        if self.shared.iter().any(|inbox| inbox.contact_form.contains(&from.address)) {
            // Without Reply-To nobody knows who filled it in; the form itself is no customer.
            return Writer::Outside(replies.cloned());
        }
        if !self.is_us(&from.address) {
            return Writer::Outside(Some(from.clone()));
        }
        if !self.is_shared(&from.address) {
            return Writer::Us;
        }
        let rewritten =
            headers.original_from.as_ref().filter(|from| !self.is_shared(&from.address));
        match (rewritten, munged(&from.name)) {
            (Some(person), _) if self.is_us(&person.address) => Writer::Us,
            (Some(person), _) => Writer::Outside(Some(person.clone())),
            (None, Some(name)) => self.behind_list(name, headers),
            // The inbox writes to itself for somebody who wants the answer: a form on our own site.
            (None, None) => {
                match (replies, self.outside(headers.to.iter().chain(&headers.cc)).next()) {
                    (Some(person), None) => Writer::Outside(Some(person.clone())),
                    _ => Writer::Us,
                }
            }
        }
    }

    /// Who stands behind "Ana via Support", where no header of the list says it: whom Reply-To names, or, where that
    /// is the list itself, whom the list put into Cc under the same name (Mailman does).
    fn behind_list(&self, name: &str, headers: &Headers) -> Writer {
        let is_named = |address: &&Address| {
            address.name.to_lowercase() == name.to_lowercase()
                || address.address == name.to_lowercase()
        };
        let all = || headers.to.iter().chain(&headers.cc);
        let person = self.outside(&headers.reply_to).find(is_named);
        let person = person
            .or_else(|| self.outside(&headers.reply_to).next())
            .or_else(|| self.outside(all()).find(is_named));
        let replies_to_member =
            headers.reply_to.iter().any(|to| self.member(&to.address).is_some());
        let came_to_us = all().any(|to| self.is_us(&to.address));
        match person {
            Some(person) => Writer::Outside(Some(person.clone())),
            None if replies_to_member || self.team.displayed(name).is_some() => Writer::Us,
            None if came_to_us => Writer::Outside(None),
            // "Sales via Support", written to a customer.
            None => Writer::Us,
        }
    }

    /// The member who wrote a message of ours: by From or what a list made it of, else by its display name, else by
    /// Sender.
    fn author(&self, headers: &Headers) -> Option<MemberId> {
        let member = |address: &Option<Address>| self.member(&address.as_ref()?.address);
        member(&headers.from)
            .or_else(|| member(&headers.original_from))
            .or_else(|| self.team.displayed(&headers.from.as_ref()?.name))
            .or_else(|| member(&headers.sender))
            .map(|member| member.id)
    }

    /// One line that changes when anything changes by which messages are judged.
    pub fn fingerprint(&self) -> String {
        let mut lines: Vec<String> = self
            .team
            // What was written by who left stays theirs.
            .ever()
            .map(|member| format!("{}={} {}", member.id, member.name, member.addresses.join(" ")))
            .chain(self.shared.iter().map(|inbox| {
                format!(
                    "{} | {} | {}",
                    inbox.addresses.join(" "),
                    inbox.own_lists.join(" "),
                    inbox.contact_form.join(" ")
                )
            }))
            .collect();
        lines.sort();
        lines.insert(0, format!("rules {RULES}"));
        lines.join("\n")
    }
}

/// The name in a From that a list rewrote: "Ana" in "'Ana' via Support" and "Ana (via Support)".
fn munged(display: &str) -> Option<&str> {
    // Case is folded by bytes, so that places in the one are places in the other.
    let lower = display.to_ascii_lowercase();
    let at = lower.find(" via ").or_else(|| lower.find("(via "))?;
    Some(display[..at].trim().trim_matches(['\'', '"']).trim())
}

impl Judged {
    /// The same message, if baton's own review or an answer of ours to one: these ask nothing of anybody, and are no
    /// reply to a customer. `is_review` knows the exact Message-IDs that were sent: a header anyone can forge.
    pub fn beside_reviews(self, headers: &Headers, is_review: impl Fn(&str) -> bool) -> Judged {
        let (direction, correspondent) = (Direction::Internal, None);
        if headers.message_id.as_deref().is_some_and(&is_review) {
            let automated = Some(Automated::Auto);
            return Judged { direction, automated, author: None, correspondent };
        }
        let answers = headers.references.iter().any(|id| is_review(id));
        if answers && self.direction == Direction::Outbound {
            return Judged { direction, correspondent, ..self };
        }
        self
    }
}

/// A stranger writes into a thread: neither From nor any recipient of its earlier mail. A mail server that returns
/// a mail is no stranger.
///
/// `messages` are in the order of their times; the answer has one flag a message.
pub fn new_correspondents(messages: &[Message]) -> Vec<bool> {
    let mut known = std::collections::HashSet::new();
    messages
        .iter()
        .map(|message| {
            let from = message.from.as_ref().map(|from| from.address.clone());
            let stranger = !known.is_empty()
                && message.fact.direction == Direction::Inbound
                && message.fact.automated != Some(Automated::Bounce)
                && from.as_ref().is_some_and(|from| !known.contains(from));
            known.extend(from);
            known.extend(message.to.iter().chain(&message.cc).map(|to| to.address.clone()));
            stranger
        })
        .collect()
}

/// The outbound message's author where the headers do not say: whoever held the thread then.
pub fn author_by_hold(
    holds: &[(MemberId, Timestamp, Timestamp)],
    at: Timestamp,
) -> Option<MemberId> {
    holds.iter().rev().find(|(_, from, until)| *from <= at && at < *until).map(|(by, ..)| *by)
}

#[cfg(test)]
mod tests {
    use super::super::member::{Member, Role};
    use super::*;

    fn us() -> Us {
        let maya = Member {
            time_zone: None,
            left_at: None,
            id: MemberId(1),
            name: "maya".into(),
            login: "maya".into(),
            addresses: vec!["maya@example.org".into()],
            role: Role::Agent,
        };
        let support = SharedAddress {
            addresses: vec!["support@example.org".into(), "help@example.org".into()],
            own_lists: vec![],
            contact_form: vec!["form@example.org".into()],
        };
        Us { team: Team::new(vec![maya]), shared: vec![support] }
    }

    fn mail(from: (&str, &str), to: &str) -> Headers {
        Headers {
            from: Some(Address::new(from.0, from.1)),
            to: vec![Address::new("", to)],
            ..Headers::default()
        }
    }

    #[test]
    fn from_outside_is_inbound_and_its_writer_the_correspondent() {
        let judged = us().judge(&mail(("Ana", "ana@example.com"), "support@example.org"));
        assert_eq!(judged.direction, Direction::Inbound);
        assert_eq!(judged.correspondent, Some(Address::new("Ana", "ana@example.com")));
    }

    #[test]
    fn a_reply_in_the_inboxs_name_is_by_the_member_in_its_display_name() {
        let judged = us().judge(&mail(("Maya Olsen", "support@example.org"), "ana@example.com"));
        assert_eq!((judged.direction, judged.author), (Direction::Outbound, Some(MemberId(1))));
    }

    #[test]
    fn mail_among_us_is_internal() {
        let judged = us().judge(&mail(("", "maya@example.org"), "help@example.org"));
        assert_eq!(judged.direction, Direction::Internal);
    }

    fn via(name: &str, reply_to: &[(&str, &str)], cc: &[(&str, &str)]) -> Judged {
        let list = |list: &[(&str, &str)]| {
            list.iter().map(|(name, address)| Address::new(name, address)).collect()
        };
        let mut munged = mail((name, "support@example.org"), "support@example.org");
        (munged.reply_to, munged.cc) = (list(reply_to), list(cc));
        us().judge(&munged)
    }

    #[test]
    fn a_from_rewritten_by_a_list_is_the_person_behind_it() {
        let (ana, list) = (("Ana", "ana@example.com"), ("Support", "help@example.org"));
        let ben = ("Ben", "ben@example.net");
        for (name, reply_to, cc) in [
            ("Ana via Support", vec![ana], vec![]),
            ("'Ana' via Support", vec![list, ana], vec![]),
            ("Ana (via Support)", vec![ben, ana], vec![]),
            ("ANA VIA support", vec![list], vec![ben, ana]),
            ("ana@example.com via Support", vec![], vec![ben, ("", ana.1)]),
            // Nothing says that it is rewritten, but who writes to himself for somebody else?
            ("Support", vec![ana], vec![]),
        ] {
            let judged = via(name, &reply_to, &cc);
            assert_eq!(judged.direction, Direction::Inbound, "{name}");
            let person = judged.correspondent.map(|person| person.address);
            assert_eq!(person.as_deref(), Some("ana@example.com"), "{name}");
        }
    }

    #[test]
    fn a_list_that_tells_nothing_leaves_the_person_unknown() {
        let judged =
            via("Ana via Support", &[("", "help@example.org")], &[("Ben", "ben@example.net")]);
        assert_eq!((judged.direction, judged.correspondent), (Direction::Inbound, None));
        // But one of us is known by name.
        let judged = via("Maya via Support", &[], &[]);
        assert_eq!((judged.direction, judged.author), (Direction::Internal, Some(MemberId(1))));
    }

    #[test]
    fn what_the_inbox_writes_to_a_customer_is_ours_whatever_its_name() {
        let judged =
            us().judge(&mail(("Sales via Shop", "support@example.org"), "ana@example.com"));
        assert_eq!(judged.direction, Direction::Outbound);
        let mut replies_elsewhere = mail(("Shop", "support@example.org"), "ana@example.com");
        replies_elsewhere.reply_to = vec![Address::new("", "partner@example.net")];
        assert_eq!(us().judge(&replies_elsewhere).direction, Direction::Outbound);
    }

    #[test]
    fn a_detail_is_passed_over_in_our_own_addresses() {
        assert!(us().is_us("support+web@example.org") && us().is_us("maya+x@example.org"));
        assert!(!us().is_us("support@example.com") && !us().is_us("+support@example.org"));
        let judged = us().judge(&mail(("", "maya+work@example.org"), "ana+x@example.com"));
        assert_eq!((judged.direction, judged.author), (Direction::Outbound, Some(MemberId(1))));
        assert_eq!(judged.correspondent.map(|to| to.address).as_deref(), Some("ana+x@example.com"));
    }

    #[test]
    fn without_from_the_sender_is_the_writer() {
        let mut headers = mail(("", "x"), "support@example.org");
        headers.from = None;
        assert_eq!(us().judge(&headers).correspondent, None);
        headers.reply_to = vec![Address::new("", "ana@example.com")];
        assert_eq!(us().judge(&headers).correspondent, Some(Address::new("", "ana@example.com")));
        headers.sender = Some(Address::new("", "ben@example.net"));
        assert_eq!(us().judge(&headers).correspondent, headers.sender);
    }

    #[test]
    fn only_an_exact_id_makes_a_review() {
        let mut review = mail(("Eve", "eve@example.net"), "support@example.org");
        review.message_id = Some("abc@example.org".into());
        let judge = |known: &str, headers: &Headers| {
            us().judge(headers).beside_reviews(headers, |id| id == known)
        };
        let known = judge("abc@example.org", &review);
        assert_eq!(
            (known.direction, known.automated),
            (Direction::Internal, Some(Automated::Auto))
        );
        assert_eq!(judge("ABC@example.org", &review), us().judge(&review));
        // An outsider's answer to a review is a question like any other.
        review.message_id = Some("other@example.net".into());
        review.references = vec!["abc@example.org".into()];
        assert_eq!(judge("abc@example.org", &review).direction, Direction::Inbound);
    }

    #[test]
    fn a_contact_form_names_the_customer_in_reply_to() {
        let mut form = mail(("Web form", "form@example.org"), "support@example.org");
        form.reply_to = vec![Address::new("Ana", "ana@example.com")];
        assert_eq!(us().judge(&form).correspondent.map(|a| a.name), Some("Ana".into()));
        form.reply_to = vec![Address::new("", "support@example.org")];
        let judged = us().judge(&form);
        assert_eq!((judged.direction, judged.correspondent), (Direction::Inbound, None));
    }

    #[test]
    fn who_held_the_thread_wrote_the_reply() {
        let t = |s| chrono::DateTime::from_timestamp(s, 0).unwrap();
        let holds = [(MemberId(1), t(100), t(200)), (MemberId(2), t(150), t(300))];
        assert_eq!(author_by_hold(&holds, t(160)), Some(MemberId(2)));
        assert_eq!(author_by_hold(&holds, t(300)), None);
    }
}
