//! The numbers by which things are known. Each is a type of its own, so none is taken for another.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number! {
    /// A place in the one sequence that messages and entries share: the order in which the team could know.
    Seq
}
number! {
    /// The short number of a thread; for ever, also after it was joined to another.
    ThreadId
}
number! {
    /// A member of the team.
    MemberId
}
number! {
    /// A customer's contact record.
    CustomerId
}
number! {
    /// A task: the sequence number of the entry that added it.
    TaskId
}
number! {
    /// A shared address.
    InboxId
}
number! {
    /// A mailbox (folder) of an inbox.
    MailboxId
}
