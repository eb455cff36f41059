//! A digest of one kind, drawn up: the review, and what stands beside it.

use super::Args;
use super::material::Material;
use crate::cli::session::Session;
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::metrics::InForce;
use crate::domain::review::leads::{self, Leads};
use crate::domain::review::weekly::Gathering;
use crate::domain::review::{Kind, Review};
use crate::domain::summary::Listed;
use crate::error::Error;
use crate::render::block::Block;
use crate::render::table::Cell;
use crate::render::weekly::Beside;
use crate::render::{View, leads as leads_text, legend, review, weekly as weekly_text};
use serde_json::Value;
use std::collections::HashMap;

pub struct Edition {
    pub review: Review,
    /// Before its sections.
    pub blocks: Vec<Block>,
    /// At its foot.
    pub legend: Vec<String>,
    /// What `--json` has beside the review, and its name.
    pub fields: Option<(&'static str, Value)>,
    /// The table of `--csv`, where that is not of the sections.
    pub table: Option<(&'static [&'static str], Vec<Vec<Cell>>)>,
    /// "3 at risk": what beside the sections needs someone, in the subject.
    pub beside: String,
    /// Beside the review there is something that needs someone.
    pub asks: bool,
    /// Nothing happened that would be worth a mail.
    pub is_quiet: bool,
}

/// The kind that was asked for; one at a time.
pub fn kind(args: &Args) -> Result<Kind, Error> {
    let flags =
        [(args.personal, Kind::Personal), (args.leads, Kind::Leads), (args.weekly, Kind::Weekly)];
    let mut asked = flags.into_iter().filter(|(asked, _)| *asked).map(|(_, kind)| kind);
    let Some(one) = asked.next() else { return Ok(Kind::Team) };
    let Some(other) = asked.next() else { return Ok(one) };
    let (one, other) = (one.word(), other.word());
    Err(Error::usage(format!("--{one} and --{other} are two digests"))
        .hint(format!("run baton review --{one}, then baton review --{other}")))
}

impl Edition {
    /// A digest that is nothing but a review.
    pub fn of(review: Review, session: &Session) -> Edition {
        let (is_quiet, legend) = (review.is_clear(), legend(review.reader, session));
        Edition {
            review,
            blocks: Vec::new(),
            legend,
            fields: None,
            table: None,
            beside: String::new(),
            asks: false,
            is_quiet,
        }
    }

    /// The digest of this kind; of a personal one whose it is.
    pub fn draw_up(
        kind: Kind,
        reader: Option<MemberId>,
        material: &Material,
        session: &Session,
    ) -> Result<Edition, Error> {
        match kind {
            Kind::Team | Kind::Personal => {
                Ok(Edition::of(material.review(kind, reader, session)?, session))
            }
            Kind::Leads => Edition::for_leads(material, session),
            Kind::Weekly => Edition::of_week(material, session),
        }
    }

    fn for_leads(material: &Material, session: &Session) -> Result<Edition, Error> {
        let (view, policy) = (session.view(), &session.policy);
        let team = material.review(Kind::Leads, None, session)?;
        let leads = Leads::draw_up(material.threads(), &team, &session.team, policy);
        let review = leads::narrowed(&team, material.threads(), policy);
        Ok(Edition {
            blocks: leads_text::blocks(&leads, &view),
            fields: Some(("leads", leads_text::json(&leads, &view))),
            table: Some((&leads_text::COLUMNS, leads_text::rows(&leads, &view))),
            beside: leads_text::summary(&leads),
            asks: !leads.is_clear(),
            is_quiet: review.is_clear() && leads.is_clear(),
            ..Edition::of(review, session)
        })
    }

    fn of_week(material: &Material, session: &Session) -> Result<Edition, Error> {
        let (view, policy) = (session.view(), &session.policy);
        let review = material.review(Kind::Weekly, None, session)?;
        let terms = InForce::new(Vec::new(), policy.clone());
        let mut gathering = Gathering::new(policy, &terms, session.now);
        let mut threads: HashMap<ThreadId, Listed> = HashMap::new();
        session.ledger.histories_since(gathering.since(), |history, listed| {
            if gathering.add(&history, listed) {
                threads.insert(history.thread, listed.clone());
            }
        })?;
        let entries = session.ledger.team_entries()?;
        let weekly = gathering.done(&session.team, material.notes());
        let beside = Beside { threads: &threads, entries: &entries };
        Ok(Edition {
            blocks: weekly_text::blocks(&weekly, &beside, &view),
            fields: Some(("weekly", weekly_text::json(&weekly, &beside, &view))),
            beside: weekly_text::summary(&weekly),
            asks: weekly.asks(),
            is_quiet: review.is_clear() && weekly.is_quiet(),
            ..Edition::of(review, session)
        })
    }

    /// "5 no owner, 2 overdue", and what else there is.
    pub fn counts(&self, view: &View) -> String {
        let counts = review::counts(&self.review, view);
        let parts = [counts, self.beside.clone()].into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(", ")
    }

    /// Nothing in it needs anyone.
    pub fn is_clear(&self) -> bool {
        self.review.is_clear() && !self.asks
    }
}

/// What was promised, and what working time is; without promises nobody asks.
fn legend(reader: Option<MemberId>, session: &Session) -> Vec<String> {
    let (policy, clock) = (&session.policy, session.clock_of(reader));
    let updates = policy.resort.levels.iter().any(|level| level.update_every.is_some());
    match policy.slas.is_empty() && !updates {
        true => Vec::new(),
        false => legend::lines(&session.view().by(&clock)),
    }
}
