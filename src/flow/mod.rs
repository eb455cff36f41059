//! The few use cases that are longer than one decision. The one place where `store` and `mail` meet.

pub mod contacts;
pub mod deliver;
pub mod feedback;
pub mod housekeeping;
pub mod import;
pub mod notify;
pub mod sync;
pub mod table;
pub mod texts;
pub mod watch;
