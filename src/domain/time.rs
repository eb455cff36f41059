//! The one notion of time: an instant in UTC. Zones and working hours live in `calendar`.

/// An instant in UTC, to the second.
pub type Timestamp = chrono::DateTime<chrono::Utc>;
