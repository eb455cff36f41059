//! The IMAP servers that the tests of the main path run on.

use chrono::{DateTime, Utc};

use crate::courier::Courier;
use crate::cyrus::Cyrus;
use crate::dovecot::{Dovecot, PASSWORD};
use crate::imap_client::{Imap, MessageFlags};
use crate::service;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    Dovecot,
    Cyrus,
    Courier,
}

impl Server {
    pub fn imap(self, user: &str) -> Imap {
        match self {
            Server::Dovecot => Dovecot::shared().imap(user),
            Server::Cyrus => Cyrus::shared().imap(user),
            Server::Courier => Courier::shared().imap(user),
        }
    }

    fn port(self) -> u16 {
        match self {
            Server::Dovecot => Dovecot::shared().port,
            Server::Cyrus => Cyrus::shared().address().port(),
            Server::Courier => Courier::shared().address().port(),
        }
    }

    /// The name of a mailbox other than INBOX: with Courier all lie under that.
    pub fn name(self, mailbox: &str) -> String {
        match self {
            Server::Courier if mailbox != "INBOX" => format!("INBOX.{mailbox}"),
            _ => mailbox.to_owned(),
        }
    }

    /// The `[[inbox]]` of baton's config that reads this user's mail; Sent is there, and has to be found.
    pub fn inbox(self, user: &str) -> String {
        self.imap(user).create(&self.name("Sent"));
        format!(
            r#"[[inbox]]
name = "support"
address = "support@example.org"
[inbox.imap]
host = "127.0.0.1"
port = {port}
tls = "none"
user = "{user}"
password-command = ["echo", "{PASSWORD}"]
"#,
            port = self.port(),
        )
    }

    /// Puts a message where it would be had it arrived at `date`, and returns its UID.
    pub fn deliver(self, user: &str, mailbox: &str, raw: &str, date: DateTime<Utc>) -> u32 {
        let (mut imap, mailbox) = (self.imap(user), self.name(mailbox));
        if mailbox != "INBOX" {
            imap.create(&mailbox);
        }
        imap.append(&mailbox, raw.as_bytes(), Some(date), &[])
    }

    pub fn flags(self, user: &str, mailbox: &str) -> Vec<MessageFlags> {
        self.imap(user).flags(&self.name(mailbox))
    }

    pub fn expunge(self, user: &str, mailbox: &str, uid: u32) {
        self.imap(user).expunge(&self.name(mailbox), uid);
    }

    /// Deletes a mailbox other than INBOX and makes it anew: empty, with another UIDVALIDITY.
    pub fn recreate(self, user: &str, mailbox: &str) {
        let (mut imap, mailbox) = (self.imap(user), self.name(mailbox));
        let before = imap.uid_validity(&mailbox);
        // Where the time is the UIDVALIDITY, it is the same until a second has passed.
        let renumbered = service::wait_for(|| {
            imap.command(&format!("DELETE \"{mailbox}\""));
            imap.create(&mailbox);
            (imap.uid_validity(&mailbox) != before).then_some(())
        });
        assert!(renumbered.is_some(), "UIDVALIDITY of {mailbox} stayed");
    }
}
