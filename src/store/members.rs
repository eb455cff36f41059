//! The team, and judging all mail anew when it changes.

use super::chain::Pen;
use super::change::Doing;
use super::former::set_moment;
use super::inboxes::setting;
use super::outbox::Reviews;
use super::receive::{customer, judged};
use super::rows::{self, Columns, Fields};
use super::{Ledger, roster, search, threads};
use crate::domain::entry::{Actor, Event, Profile, Words};
use crate::domain::ids::{CustomerId, MemberId, ThreadId};
use crate::domain::judge::{Judged, Us, author_by_hold};
use crate::domain::member::{Member, Role, Team};
use crate::domain::membership::{Change, NewMember, NotChanged};
use crate::domain::message::{Automated, Direction, Headers};
use crate::domain::thread::Thread;
use crate::domain::time::Timestamp;
use crate::error::Error;
use rusqlite::{Connection, Result, params};
use std::collections::BTreeSet;

impl Ledger {
    /// All members, by name.
    pub fn team(&self) -> std::result::Result<Team, Error> {
        self.read(team)
    }

    /// Adds a member, who must be new by name, login and addresses; one who left comes back under the old number, and
    /// their addresses of then stay theirs.
    pub fn add_member(
        &mut self,
        new: &NewMember,
        actor: Actor,
        now: Timestamp,
    ) -> std::result::Result<std::result::Result<Member, NotChanged>, Error> {
        let NewMember { name, login, addresses, role, time_zone } = *new;
        self.change_members(&Doing::new(actor, now), |connection, team, _| {
            if let Err(refused) = team.may_change(actor, role, now) {
                return Ok(Err(refused));
            }
            let before = team.once_named(name).filter(|member| member.left_at.is_some());
            let mut fresh = Member {
                id: before.map_or(MemberId(0), |before| before.id),
                name: name.to_owned(),
                login: login.to_owned(),
                addresses: addresses.to_vec(),
                role,
                time_zone: time_zone.or(before.and_then(|before| before.time_zone)),
                left_at: None,
            };
            let known = before.into_iter().flat_map(|before| before.addresses.iter().cloned());
            fresh.addresses.extend(known.filter(|address| !addresses.contains(address)));
            if let Some(taken) = taken(team, &fresh) {
                return Ok(Err(NotChanged::Taken(taken)));
            }
            match before {
                Some(_) => write(connection, &fresh)?,
                None => fresh.id = insert(connection, &fresh)?,
            }
            // Who adds the first member is that member.
            let actor = if actor == Actor::BATON { Actor::member(fresh.id) } else { actor };
            let event = Event::MemberAdded { member: fresh.id, role };
            Pen::new(connection, actor, now).append(None, &event, &described(&fresh))?;
            Ok(Ok(fresh))
        })
    }

    /// Changes a member's login, addresses, role or time zone.
    pub fn set_member(
        &mut self,
        id: MemberId,
        change: &Change,
        actor: Actor,
        now: Timestamp,
    ) -> std::result::Result<std::result::Result<Member, NotChanged>, Error> {
        self.change_members(&Doing::new(actor, now), |connection, team, pen| {
            let Some(mut member) = team.iter().find(|member| member.id == id).cloned() else {
                return Ok(Err(NotChanged::NotThere));
            };
            let role = change.role.unwrap_or(member.role);
            let stays_led = || if role < Role::Admin { team.stays_led(id) } else { Ok(()) };
            let fine =
                team.may_change(actor, role.max(member.role), now).and_then(|()| stays_led());
            if let Err(refused) = fine {
                return Ok(Err(refused));
            }
            member.role = role;
            member.login = change.login.clone().unwrap_or(member.login);
            member.addresses = change.addresses.clone().unwrap_or(member.addresses);
            member.time_zone = change.time_zone.unwrap_or(member.time_zone);
            if let Some(taken) = taken(team, &member) {
                return Ok(Err(NotChanged::Taken(taken)));
            }
            write(connection, &member)?;
            let event = Event::MemberChanged { member: id, role: member.role };
            pen.append(None, &event, &described(&member))?;
            Ok(Ok(member))
        })
    }

    /// Judges all mail anew if it was judged with another team or other shared addresses; how many messages changed.
    pub fn rejudge(&mut self, us: &Us, now: Timestamp) -> std::result::Result<usize, Error> {
        let fingerprint = us.fingerprint();
        let before = self.read(|connection| setting(connection, "judged-with"))?;
        if before.as_deref() == Some(fingerprint.as_str()) {
            return Ok(0);
        }
        self.write(|connection| {
            set_moment(connection, now)?;
            let changed = if before.is_some() { judge_anew(connection, us)? } else { 0 };
            judged(connection, &fingerprint)?;
            Ok(changed)
        })
    }
}

pub fn team(connection: &Connection) -> Result<Team> {
    let mut statement = connection.prepare_cached(
        "SELECT m.member, m.name, m.login, m.role, m.left_at, m.time_zone, a.address FROM members m
         LEFT JOIN member_addresses a ON a.member = m.member ORDER BY m.name, m.member, a.address",
    )?;
    let mut members: Vec<Member> = Vec::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut columns = Columns::of(row);
        let id = MemberId(columns.take()?);
        if members.last().is_none_or(|last| last.id != id) {
            members.push(Member {
                id,
                name: columns.take()?,
                login: columns.take()?,
                role: columns.word(|word| word.parse().ok())?,
                left_at: columns.maybe_time()?,
                // A zone that has gone since is as if none had been named.
                time_zone: columns.take::<Option<String>>()?.and_then(|name| name.parse().ok()),
                addresses: Vec::new(),
            });
        }
        let address: Option<String> = row.get(6)?;
        if let Some(member) = members.last_mut() {
            member.addresses.extend(address);
        }
    }
    let mut team = Team::new(members);
    team.absences = roster::absences(connection)?;
    team.grants = roster::grants(connection)?;
    Ok(team)
}

/// What of this member another one has already, or had: what they did stays theirs.
fn taken(team: &Team, member: &Member) -> Option<String> {
    let other = |found: Option<&Member>| {
        let left = |m: &Member| if m.left_at.is_some() { ", who has left" } else { "" };
        found.filter(|found| found.id != member.id).map(|m| format!("{}{}", m.name, left(m)))
    };
    if let Some(by) = other(team.once_named(&member.name)) {
        return Some(format!("there is a member {by} already"));
    }
    if let Some(by) = other(team.looking_like(&member.name)) {
        return Some(format!("\"{}\" looks just like the member {by}", member.name));
    }
    if let Some(by) = other(team.ever().find(|known| known.login == member.login)) {
        return Some(format!("login {} belongs to {by}", member.login));
    }
    member.addresses.iter().find_map(|address| {
        other(team.with_address(address)).map(|by| format!("address {address} belongs to {by}"))
    })
}

fn insert(connection: &Connection, member: &Member) -> Result<MemberId> {
    let id = connection.query_row(
        "INSERT INTO members (name, login, role, time_zone) VALUES ($1, $2, $3, $4) RETURNING member",
        params![member.name, member.login, member.role.word(), zone(member)],
        |row| row.get(0).map(MemberId),
    )?;
    write_addresses(connection, &Member { id, ..member.clone() })?;
    Ok(id)
}

fn write(connection: &Connection, member: &Member) -> Result<()> {
    connection.execute(
        "UPDATE members SET name = $1, login = $2, role = $3, time_zone = $4 WHERE member = $5",
        params![member.name, member.login, member.role.word(), zone(member), member.id.0],
    )?;
    connection.execute("DELETE FROM member_addresses WHERE member = $1", [member.id.0])?;
    write_addresses(connection, member)
}

fn write_addresses(connection: &Connection, member: &Member) -> Result<()> {
    for address in &member.addresses {
        connection.execute(
            "INSERT INTO member_addresses (address, member) VALUES ($1, $2)",
            params![address, member.id.0],
        )?;
    }
    Ok(())
}

fn zone(member: &Member) -> Option<&'static str> {
    member.time_zone.map(|zone| zone.name())
}

fn described(member: &Member) -> Words {
    let mut words = format!("{} (login {}, {}", member.name, member.login, member.role);
    for address in &member.addresses {
        words += &format!(", {address}");
    }
    if let Some(zone) = zone(member) {
        words += &format!(", {zone}");
    }
    let profile = Profile {
        name: member.name.clone(),
        login: member.login.clone(),
        addresses: member.addresses.clone(),
        time_zone: zone(member).map(str::to_owned),
    };
    Words { profile: Some(Box::new(profile)), ..Words::text(words + ")") }
}

/// A stored message, as far as judging it goes.
struct Stored {
    seq: i64,
    number: ThreadId,
    at: Timestamp,
    judged: Judged,
    author: Option<MemberId>,
    customer: Option<CustomerId>,
    before: (Direction, Option<Automated>),
}

fn judge_anew(connection: &Connection, us: &Us) -> Result<usize> {
    let mut changed = 0;
    let mut touched = BTreeSet::new();
    let mut last = 0;
    let reviews = Reviews::of(connection)?;
    let known = search::newest_customer(connection)?;
    loop {
        // In pages: memory does not grow with the mailbox.
        let page = page(connection, us, &reviews, last)?;
        let Some(end) = page.last() else { break };
        last = end.seq;
        for stored in page {
            if update(connection, &stored)? {
                changed += 1;
                touched.extend(threads::resolve(connection, stored.number)?);
            }
        }
    }
    search::customers_after(connection, known)?;
    for thread in touched {
        threads::refresh(connection, thread)?;
    }
    Ok(changed)
}

fn page(connection: &Connection, us: &Us, reviews: &Reviews, after: i64) -> Result<Vec<Stored>> {
    connection
        .prepare_cached(
            "SELECT seq, number, at, message_id, ancestors, from_name, from_address, subject, fields, direction,
                    automated, author, customer
             FROM messages WHERE seq > $1 ORDER BY seq LIMIT 1000",
        )?
        .query_map([after], |row| {
            let mut columns = Columns::of(row);
            let (seq, number) = (columns.take()?, ThreadId(columns.take()?));
            let at = columns.time()?;
            let (message_id, references) = (columns.take()?, columns.references()?);
            let from = rows::address(&mut columns)?;
            let subject = columns.take()?;
            let fields: Fields = columns.json()?;
            let headers = Headers { message_id, references, ..fields.into_headers(from, subject) };
            Ok(Stored {
                seq,
                number,
                at,
                judged: us.judge(&headers).beside_reviews(&headers, |id| reviews.contains(id)),
                before: (columns.word(rows::direction)?, columns.maybe_word(rows::automated)?),
                author: columns.member()?,
                customer: columns.take::<Option<i64>>()?.map(CustomerId),
            })
        })?
        .collect()
}

/// Who held the thread when it came. Where threads were merged or split since, who held it then is no longer told by
/// the thread alone: then it stays who it was.
fn by_hold(connection: &Connection, stored: &Stored) -> Result<Option<MemberId>> {
    let Some(thread) = threads::resolve(connection, stored.number)? else { return Ok(None) };
    let entries = threads::entries(connection, thread)?;
    let rearranged = entries.iter().any(|entry| {
        matches!(entry.event, Event::Merged { .. } | Event::Split { .. } | Event::SplitOff { .. })
    });
    let holds = Thread::replay(thread, Vec::new(), &entries).held;
    Ok(match rearranged {
        true => stored.author,
        false => author_by_hold(&holds, stored.at),
    })
}

fn update(connection: &Connection, stored: &Stored) -> Result<bool> {
    let judged = &stored.judged;
    let customer = match &judged.correspondent {
        Some(person) if judged.automated.is_none() => Some(customer(connection, person)?),
        _ => None,
    };
    let author = match (judged.direction, judged.author) {
        (Direction::Inbound, _) => None,
        (_, Some(author)) => Some(author),
        // As when it came: whoever held the thread then.
        (_, None) => by_hold(connection, stored)?,
    };
    let same = stored.before == (judged.direction, judged.automated)
        && stored.author == author
        && stored.customer == customer;
    if !same {
        connection
            .prepare_cached(
                "UPDATE messages SET direction = $1, automated = $2, author = $3, customer = $4 WHERE seq = $5",
            )?
            .execute(params![
                judged.direction.word(),
                judged.automated.map(|mark| mark.word()),
                author.map(|author| author.0),
                customer.map(|customer| customer.0),
                stored.seq
            ])?;
    }
    Ok(!same)
}
