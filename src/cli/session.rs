//! An open ledger with everything around it: team, inboxes, policy, now, and who is at the keyboard.

use super::args::{ThreadRef, Threads};
use super::context::Context;
use super::policy::{in_force, policy};
use crate::config::{self, Config};
use crate::domain::access::{Deed, Power};
use crate::domain::calendar::Calendar;
use crate::domain::check::Against;
use crate::domain::entry::Actor;
use crate::domain::ids::{InboxId, MemberId, ThreadId};
use crate::domain::judge::{SharedAddress, Us};
use crate::domain::member::{Member, Team};
use crate::domain::policy::Policy;
use crate::domain::stop::StoppedBy;
use crate::domain::task::NewTask;
use crate::domain::thread::{Decision, Refusal, Thread};
use crate::domain::time::Timestamp;
use crate::domain::{message, when};
use crate::error::{Error, Kind};
use crate::mail::header;
use crate::render::{View, handoff, headline, json, refusal, threads};
use crate::store::{Doing, Keep, Ledger, Outcome, Position};
use chrono::NaiveDate;
use std::borrow::Cow;

/// Who decides, when, and among whom.
pub struct Who<'a> {
    pub me: MemberId,
    pub now: Timestamp,
    pub team: &'a Team,
}

impl Who<'_> {
    /// What nobody is named for is the owner's; whoever's took over, if the owner left the team.
    pub fn instead_of_who_left(&self, thread: &Thread, task: NewTask) -> NewTask {
        let owner = thread.owner.map(|owner| owner.member);
        let heir = owner.filter(|owner| !self.team.is_in(*owner));
        let heir = heir.map(|owner| self.team.heir(owner, self.now).unwrap_or(self.me));
        NewTask { owner: task.owner.or(heir), ..task }
    }
}

pub struct Session {
    pub ledger: Ledger,
    pub team: Team,
    pub inboxes: Vec<(InboxId, String)>,
    pub policy: Policy,
    pub config: Option<Config>,
    pub now: Timestamp,
    login: String,
    keyholder: Option<String>,
    acting_as: Option<String>,
}

impl Session {
    pub fn open(cx: &Context) -> Result<Session, Error> {
        let ledger = Ledger::open(&cx.ledger_path()?)?;
        if !ledger.is_test_world() {
            cx.env.refuse_overrides()?;
        }
        let config = cx.optional_config()?;
        let mut session = Session::around(ledger, config, cx)?;
        session.check_acting_as()?;
        Ok(session)
    }

    /// Whatever is to be done in another's name: that whoever tries may not act so is put on record.
    fn check_acting_as(&mut self) -> Result<(), Error> {
        let Some(name) = self.acting_as.clone() else { return Ok(()) };
        let me = self.known()?.id;
        if self.team.right(me, Power::ActAs, self.now).is_none() {
            let mut doing = Doing::new(Actor::member(me), self.now);
            doing.reason = Some(format!("as {name}"));
            self.ledger.denied(Power::ActAs, None, &doing)?;
        }
        self.me().map(drop)
    }

    /// Everything around a ledger that is open already.
    pub fn around(ledger: Ledger, config: Option<Config>, cx: &Context) -> Result<Session, Error> {
        let (test_world, mut team, inboxes) =
            (ledger.is_test_world(), ledger.team()?, ledger.inboxes()?);
        let (absences, now) = (team.absences.clone(), cx.env.now(test_world)?);
        let policy = policy(config.as_ref(), &inboxes, &team);
        team.resort = policy.resort.clone();
        Ok(Session {
            policy: in_force(&ledger, absences, policy, now)?,
            team,
            inboxes,
            now,
            login: cx.env.login(test_world).to_owned(),
            keyholder: cx.keyholder.clone(),
            acting_as: cx.globals.acting_as.clone(),
            config,
            ledger,
        })
    }

    /// The same at another time, of the ledger as it was then.
    pub fn as_of(&self, now: Timestamp, position: Position) -> Result<Session, Error> {
        let kept_from = self.ledger.kept_from()?;
        if position.upto < kept_from {
            return Err(Error::refused(format!(
                "what the ledger looked like {} was not kept",
                self.view().when(now)
            ))
            .hint("an older baton wrote it; see what was done by then: baton log --as-of DATE"));
        }
        let ledger = self.ledger.as_of(position, now)?;
        let (mut team, inboxes) = (ledger.team()?, ledger.inboxes()?);
        let kept = ledger.policy_at(now)?;
        let config = match (&self.config, kept) {
            (Some(config), Some(kept)) => Some(config.with_kept(&kept)?),
            (config, _) => config.clone(),
        };
        let policy = policy(config.as_ref(), &inboxes, &team);
        team.resort = policy.resort.clone();
        Ok(Session {
            policy: in_force(&ledger, team.absences.clone(), policy, now)?,
            login: self.login.clone(),
            keyholder: self.keyholder.clone(),
            acting_as: self.acting_as.clone(),
            ledger,
            team,
            inboxes,
            config,
            now,
        })
    }

    /// A time that has passed, and whether it is a whole day that was named: then its last second, or now.
    pub fn gone_by(&self, text: &str) -> Result<(Timestamp, bool), Error> {
        let (at, calendar) = (self.past(text)?, &self.policy.calendar);
        if at > self.now {
            return Err(
                Error::usage(format!("'{text}' is still to come")).hint("name a time gone by")
            );
        }
        let day = calendar.day(at);
        let is_day = at == calendar.start_of_day(day) && !text.contains(':');
        let end = calendar.last_second(day).min(self.now);
        Ok((if is_day { end } else { at }, is_day))
    }

    /// The same at that time, of the ledger as it stood then.
    pub fn as_it_stood(&self, at: Timestamp) -> Result<Session, Error> {
        let position = self.ledger.position_at(at)?;
        if position.upto == 0 {
            return Err(Error::refused(format!("there was no ledger {}", self.view().when(at)))
                .hint("it begins with its first entry: baton log"));
        }
        self.as_of(at, position)
    }

    /// Keeps by what threads are judged now, for when somebody looks back.
    pub fn keep_policy(&mut self) -> Result<(), Error> {
        match &self.config {
            Some(config) => self.ledger.keep_policy(&config.kept()?, self.now),
            None => Ok(()),
        }
    }

    /// The same if it can be done at once: a report does not wait for it, nor fail for it.
    pub fn keep_policy_at_once(&mut self) {
        if let Some(Ok(text)) = self.config.as_ref().map(|config| config.kept()) {
            self.ledger.keep_policy_at_once(&text, self.now);
        }
    }

    pub fn view(&self) -> View<'_> {
        View {
            team: &self.team,
            inboxes: &self.inboxes,
            policy: &self.policy,
            clock: &self.policy.calendar,
            now: self.now,
        }
    }

    /// The clocks of whoever reads, for [`View::by`]: a member's own where they have them, else the team's. Their day
    /// is that of a digest of their own.
    pub fn clock_of(&self, reader: Option<MemberId>) -> Cow<'_, Calendar> {
        let zone = reader.and_then(|reader| self.team.get(reader)?.time_zone);
        match zone.filter(|zone| *zone != self.policy.calendar.zone()) {
            Some(zone) => Cow::Owned(Calendar::round_the_clock(zone)),
            None => Cow::Borrowed(&self.policy.calendar),
        }
    }

    /// The config, where a command cannot do without it.
    pub fn config(&self, cx: &Context) -> Result<Config, Error> {
        self.config.clone().map_or_else(|| cx.config(), Ok)
    }

    /// Who acts: the member whose login is the operating-system user, or whom an admin acts as.
    pub fn me(&self) -> Result<(MemberId, Actor), Error> {
        let member = self.known()?;
        let Some(name) = &self.acting_as else { return Ok((member.id, Actor::member(member.id))) };
        if self.team.right(member.id, Power::ActAs, self.now).is_none() {
            return Err(self.denied(Power::ActAs));
        }
        let other = self.member(name)?.id;
        Ok((other, Actor { member: Some(other), behind: Some(member.id) }))
    }

    /// The member at the keyboard; nobody else changes anything.
    fn known(&self) -> Result<&Member, Error> {
        let login = &self.login;
        self.at_keyboard().ok_or_else(|| {
            Error::new(
                Kind::Denied,
                format!("you are logged in as {login}, and no member has that login"),
            )
            .hint(format!("an admin can add you: baton member add NAME --login {login}"))
        })
    }

    /// Whose key opened the gateway, else whose login the operating-system user is.
    fn at_keyboard(&self) -> Option<&Member> {
        match &self.keyholder {
            Some(name) => self.team.named(name),
            None => self.team.with_login(&self.login),
        }
    }

    /// Who acts, where that needs more than membership; that it was not permitted is put on record.
    pub fn permitted(&mut self, power: Power, what: &str, dry_run: bool) -> Result<Actor, Error> {
        let (_, actor) = self.me()?;
        let Some(power) = self.team.lacks(actor, power, self.now) else { return Ok(actor) };
        self.ledger.denied(power, None, &self.doing(Some(what.to_owned()), dry_run)?)?;
        Err(self.denied(power))
    }

    /// What is not permitted, and who may.
    pub fn denied(&self, power: Power) -> Error {
        refusal::denied(power, &self.view())
    }

    /// A member by name; `me` is who is at the keyboard.
    pub fn member(&self, name: &str) -> Result<&Member, Error> {
        if name == "me"
            && let Some(member) = self.at_keyboard()
        {
            return Ok(member);
        }
        self.team.named(name).ok_or_else(|| {
            if let Some(left) = self.team.once_named(name) {
                return Error::refused(format!("{} has left the team", left.name))
                    .hint(format!("an admin can bring them back: baton member add {}", left.name));
            }
            let hint = match self.nearest_member(name) {
                Some(nearest) => format!("did you mean {nearest}? all members: baton member list"),
                None => "see all members: baton member list".to_owned(),
            };
            Error::refused(format!("there is no member \"{name}\"")).hint(hint)
        })
    }

    /// A member by name, one who left included: for looking back.
    pub fn anyone(&self, name: &str) -> Result<&Member, Error> {
        self.member(name).or_else(|error| self.team.once_named(name).ok_or(error))
    }

    /// The member who was probably meant.
    pub fn nearest_member(&self, name: &str) -> Option<&str> {
        let names: Vec<&str> = self.team.iter().map(|member| member.name.as_str()).collect();
        nearest(name, &names)
    }

    /// An inbox by name.
    pub fn inbox(&self, name: &str) -> Result<InboxId, Error> {
        self.inboxes.iter().find(|(_, known)| known == name).map(|(id, _)| *id).ok_or_else(|| {
            let names: Vec<&str> = self.inboxes.iter().map(|(_, name)| name.as_str()).collect();
            Error::refused(format!("there is no inbox \"{name}\""))
                .hint(format!("inboxes that were synced: {}", names.join(", ")))
        })
    }

    /// Finds the thread that is meant.
    pub fn thread(&self, reference: &ThreadRef, cx: &mut Context) -> Result<ThreadId, Error> {
        let (found, what) = match reference {
            ThreadRef::Number(number) => {
                (self.ledger.resolve(ThreadId(*number))?, format!("thread {number}"))
            }
            ThreadRef::MessageId(id) => (self.ledger.thread_of(id)?, format!("message <{id}>")),
            ThreadRef::StandardInput => {
                let headers = header::parse(&cx.input()?);
                let what = match &headers.message_id {
                    Some(id) => format!("message <{id}>, and none that it answers"),
                    None => "message that this mail answers, and it has no Message-ID".to_owned(),
                };
                (self.thread_of_mail(&headers)?, what)
            }
        };
        found.ok_or_else(|| {
            Error::refused(format!("the ledger has no {what}"))
                .hint("see what there is: baton list --all; read new mail: baton sync")
        })
    }

    /// The Message-ID that a user names, or that the message on standard input has.
    pub fn message_id(
        &self,
        reference: &ThreadRef,
        cx: &mut Context,
    ) -> Result<Option<String>, Error> {
        Ok(match reference {
            ThreadRef::Number(_) => None,
            ThreadRef::MessageId(id) => Some(id.clone()),
            ThreadRef::StandardInput => header::parse(&cx.input()?).message_id,
        })
    }

    /// By its Message-ID, else by what it answers: a reply that is being written is not in the ledger yet.
    pub fn thread_of_mail(&self, headers: &message::Headers) -> Result<Option<ThreadId>, Error> {
        self.first_known(headers.message_id.iter().chain(headers.references.iter().rev()))
    }

    /// The thread that a mail answers, whatever its own Message-ID: by In-Reply-To, else by References, newest first.
    pub fn thread_answered(&self, headers: &message::Headers) -> Result<Option<ThreadId>, Error> {
        self.first_known(headers.in_reply_to.iter().chain(headers.references.iter().rev()))
    }

    fn first_known<'a>(
        &self,
        ids: impl Iterator<Item = &'a String>,
    ) -> Result<Option<ThreadId>, Error> {
        for id in ids {
            if let Some(thread) = self.ledger.thread_of(id)? {
                return Ok(Some(thread));
            }
        }
        Ok(None)
    }

    /// Finds all threads that are meant, each once.
    pub fn threads(
        &self,
        references: &[ThreadRef],
        cx: &mut Context,
    ) -> Result<Vec<ThreadId>, Error> {
        let mut found = Vec::with_capacity(references.len());
        for reference in references {
            let thread = self.thread(reference, cx)?;
            if !found.contains(&thread) {
                found.push(thread);
            }
        }
        Ok(found)
    }

    /// Who does it, when and why.
    pub fn doing(&self, reason: Option<String>, dry_run: bool) -> Result<Doing, Error> {
        let (_, actor) = self.me()?;
        let keep = if dry_run { Keep::Nothing } else { Keep::Written };
        Ok(Doing { actor, now: self.now, reason, keep, resort: self.policy.resort.clone() })
    }

    /// Counts that whoever wanted to reply was stopped because of somebody else, if it was that; a viewer replies to
    /// nobody.
    pub fn count_stop(&mut self, thread: ThreadId, against: Against, by: StoppedBy) {
        let replies = |me: &MemberId| self.team.right(*me, Power::Work, self.now).is_some();
        let me = self.me().ok().map(|(me, _)| me).filter(replies);
        if let Some(member) = me.filter(|_| against.is_of_another()) {
            self.ledger.count_stop(thread, member, by, self.now);
        }
    }

    /// Changes threads as `decide` says, all or none, where `deed` is permitted; and says what is now true of each.
    pub fn change(
        &mut self,
        threads: &Threads,
        deed: Deed,
        cx: &mut Context,
        decide: impl Fn(&Thread, &Who) -> Result<Decision, Refusal>,
    ) -> Result<(), Error> {
        let (me, _) = self.me()?;
        let (found, now) = (self.threads(&threads.threads, cx)?, self.now);
        let doing = self.doing(None, threads.dry_run)?;
        let outcome = self
            .ledger
            .change(&found, deed, &doing, |thread, team| decide(thread, &Who { me, now, team }))?;
        self.tell_changed(outcome, threads.dry_run, cx).map_err(|mut error| {
            if found.len() > 1 && matches!(error.kind, Kind::Refused | Kind::Denied) {
                error.message += "; none of the threads was changed";
            }
            error
        })
    }

    /// Says what is now true of each thread, or would be; or why it was refused.
    pub fn tell_changed(
        &self,
        outcome: Outcome,
        dry_run: bool,
        cx: &mut Context,
    ) -> Result<(), Error> {
        let (me, _) = self.me()?;
        let view = self.view();
        let changed = outcome.map_err(|(thread, refused)| {
            refusal::explain(thread, refused, &self.team.name(me), &view)
        })?;
        if cx.globals.json && changed.iter().all(|changed| changed.taken_over().is_some()) {
            let taken = changed
                .iter()
                .filter_map(|changed| changed.taken_over().map(|taken| (&changed.now, taken)));
            return cx.print(&json::accepted(taken, &view));
        }
        if cx.globals.json {
            return cx.print(&json::list(changed.iter().map(|changed| &changed.now), &view));
        }
        if cx.globals.csv || cx.globals.plain {
            let listed: Vec<_> = changed.into_iter().map(|changed| changed.now).collect();
            return cx.print(&threads::list(&listed, &view, cx.form())?);
        }
        for changed in &changed {
            let sentence = headline::after(
                &changed.now,
                &changed.events,
                &changed.done,
                &changed.parts,
                changed.offered.as_ref().map(|(offer, _)| offer),
                &view,
            );
            cx.say(&if dry_run { format!("would be: {sentence}") } else { sentence })?;
            if let Some((offer, brief)) = changed.taken_over() {
                for line in handoff::brief(brief, offer.due, &view) {
                    cx.say(&line)?;
                }
            }
            let customers = changed.parts.iter().filter_map(|part| part.summary.customer);
            if customers.collect::<std::collections::BTreeSet<_>>().len() > 1 {
                let parts: Vec<String> = changed.parts.iter().map(headline::named).collect();
                cx.tell(&format!("note: the customers differ: {}", parts.join(", ")));
            }
        }
        Ok(())
    }

    /// A DATE of the command line, still to come.
    pub fn date(&self, text: &str) -> Result<Timestamp, Error> {
        let at = when::parse(text, self.now, &self.policy.calendar)
            .map_err(|error| Error::usage(error.to_string()))?;
        match at < self.now {
            true => Err(Error::usage(format!("'{text}' has passed: {}", self.view().stamp(at)))
                .hint("give a date to come")),
            false => Ok(at),
        }
    }

    /// A DATE of the command line that should lie behind us.
    pub fn past(&self, text: &str) -> Result<Timestamp, Error> {
        when::past(text, self.now, &self.policy.calendar)
            .map_err(|error| Error::usage(error.to_string()))
    }

    /// The day of a DATE of the command line that lies behind us, or ahead.
    pub fn day(&self, text: &str) -> Result<NaiveDate, Error> {
        self.past(text).map(|at| self.policy.calendar.day(at))
    }

    /// Everyone on our side.
    pub fn us(&self, config: &Config) -> Us {
        us(&self.team, config)
    }
}

/// Members and shared addresses.
pub fn us(team: &Team, config: &Config) -> Us {
    let shared = |inbox: &config::Inbox| SharedAddress {
        addresses: std::iter::once(&inbox.address).chain(&inbox.aliases).cloned().collect(),
        own_lists: inbox.own_lists.clone(),
        contact_form: inbox.contact_form.clone(),
    };
    Us { team: team.clone(), shared: config.inboxes.iter().map(shared).collect() }
}

/// The name that was probably meant.
fn nearest<'a>(name: &str, names: &[&'a str]) -> Option<&'a str> {
    names
        .iter()
        .map(|known| (strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase()), *known))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}
