//! What a message says, fetched when somebody asks for it. The ledger keeps none of this.

/// The text of a message, and what is attached to it; nothing in it is safe to print yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// Its text in UTF-8, lines ended by LF; `None` when it has none.
    pub text: Option<String>,
    pub attachments: Vec<Attachment>,
    /// How many attachments there are beyond those that are listed.
    pub more_attachments: usize,
    /// Not all of it was read: there may be more text and more attachments.
    pub truncated: bool,
}

/// A part that is not read, known by what the message says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// As the sender wrote it, which may be anything: a path, control characters, another file's type. For a
    /// forwarded message without a name, its subject.
    pub name: Option<String>,
    /// Content-Type in lower case: `application/pdf`.
    pub kind: String,
    /// Decoded, in bytes; a line end counts for one.
    pub size: u64,
}

/// What came of looking for the text of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    Read(Body),
    /// It cannot be had, and why.
    Missing(String),
}
