//! Mail that no person wrote to us: a mark, never a disposal (SPEC §6.4).

use super::message::{Automated, Headers};

/// Words in the subject of a delivery failure sent by a postmaster or with a null Return-Path, as servers of several
/// countries write them.
const FAILURES: [&str; 17] = [
    "undeliverable",
    "undelivered",
    "delivery status",
    "delivery failure",
    "delivery failed",
    "delivery has failed",
    "delivery notification: delivery",
    "could not be delivered",
    "couldn't be delivered",
    "returned mail",
    "returned to sender",
    "failure notice",
    "unzustellbar",
    "nicht zustellbar",
    "non remis",
    "no se puede entregar",
    "onbestelbaar",
];

/// Words in the subject of an out-of-office, which may repeat the subject of what it answers.
const ABSENCES: [&str; 7] = [
    "automatic reply",
    "auto-reply",
    "autoreply",
    "out of office",
    "out of the office",
    "automatische antwort",
    "réponse automatique",
];

/// What sort of automated mail this is, if it is; `own_lists` are the List-Ids of the inbox itself, since
/// every mail to an address that is a mailing list is list mail.
pub fn mark(headers: &Headers, own_lists: &[String]) -> Option<Automated> {
    if is_bounce(headers) {
        Some(Automated::Bounce)
    } else if is_auto(headers) {
        Some(Automated::Auto)
    } else if is_bulk(headers, own_lists) {
        Some(Automated::Bulk)
    } else {
        None
    }
}

fn is_bounce(headers: &Headers) -> bool {
    let signals = &headers.signals;
    signals.delivery_status
        || signals.failed_recipients
        || is_from(headers, "mailer-daemon")
        || (says_failure(&headers.subject)
            && (is_from(headers, "postmaster") || signals.return_path.as_deref() == Some("")))
}

fn is_from(headers: &Headers, who: &str) -> bool {
    let is_break = |c: char| !c.is_alphanumeric() && c != '-';
    headers.from.as_ref().is_some_and(|from| {
        from.address.split('@').next() == Some(who)
            || from.name.to_lowercase().split(is_break).any(|word| word == who)
    })
}

fn says_failure(subject: &str) -> bool {
    let subject = subject.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|words| subject.contains(words));
    says(&FAILURES) && !says(&ABSENCES)
}

/// A report that tells of no failed delivery is a read receipt or the like: no person wrote it.
fn is_auto(headers: &Headers) -> bool {
    let signals = &headers.signals;
    signals.auto_submitted.as_deref().is_some_and(|word| word != "no")
        || signals.autoresponder
        || signals.other_report
        || matches!(signals.precedence.as_deref(), Some("auto_reply" | "auto-reply"))
        || (signals.response_suppress && signals.inbox_rules_loop)
}

/// An own list stamps what people write to it: older list software with `Precedence: bulk`.
fn is_bulk(headers: &Headers, own_lists: &[String]) -> bool {
    let signals = &headers.signals;
    let listed = signals.list_id.as_ref();
    let is_own = listed.is_some_and(|id| own_lists.iter().any(|own| own.eq_ignore_ascii_case(id)));
    match signals.precedence.as_deref() {
        Some("junk") => true,
        Some("bulk") => !is_own,
        _ => listed.is_some() && !is_own,
    }
}

#[cfg(test)]
mod tests {
    use super::super::address::Address;
    use super::*;
    use crate::domain::message::Signals;

    fn mail(from: &str, subject: &str) -> Headers {
        let (name, address) = from.rsplit_once(' ').unwrap_or(("", from));
        Headers {
            from: Some(Address::new(name, address)),
            subject: subject.into(),
            ..Headers::default()
        }
    }

    fn marked(set: impl FnOnce(&mut Signals)) -> Option<Automated> {
        let mut headers = mail("ana@example.com", "Hello");
        set(&mut headers.signals);
        mark(&headers, &["support.example.org".into()])
    }

    #[test]
    fn a_persons_mail_has_no_mark() {
        for subject in ["undeliverable bicycle", "Out of office chairs", "Returned mail order"] {
            assert_eq!(mark(&mail("ana@example.com", subject), &[]), None, "{subject}");
        }
        // Nobody but the postmaster or a null path speaks of failed deliveries.
        assert_eq!(marked(|s| s.return_path = Some("ana@example.com".into())), None);
        assert_eq!(marked(|s| s.return_path = Some(String::new())), None);
    }

    #[test]
    fn a_bounce_is_a_report_of_a_failed_delivery() {
        assert_eq!(marked(|s| s.delivery_status = true), Some(Automated::Bounce));
        assert_eq!(marked(|s| s.failed_recipients = true), Some(Automated::Bounce));
        // A bounce says Auto-Submitted too.
        let both = |s: &mut Signals| {
            s.delivery_status = true;
            s.auto_submitted = Some("auto-replied".into());
        };
        assert_eq!(marked(both), Some(Automated::Bounce));
    }

    #[test]
    fn the_mailer_daemon_is_known_by_address_and_by_name() {
        for from in [
            "MAILER-DAEMON@mx.example.com",
            "Mailer-Daemon",
            "Mail Delivery System (MAILER-DAEMON) <bounce@example.com>",
            "\"MAILER-DAEMON\" x@example.com",
        ] {
            assert_eq!(mark(&mail(from, "Hello"), &[]), Some(Automated::Bounce), "{from}");
        }
        for from in ["mailer-daemons@example.com", "Not-Mailer-Daemon x@example.com"] {
            assert_eq!(mark(&mail(from, "Hello"), &[]), None, "{from}");
        }
    }

    #[test]
    fn a_postmaster_bounces_only_with_a_failure_in_the_subject() {
        let from_postmaster = |subject: &str| mark(&mail("postmaster@example.com", subject), &[]);
        for subject in [
            "Undeliverable: your order",
            "Delivery Status Notification (Failure)",
            "Mail delivery failed: returning message to sender",
            "Returned mail: see transcript for details",
            "failure notice",
            "Unzustellbar: Ihre Bestellung",
            "Non remis : votre commande",
        ] {
            assert_eq!(from_postmaster(subject), Some(Automated::Bounce), "{subject}");
        }
        for subject in ["", "Your certificate", "Automatic reply: Undeliverable: your order"] {
            assert_eq!(from_postmaster(subject), None, "{subject}");
        }
        let mut null_path = mail("support@example.com", "Undelivered Mail Returned to Sender");
        null_path.signals.return_path = Some(String::new());
        assert_eq!(mark(&null_path, &[]), Some(Automated::Bounce));
    }

    #[test]
    fn an_out_of_office_from_the_postmaster_is_no_bounce() {
        let mut away = mail("postmaster@example.com", "Automatic reply: Out of office");
        away.signals.auto_submitted = Some("auto-replied".into());
        assert_eq!(mark(&away, &[]), Some(Automated::Auto));
    }

    #[test]
    fn an_automatic_reply_says_so_in_one_of_many_ways() {
        for word in ["auto-replied", "auto-generated", "auto-notified", "yes"] {
            assert_eq!(marked(|s| s.auto_submitted = Some(word.into())), Some(Automated::Auto));
        }
        assert_eq!(marked(|s| s.autoresponder = true), Some(Automated::Auto));
        assert_eq!(marked(|s| s.precedence = Some("auto_reply".into())), Some(Automated::Auto));
        assert_eq!(marked(|s| s.other_report = true), Some(Automated::Auto));
        let exchange = |s: &mut Signals| (s.response_suppress, s.inbox_rules_loop) = (true, true);
        assert_eq!(marked(exchange), Some(Automated::Auto));
    }

    #[test]
    fn what_people_send_too_makes_no_automatic_reply() {
        assert_eq!(marked(|s| s.auto_submitted = Some("no".into())), None);
        // Outlook writes it into everybody's mail.
        assert_eq!(marked(|s| s.response_suppress = true), None);
        assert_eq!(marked(|s| s.inbox_rules_loop = true), None);
        assert_eq!(marked(|s| s.precedence = Some("normal".into())), None);
    }

    #[test]
    fn bulk_is_list_mail_of_other_lists_and_what_says_so() {
        assert_eq!(marked(|s| s.precedence = Some("bulk".into())), Some(Automated::Bulk));
        assert_eq!(marked(|s| s.precedence = Some("junk".into())), Some(Automated::Bulk));
        assert_eq!(marked(|s| s.list_id = Some("news.example.com".into())), Some(Automated::Bulk));
        // Precedence: list alone is in the mail of discussion lists, where people write.
        assert_eq!(marked(|s| s.precedence = Some("list".into())), None);
    }

    #[test]
    fn the_inboxs_own_list_is_no_bulk_mail() {
        let own = || Some("Support.Example.org".to_owned());
        assert_eq!(marked(|s| s.list_id = own()), None);
        for (precedence, mark) in [("list", None), ("bulk", None), ("junk", Some(Automated::Bulk))]
        {
            let listed = |s: &mut Signals| {
                (s.list_id, s.precedence) = (own(), Some(precedence.into()));
            };
            assert_eq!(marked(listed), mark, "{precedence}");
        }
        // An automatic reply stays one on the way through the list.
        let auto = |s: &mut Signals| {
            (s.list_id, s.auto_submitted) = (own(), Some("auto-replied".into()));
        };
        assert_eq!(marked(auto), Some(Automated::Auto));
    }
}
