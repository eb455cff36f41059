//! The team: who a member is, and what they may be called.

use super::absence::Absences;
use super::access::{Grant, Power, Right};
use super::ids::MemberId;
use super::rota::Resort;
use super::time::Timestamp;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use unicode_security::skeleton;

/// What a member may do (SPEC §9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Viewer,
    Agent,
    Lead,
    Admin,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::Viewer, Role::Agent, Role::Lead, Role::Admin];

    pub fn word(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Agent => "agent",
            Role::Lead => "lead",
            Role::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Role, String> {
        Role::ALL
            .into_iter()
            .find(|role| role.word() == text)
            .ok_or_else(|| format!("\"{text}\" is no role: viewer, agent, lead or admin"))
    }
}

/// A teammate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: MemberId,
    /// The short name that commands take and lists show.
    pub name: String,
    /// The operating-system user who acts as this member.
    pub login: String,
    /// Mail addresses, in lower case.
    pub addresses: Vec<String>,
    pub role: Role,
    /// The zone of their clocks, where it is not simply the team's.
    pub time_zone: Option<Tz>,
    /// When they left the team, if they did.
    pub left_at: Option<Timestamp>,
}

/// What a member's name may be: one word that can be typed, that no command mistakes for something else.
pub fn check_name(name: &str) -> Result<(), String> {
    const TAKEN: [&str; 8] =
        ["customer", "internal", "nobody", "none", "baton", "unowned", "me", "all"];
    let fine = name.chars().next().is_some_and(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && name.chars().count() <= 32;
    if !fine {
        return Err(format!(
            "\"{name}\" cannot be a member's name: one word of letters, digits, - _ . (at most 32), a letter first"
        ));
    }
    if TAKEN.contains(&name.to_lowercase().as_str()) {
        return Err(format!("\"{name}\" cannot be a member's name: baton uses the word itself"));
    }
    Ok(())
}

/// All members, for looking one up by name, number, login or address; who is away; and who may do what.
#[derive(Clone, Debug, Default)]
pub struct Team {
    /// Those who left included: what they wrote stays theirs.
    members: Vec<Member>,
    pub absences: Absences,
    pub grants: Vec<Grant>,
    /// Who acts where nobody of those whose a thread is, is there.
    pub resort: Resort,
}

impl Team {
    pub fn new(members: Vec<Member>) -> Team {
        Team { members, ..Team::default() }
    }
    /// Everyone who is in the team now.
    pub fn iter(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.left_at.is_none())
    }
    /// Everyone who ever was.
    pub fn ever(&self) -> impl Iterator<Item = &Member> {
        self.members.iter()
    }
    /// Is somebody in the team now?
    pub fn is_in(&self, id: MemberId) -> bool {
        self.iter().any(|member| member.id == id)
    }
    pub fn get(&self, id: MemberId) -> Option<&Member> {
        self.members.iter().find(|member| member.id == id)
    }
    /// By what a member may do something now, if they may.
    pub fn right(&self, member: MemberId, power: Power, now: Timestamp) -> Option<Right> {
        let member = self.iter().find(|known| known.id == member)?;
        if member.role.has(power) {
            return Some(Right::Role(member.role));
        }
        let grants = self.grants.iter().copied();
        grants
            .filter(|grant| grant.member == member.id && grant.power == power && now < grant.until)
            .max_by_key(|grant| grant.until)
            .map(Right::Grant)
    }
    /// Everyone who may do something now.
    pub fn who_may(&self, power: Power, now: Timestamp) -> impl Iterator<Item = &Member> {
        self.iter().filter(move |member| self.right(member.id, power, now).is_some())
    }
    /// By name, whatever the case.
    pub fn named(&self, name: &str) -> Option<&Member> {
        let name = name.to_lowercase();
        self.iter().find(|member| member.name.to_lowercase() == name)
    }
    /// By name, those who left included.
    pub fn once_named(&self, name: &str) -> Option<&Member> {
        let name = name.to_lowercase();
        self.members.iter().find(|member| member.name.to_lowercase() == name)
    }
    /// A member whose name no reader could tell from this one (Unicode UTS 39).
    pub fn looking_like(&self, name: &str) -> Option<&Member> {
        let looks = |name: &str| skeleton(&name.to_lowercase()).collect::<String>();
        let name = looks(name);
        self.members.iter().find(|member| looks(&member.name) == name)
    }
    pub fn with_login(&self, login: &str) -> Option<&Member> {
        self.iter().find(|member| member.login == login)
    }
    /// By mail address, which is given in lower case.
    pub fn with_address(&self, address: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.addresses.iter().any(|own| own == address))
    }
    /// The one member whose name is the display name or one whole word of it ("Maya Lind" is maya);
    /// none when two would fit.
    pub fn displayed(&self, display: &str) -> Option<&Member> {
        let display = display.to_lowercase();
        let words: Vec<&str> = display
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.')))
            .collect();
        let mut fitting = self.members.iter().filter(|member| {
            let name = member.name.to_lowercase();
            display == name || words.contains(&name.as_str())
        });
        fitting.next().filter(|_| fitting.next().is_none())
    }
    /// The member's name; a number that is not known any more reads as such.
    pub fn name(&self, id: MemberId) -> String {
        self.get(id).map_or_else(|| format!("member-{id}"), |member| member.name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn team() -> Team {
        let member = |id, name: &str| Member {
            id: MemberId(id),
            name: name.into(),
            login: name.into(),
            addresses: vec![format!("{name}@example.org")],
            role: Role::Agent,
            time_zone: None,
            left_at: None,
        };
        Team::new(vec![member(1, "maya"), member(2, "jordan"), member(3, "lind")])
    }

    #[test]
    fn a_display_name_finds_its_member_by_a_whole_word() {
        assert_eq!(team().displayed("Maya Olsen").map(|m| m.id), Some(MemberId(1)));
        assert_eq!(team().displayed("Mayander"), None);
    }

    #[test]
    fn a_display_name_that_fits_two_members_finds_none() {
        assert_eq!(team().displayed("Maya Lind"), None);
    }

    #[test]
    fn a_name_in_other_letters_that_look_the_same_is_found() {
        assert_eq!(team().looking_like("m\u{430}ya").map(|m| m.id), Some(MemberId(1)));
        assert_eq!(team().looking_like("mara"), None);
    }

    #[test]
    fn words_of_the_command_line_are_no_names() {
        assert!(check_name("customer").is_err());
        assert!(check_name("-x").is_err());
        assert!(check_name("maya").is_ok());
    }
}
