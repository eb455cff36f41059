//! Every section and key of config.toml, once: what the reader accepts and takes as defaults, what `init` writes,
//! and what baton-config(5) says. A key that is not in [`KEYS`] is an unknown key.

/// A section of the file.
#[derive(Clone, Copy, Debug)]
pub struct SectionDoc {
    /// Its dotted name; empty for the keys that stand above all sections.
    pub name: &'static str,
    /// There may be many: `[[inbox]]`.
    pub many: bool,
    /// Its keys are names that users choose; those of [`KEYS`] are there without being written.
    pub named_by_users: bool,
    pub doc: &'static str,
}

/// A key of a section.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub section: &'static str,
    pub key: &'static str,
    /// A value as TOML: the default where there is a fixed one, else an example.
    pub value: &'static str,
    pub default: Fallback,
    /// One line, without a full stop.
    pub doc: &'static str,
}

/// What holds when a key is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// The key's `value`.
    Shown,
    /// This, in words; the key's `value` is an example.
    Words(&'static str),
    /// Nothing: its section needs the key.
    Required,
}

use Fallback::{Required, Shown, Words};

/// All sections, in the order of the commented file.
pub const SECTIONS: &[SectionDoc] = &[
    section("", "For a teammate without access to the ledger's file: every command runs on the host that has it, over ssh. Such a config holds nothing else"),
    section("inbox", "A shared address and where its mail lies; one [[inbox]] each, with one of imap, maildir, mbox").many(),
    section("inbox.imap", "An IMAP account; baton reads headers and changes nothing"),
    section("inbox.maildir", "A Maildir on this machine"),
    section("inbox.mbox", "An mbox file on this machine"),
    section("mail-out", "How baton sends the review; one of smtp, sendmail"),
    section("mail-out.smtp", "A server that takes mail for delivery"),
    section("mail-out.sendmail", "A program that takes mail for delivery"),
    section("calendar", "When the team works: due dates and ages are counted by it"),
    section("review", "Who gets the review, and what is late enough to stand in it"),
    section("sla", "What you promise customers, in working time; the clock stands still while a thread is not open; of several [[sla]] the first that fits a thread counts").many(),
    section("level", "What a level of escalation is called, whose it is and what is promised there: the first [[level]] is level 1, up to 9").many(),
    section("rota", "Who is on duty: whose threads nobody else is there for; of several [[rota]] the first that somebody is on duty by counts").many(),
    section("template.note", "Templates for notes: for --template of baton note, a name of your own and the headings it has").named_by_users(),
];

/// All keys, in the order of the commented file.
#[rustfmt::skip] // One key a line, a table to read.
pub const KEYS: &[Key] = &[
    key("", "remote", r#""baton@host.example.org""#, Words("the ledger is on this machine"), "Where to: host, user@host or ssh://user@host:port"),
    key("", "remote-shell", r#"["ssh"]"#, Shown, "Program and its arguments: ssh, or one that takes the arguments of ssh"),

    key("inbox", "name", r#""support""#, Required, "Short name: letters, digits, - and _"),
    key("inbox", "address", r#""support@example.org""#, Required, "The shared address"),
    key("inbox", "aliases", r#"["help@example.org"]"#, Words("none"), "Other addresses of this inbox"),
    key("inbox", "own-lists", r#"["support.example.org"]"#, Words("none"), "List-Ids that are this inbox itself, if it is a mailing list or group"),
    key("inbox", "contact-form", r#"["noreply@example.org"]"#, Words("none"), "Senders whose Reply-To is the customer, such as a web form"),
    key("inbox", "history", r#""30d""#, Shown, r#"Older threads come in closed at the first sync; "all" closes none"#),

    key("inbox.imap", "host", r#""imap.example.org""#, Required, "Name or IP address of the server"),
    key("inbox.imap", "port", "993", Words("993 with implicit TLS, else 143"), "Port of the server"),
    key("inbox.imap", "tls", r#""implicit""#, Words("implicit; starttls on port 143"), "implicit, starttls, or, for a server on this machine alone, none"),
    key("inbox.imap", "user", r#""support@example.org""#, Words("the address of the inbox"), "Whom to log in as"),
    key("inbox.imap", "password-command", r#"["pass", "show", "mail/support"]"#, Words("none, but one of this, password-file and oauth2-token-command is needed"), "Program and its arguments: the first line it prints is the password"),
    key("inbox.imap", "password-file", r#""support.password""#, Words("none"), "File whose first line is the password"),
    key("inbox.imap", "oauth2-token-command", r#"["oama", "access", "support@example.org"]"#, Words("none"), "Program and its arguments: the first line it prints is an OAuth 2.0 access token, for XOAUTH2 or OAUTHBEARER"),
    key("inbox.imap", "ca-file", r#""ca.pem""#, Words("the certificates the system trusts"), "PEM file of certificates to trust as well"),
    key("inbox.imap", "mailboxes", r#"["INBOX"]"#, Shown, "Mailboxes with mail from outside"),
    key("inbox.imap", "sent", r#"["Sent"]"#, Words("the one the server marks as Sent, by SPECIAL-USE"), "Mailboxes with what the team sent"),
    key("inbox.imap", "connect-timeout", r#""10s""#, Shown, "How long to wait for a connection"),
    key("inbox.imap", "read-timeout", r#""60s""#, Shown, "How long to wait for an answer"),

    key("inbox.maildir", "path", r#""/var/mail/support/Maildir""#, Required, "Folder with cur and new in it"),
    key("inbox.maildir", "sent", r#""/var/mail/support/Maildir/.Sent""#, Words("its own .Sent, where it has one"), "Maildir with what the team sent"),

    key("inbox.mbox", "path", r#""/var/mail/support""#, Required, "The mbox file"),
    key("inbox.mbox", "sent", r#""/home/support/sent""#, Words("none"), "mbox file with what the team sent"),

    key("mail-out", "from", r#""baton <baton@example.org>""#, Required, "From address of the review, with or without a name"),

    key("mail-out.smtp", "host", r#""smtp.example.org""#, Required, "Name or IP address of the server"),
    key("mail-out.smtp", "port", "465", Words("465 with implicit TLS, 587 with starttls, 25 with none"), "Port of the server"),
    key("mail-out.smtp", "tls", r#""implicit""#, Words("implicit; starttls on ports 587 and 25"), "implicit, starttls, or, for a server on this machine alone, none"),
    key("mail-out.smtp", "user", r#""baton@example.org""#, Words("no login"), "Whom to log in as"),
    key("mail-out.smtp", "password-command", r#"["pass", "show", "mail/baton"]"#, Words("none, but with user one of this, password-file and oauth2-token-command is needed"), "Program and its arguments: the first line it prints is the password"),
    key("mail-out.smtp", "password-file", r#""baton.password""#, Words("none"), "File whose first line is the password"),
    key("mail-out.smtp", "oauth2-token-command", r#"["oama", "access", "baton@example.org"]"#, Words("none"), "Program and its arguments: the first line it prints is an OAuth 2.0 access token, for XOAUTH2 or OAUTHBEARER"),
    key("mail-out.smtp", "ca-file", r#""ca.pem""#, Words("the certificates the system trusts"), "PEM file of certificates to trust as well"),
    key("mail-out.smtp", "connect-timeout", r#""10s""#, Shown, "How long to wait for a connection"),
    key("mail-out.smtp", "read-timeout", r#""60s""#, Shown, "How long to wait for an answer"),

    key("mail-out.sendmail", "command", r#"["/usr/sbin/sendmail", "-i", "-f", "baton@example.org"]"#, Required, "Program and its arguments: it reads the mail on standard input"),

    key("calendar", "time-zone", r#""UTC""#, Shown, "IANA time zone of the team, such as Europe/Berlin"),
    key("calendar", "hours", r#"["mon-fri 09:00-17:00"]"#, Shown, r#"Working hours: days, then one or more times, as in "mon-thu 09:00-12:30 13:30-17:30""#),
    key("calendar", "holidays", r#"["2026-12-25", "2026-12-26"]"#, Words("none"), r#"Days on which nobody works; "file:holidays.ics" for all whole days of a calendar file (iCalendar)"#),

    key("review", "to", r#"["team@example.org"]"#, Words("nobody"), "Addresses the review is sent to"),
    key("review", "leads", r#"["lead@example.org"]"#, Words("nobody"), "Addresses the leads' digest is sent to: load, response risk, ownership"),
    key("review", "web-link", r#""https://mail.example.org/search?q=rfc822msgid:{message-id}""#, Words("mid: links"), "Link to a message in your web mail client; {message-id} is filled in"),
    key("review", "stale-after", r#""3bd""#, Shown, "A thread with no mail and no entry for so long is stale"),
    key("review", "confirm-after", r#""10bd""#, Shown, "An owner who has done nothing on a thread for so long is asked to confirm it"),
    key("review", "follow-up-after", r#""3bd""#, Shown, "When to ask the customer again after our reply"),
    key("review", "auto-close-after", r#""10bd""#, Shown, "A thread that waits for the customer so long, with no open task, is closed"),
    key("review", "handoff-lapse", r#""1bd""#, Shown, "A handoff nobody answers lapses after this"),
    key("review", "sync-old-after", r#""1h""#, Shown, "The review warns when the last sync is older"),
    key("review", "load-limit", "30", Shown, "An owner of more open threads than this is overloaded: the review asks for a backup or another owner; 0 for any number"),
    key("review", "expires-soon", r#""14d""#, Shown, "A grant that ends within this is about to expire"),

    key("sla", "when", r#""priority:urgent""#, Words("all threads"), "Which threads; of several words with blanks between all must hold: priority:low, normal, high or urgent, inbox:NAME, tag:WORD, level:2 (sent up so far, or further), customer-status:WORD"),
    key("sla", "first-response", r#""1h""#, Words("no target"), "From the customer's first mail to our first reply"),
    key("sla", "next-response", r#""4h""#, Words("no target"), "From the first mail that waits for an answer to our next reply"),
    key("sla", "resolution", r#""3bd""#, Words("no target"), "From the customer's first mail to the thread's end"),
    key("sla", "warn", r#""1h""#, Shown, "The review and list count a target as soon missed so long before it is due"),

    key("level", "name", r#""urgent outage""#, Required, "The name"),
    key("level", "owners", r#"["jordan"]"#, Words("nobody"), "Members who see to a thread at this level where neither owner, cover nor backup is there; the first who is there acts"),
    key("level", "update-every", r#""30m""#, Words("no updates are promised"), "So often the customer hears of you while the thread is at this level, in real time, not working time; the review and list show when the next is owed"),
    key("level", "tell", r#"["lead@example.org"]"#, Words("nobody"), "Addresses that are told beside the owners"),

    key("rota", "name", r#""first line""#, Required, "The name"),
    key("rota", "members", r#"["sam", "maya", "jordan"]"#, Required, "Members in the order of their weeks; one alone is always on duty"),
    key("rota", "starts", r#""2026-11-23""#, Words("needed where there are several members"), "A day of the first member's first week"),
    key("rota", "handover", r#""mon 09:00""#, Shown, "When each week begins, by the clocks of the team"),
    key("rota", "hours", r#"["mon-fri 09:00-17:00"]"#, Words("round the clock"), "When somebody is on duty, also on holidays"),

    key("template.note", "triage", r#"["know", "think", "do"]"#, Shown, "What is known of a case, what to make of it, what to do"),
    key("template.note", "debug", r#"["context", "hypothesis", "tried", "outcome"]"#, Shown, "How a fault was looked for"),
];

const fn section(name: &'static str, doc: &'static str) -> SectionDoc {
    SectionDoc { name, many: false, named_by_users: false, doc }
}

const fn key(
    section: &'static str,
    key: &'static str,
    value: &'static str,
    default: Fallback,
    doc: &'static str,
) -> Key {
    Key { section, key, value, default, doc }
}

impl SectionDoc {
    const fn many(mut self) -> SectionDoc {
        self.many = true;
        self
    }

    const fn named_by_users(mut self) -> SectionDoc {
        self.named_by_users = true;
        self
    }

    /// The section it stands in; empty for the file itself.
    pub fn parent(&self) -> &'static str {
        self.name.rsplit_once('.').map_or("", |(parent, _)| parent)
    }

    /// Its first line in the file; what stands above all sections has none, and is described.
    pub fn header(&self) -> String {
        match self.name {
            "" => "the first lines of the file".to_owned(),
            name if self.many => format!("[[{name}]]"),
            name => format!("[{name}]"),
        }
    }

    /// Its keys.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> {
        let name = self.name;
        KEYS.iter().filter(move |key| key.section == name)
    }
}

/// A known key; for a name of the user's own one that is like it.
pub(super) fn key_of(section: &str, key: &str) -> Option<&'static Key> {
    let known = || KEYS.iter().filter(|known| known.section == section);
    known().find(|known| known.key == key).or_else(|| {
        let may_be_new = SECTIONS.iter().any(|doc| doc.name == section && doc.named_by_users);
        known().find(|_| may_be_new)
    })
}

/// The section `name` of the section `parent`, if there is one.
pub(super) fn child(parent: &str, name: &str) -> Option<&'static SectionDoc> {
    children(parent).find(|section| last_part(section.name) == name)
}

/// The sections of the section `parent`.
fn children(parent: &str) -> impl Iterator<Item = &'static SectionDoc> {
    SECTIONS.iter().filter(move |section| !section.name.is_empty() && section.parent() == parent)
}

/// The sections below `parent`, each once, by what follows its name: a section that only holds others, as `template`
/// does, among them.
pub(super) fn parts(parent: &str) -> Vec<&'static str> {
    let below = |section: &SectionDoc| match parent {
        "" => Some(section.name),
        parent => section.name.strip_prefix(parent)?.strip_prefix('.'),
    };
    let mut parts: Vec<&str> = SECTIONS
        .iter()
        .filter_map(below)
        .filter_map(|path| path.split('.').next().filter(|part| !part.is_empty()))
        .collect();
    parts.dedup();
    parts
}

/// What a section is called within its parent.
pub(super) fn last_part(name: &'static str) -> &'static str {
    name.rsplit_once('.').map_or(name, |(_, last)| last)
}

/// The headers of these sections.
pub(super) fn headers(names: &[&'static str]) -> Vec<String> {
    SECTIONS
        .iter()
        .filter(|section| names.contains(&section.name))
        .map(SectionDoc::header)
        .collect()
}
