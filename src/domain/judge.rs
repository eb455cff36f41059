//! Who wrote a message, and which way it goes, seen from the team (SPEC §6.6, §6.7).

use super::address::Address;
use super::automated;
use super::ids::MemberId;
use super::member::Team;
use super::message::{Automated, Direction, Headers, Message};
use super::time::Timestamp;

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

impl Us {
    /// Is this one of our addresses? The address is in lower case.
    pub fn is_us(&self, address: &str) -> bool {
        self.is_shared(address) || self.team.with_address(address).is_some()
    }

    fn is_shared(&self, address: &str) -> bool {
        self.shared.iter().any(|inbox| inbox.addresses.iter().any(|own| own == address))
    }

    /// Judges a message by its headers.
    pub fn judge(&self, headers: &Headers) -> Judged {
        let own_lists: Vec<String> =
            self.shared.iter().flat_map(|inbox| inbox.own_lists.iter().cloned()).collect();
        let automated = automated::mark(headers, &own_lists);
        let sender = self.real_sender(headers);
        let from_us = sender.as_ref().is_some_and(|from| self.is_us(&from.address));
        if !from_us {
            let direction = Direction::Inbound;
            return Judged { direction, automated, author: None, correspondent: sender };
        }
        let outside =
            headers.to.iter().chain(&headers.cc).find(|to| !self.is_us(&to.address)).cloned();
        let direction = if outside.is_some() { Direction::Outbound } else { Direction::Internal };
        Judged { direction, automated, author: self.author(headers), correspondent: outside }
    }

    /// The person behind From. List software that rewrites From puts our own address there and the person
    /// into X-Original-From or Reply-To; a contact form puts them into Reply-To.
    fn real_sender(&self, headers: &Headers) -> Option<Address> {
        let from = headers.from.clone()?;
        let outside = |address: &Option<Address>| {
            address.clone().filter(|address| !self.is_us(&address.address))
        };
        let is_form = self.shared.iter().any(|inbox| inbox.contact_form.contains(&from.address));
        if is_form {
            return outside(&headers.reply_to).or(Some(from));
        }
        if self.is_shared(&from.address) {
            let munged = from.name.to_lowercase().contains(" via ");
            let person = outside(&headers.original_from)
                .or_else(|| if munged { outside(&headers.reply_to) } else { None });
            return person.or(Some(from));
        }
        Some(from)
    }

    /// The member who wrote a message of ours: by From, else by its display name, else by Sender.
    fn author(&self, headers: &Headers) -> Option<MemberId> {
        let from = headers.from.as_ref()?;
        let by_sender =
            || headers.sender.as_ref().and_then(|sender| self.team.with_address(&sender.address));
        self.team
            .with_address(&from.address)
            .or_else(|| self.team.displayed(&from.name))
            .or_else(by_sender)
            .map(|member| member.id)
    }

    /// One line that changes when anything changes by which messages are judged.
    pub fn fingerprint(&self) -> String {
        let mut lines: Vec<String> = self
            .team
            .iter()
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
        lines.join("\n")
    }
}

/// A stranger writes into a thread: neither From nor any recipient of its earlier mail.
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

    #[test]
    fn a_from_rewritten_by_a_list_is_the_person_behind_it() {
        let mut munged = mail(("Ana via Support", "support@example.org"), "support@example.org");
        munged.reply_to = Some(Address::new("Ana", "ana@example.com"));
        let judged = us().judge(&munged);
        assert_eq!(judged.direction, Direction::Inbound);
        assert_eq!(judged.correspondent.map(|a| a.address), Some("ana@example.com".into()));
    }

    #[test]
    fn a_contact_form_names_the_customer_in_reply_to() {
        let mut form = mail(("Web form", "form@example.org"), "support@example.org");
        form.reply_to = Some(Address::new("Ana", "ana@example.com"));
        assert_eq!(us().judge(&form).correspondent.map(|a| a.name), Some("Ana".into()));
    }

    #[test]
    fn who_held_the_thread_wrote_the_reply() {
        let t = |s| chrono::DateTime::from_timestamp(s, 0).unwrap();
        let holds = [(MemberId(1), t(100), t(200)), (MemberId(2), t(150), t(300))];
        assert_eq!(author_by_hold(&holds, t(160)), Some(MemberId(2)));
        assert_eq!(author_by_hold(&holds, t(300)), None);
    }
}
