//! Mail that no person wrote to us: a mark, never a disposal (SPEC §6.4).

use super::message::{Automated, Headers};

/// Words in the subject of a delivery failure sent by a postmaster or with a null Return-Path.
const FAILURE_SUBJECTS: [&str; 9] = [
    "undeliverable",
    "undelivered",
    "delivery status",
    "delivery failure",
    "delivery failed",
    "returned mail",
    "failure notice",
    "mail delivery failed",
    "delivery has failed",
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
    headers.from.as_ref().is_some_and(|from| {
        from.address.split('@').next() == Some(who)
            || from.name.to_lowercase().split_whitespace().any(|word| word == who)
    })
}

fn says_failure(subject: &str) -> bool {
    let subject = subject.to_lowercase();
    FAILURE_SUBJECTS.iter().any(|words| subject.contains(words))
}

fn is_auto(headers: &Headers) -> bool {
    let signals = &headers.signals;
    signals.auto_submitted.as_deref().is_some_and(|word| word != "no")
        || signals.autoresponder
        || matches!(signals.precedence.as_deref(), Some("auto_reply" | "auto-reply"))
        || (signals.response_suppress && signals.inbox_rules_loop)
}

fn is_bulk(headers: &Headers, own_lists: &[String]) -> bool {
    let signals = &headers.signals;
    matches!(signals.precedence.as_deref(), Some("bulk" | "junk"))
        || signals
            .list_id
            .as_ref()
            .is_some_and(|id| !own_lists.iter().any(|own| own.eq_ignore_ascii_case(id)))
}

#[cfg(test)]
mod tests {
    use super::super::address::Address;
    use super::*;

    fn mail(from: &str, subject: &str) -> Headers {
        Headers {
            from: Some(Address::new("", from)),
            subject: subject.into(),
            ..Headers::default()
        }
    }

    #[test]
    fn a_persons_mail_has_no_mark() {
        assert_eq!(mark(&mail("ana@example.com", "undeliverable bicycle"), &[]), None);
    }

    #[test]
    fn an_out_of_office_from_the_postmaster_is_no_bounce() {
        let mut away = mail("postmaster@example.com", "Automatic reply: Out of office");
        away.signals.auto_submitted = Some("auto-replied".into());
        assert_eq!(mark(&away, &[]), Some(Automated::Auto));
        let failed = mail("postmaster@example.com", "Undeliverable: your order");
        assert_eq!(mark(&failed, &[]), Some(Automated::Bounce));
    }

    #[test]
    fn the_inboxs_own_list_is_no_bulk_mail() {
        let mut listed = mail("ana@example.com", "Hello");
        listed.signals.list_id = Some("support.example.org".into());
        assert_eq!(mark(&listed, &[]), Some(Automated::Bulk));
        assert_eq!(mark(&listed, &["support.example.org".into()]), None);
    }

    #[test]
    fn auto_submitted_no_means_a_person() {
        let mut sent = mail("ana@example.com", "Hello");
        sent.signals.auto_submitted = Some("no".into());
        assert_eq!(mark(&sent, &[]), None);
    }
}
