//! The part of the config by which threads are judged, as the ledger keeps it: what was in force at another time.
//!
//! Hours, holidays, thresholds, promises, levels and duties. Nothing of it is secret, and none of it lies elsewhere: of
//! calendar files the days are kept. Inboxes are there by their names alone, since promises name them.

use super::{Config, MailOut};
use crate::error::Error;
use std::path::Path;
use toml::{Table, Value};

/// Sections that are kept as they were written.
const KEPT: [&str; 5] = ["calendar", "review", "sla", "level", "rota"];

impl Config {
    /// What the ledger is to keep; the same text for the same settings.
    pub fn kept(&self) -> Result<String, Error> {
        let wrong = |error: toml::de::Error| {
            Error::usage(format!("{}: {}", self.path.display(), error.message()))
        };
        let mut table: Table = self.text.parse().map_err(wrong)?;
        table.retain(|key, _| KEPT.contains(&key));
        if let Some(Value::Table(calendar)) = table.get_mut("calendar")
            && calendar.contains_key("holidays")
        {
            let days = self.calendar.holidays().map(|day| Value::String(day.to_string()));
            calendar.insert("holidays".to_owned(), Value::Array(days.collect()));
        }
        let inboxes = self.inboxes.iter().map(|inbox| {
            let mbox = Table::from_iter([("path".to_owned(), Value::String("/".to_owned()))]);
            Value::Table(Table::from_iter([
                ("name".to_owned(), Value::String(inbox.name.clone())),
                ("address".to_owned(), Value::String(inbox.address.clone())),
                ("mbox".to_owned(), Value::Table(mbox)),
            ]))
        });
        table.insert("inbox".to_owned(), Value::Array(inboxes.collect()));
        if let Some(mail_out) = &self.mail_out {
            // By the address that it comes from a review is known; how it went out is no business of a ledger.
            let command = Value::Array(vec![Value::String("true".to_owned())]);
            let sendmail = Table::from_iter([("command".to_owned(), command)]);
            let kept = Table::from_iter([
                ("from".to_owned(), Value::String(mail_out.from.clone())),
                ("sendmail".to_owned(), Value::Table(sendmail)),
            ]);
            table.insert("mail-out".to_owned(), Value::Table(kept));
        }
        Ok(table.to_string())
    }

    /// This config with what was kept in place of what is in force.
    pub fn with_kept(&self, kept: &str) -> Result<Config, Error> {
        let then = Config::parse(kept, Path::new("the config as the ledger kept it"), None)?;
        let from = then.mail_out.as_ref().map(|then| then.from.clone());
        let mail_out = self.mail_out.clone().map(|now| match from {
            Some(from) => MailOut { from, ..now },
            None => now,
        });
        Ok(Config { path: self.path.clone(), inboxes: self.inboxes.clone(), mail_out, ..then })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r#"
        [[inbox]]
        name = "support"
        address = "support@example.org"
        [inbox.imap]
        host = "imap.example.org"
        user = "support@example.org"
        password-command = ["pass", "show", "mail"]
        [calendar]
        time-zone = "Europe/Berlin"
        holidays = ["2026-12-25"]
        [[sla]]
        when = "inbox:support"
        first-response = "1h"
        [review]
        stale-after = "5bd"
    "#;

    #[test]
    fn what_is_kept_holds_no_server_and_judges_as_before() {
        let path = Path::new("/etc/baton/config.toml");
        let config = Config::parse(CONFIG, path, None).unwrap();
        let kept = config.kept().unwrap();
        for secret in ["imap", "pass", "user"] {
            assert!(!kept.contains(secret), "{kept}");
        }
        let later = CONFIG.replace("5bd", "9bd").replace("2026-12-25", "2027-01-01");
        let later = Config::parse(&later, path, None).unwrap();
        assert_ne!(later.kept().unwrap(), kept);
        let then = later.with_kept(&kept).unwrap();
        assert_eq!((&then.review, &then.slas), (&config.review, &config.slas));
        assert_eq!(
            then.calendar.holidays().collect::<Vec<_>>(),
            config.calendar.holidays().collect::<Vec<_>>()
        );
        assert_eq!(then.inboxes, config.inboxes);
    }
}
