//! Which charts there are, and how they are made of the numbers.

use super::Period;
use super::bars::Bars;
use super::card::{Card, Column, Counted, Drawing, Figure, View};
use super::heat::{HOURS, Heat};
use super::scale::Unit;
use super::time::{Form, Series, Time};
use crate::domain::calendar::Calendar;
use crate::domain::metrics::{Clock, Key, Metric, Row};
use crate::render;
use std::collections::HashMap;

/// The numbers of one inbox in one period.
pub struct Numbers {
    /// Of each day, week or month.
    pub parts: Vec<Row>,
    /// Of the period as a whole.
    pub whole: Vec<Row>,
    pub by_owner: Vec<Row>,
    pub by_hour: Vec<Row>,
    /// Of which days, weeks or months not all mail was read.
    pub gaps: Vec<bool>,
}

impl Numbers {
    fn has_gap(&self) -> bool {
        self.gaps.contains(&true)
    }
}

/// What is told of a number.
#[derive(Clone, Copy)]
enum Told {
    N,
    P50(Clock),
    P90(Clock),
    /// Of 100.
    Share,
    Hits,
}

/// One line, area or column.
type Line = (&'static str, Metric, Told);

/// A chart over time.
struct Plot {
    id: &'static str,
    title: &'static str,
    subtitle: &'static str,
    unit: Kind,
    form: Form,
    lines: &'static [Line],
    /// More columns of its table.
    columns: &'static [Line],
    /// Of which it says how much was left out.
    counted: &'static [Metric],
    is_key: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Count,
    Share,
    Working,
}

/// One bar for each member.
struct ByMember {
    id: &'static str,
    metric: Metric,
}

use Clock::{Wall, Working};
use Told::{Hits, N, P50, P90, Share};

const PLOTS: [Plot; 8] = [
    Plot {
        id: "volume",
        title: "Mail in and out",
        subtitle: "messages",
        unit: Kind::Count,
        form: Form::Lines,
        lines: &[("in", Metric::VolumeIn, N), ("out", Metric::VolumeOut, N)],
        columns: &[],
        counted: &[Metric::VolumeIn, Metric::VolumeOut],
        is_key: true,
    },
    Plot {
        id: "first_response",
        title: "First response",
        subtitle: "working time",
        unit: Kind::Working,
        form: Form::Lines,
        lines: &[
            ("p50", Metric::FirstResponse, P50(Working)),
            ("p90", Metric::FirstResponse, P90(Working)),
        ],
        columns: &[
            ("n", Metric::FirstResponse, N),
            ("p50, clock time", Metric::FirstResponse, P50(Wall)),
            ("p90, clock time", Metric::FirstResponse, P90(Wall)),
        ],
        counted: &[Metric::FirstResponse],
        is_key: true,
    },
    Plot {
        id: "backlog",
        title: "Backlog by age",
        subtitle: "threads",
        unit: Kind::Count,
        form: Form::Areas,
        lines: &[
            ("under 1 day", Metric::BacklogUnder1d, N),
            ("1 to 3 days", Metric::Backlog1dTo3d, N),
            ("3 to 7 days", Metric::Backlog3dTo7d, N),
            ("a week and more", Metric::BacklogOver7d, N),
        ],
        columns: &[
            ("all", Metric::Backlog, N),
            ("age p50", Metric::Backlog, P50(Wall)),
            ("age p90", Metric::Backlog, P90(Wall)),
            ("nobody's", Metric::Queue, N),
        ],
        counted: &[Metric::Backlog],
        is_key: true,
    },
    Plot {
        id: "ownership_lag",
        title: "Ownership lag",
        subtitle: "working time",
        unit: Kind::Working,
        form: Form::Lines,
        lines: &[
            ("person p50", Metric::OwnershipLag, P50(Working)),
            ("person p90", Metric::OwnershipLag, P90(Working)),
            ("rule p50", Metric::OwnershipLagRule, P50(Working)),
            ("rule p90", Metric::OwnershipLagRule, P90(Working)),
        ],
        columns: &[("n person", Metric::OwnershipLag, N), ("n rule", Metric::OwnershipLagRule, N)],
        counted: &[Metric::OwnershipLag, Metric::OwnershipLagRule],
        is_key: true,
    },
    Plot {
        id: "sla",
        title: "SLA met",
        subtitle: "of what was promised",
        unit: Kind::Share,
        form: Form::Lines,
        lines: &[
            ("first response", Metric::SlaFirstResponse, Share),
            ("next response", Metric::SlaNextResponse, Share),
            ("resolution", Metric::SlaResolution, Share),
            ("updates", Metric::SlaUpdate, Share),
        ],
        columns: &[
            ("n first", Metric::SlaFirstResponse, N),
            ("n next", Metric::SlaNextResponse, N),
            ("n resolution", Metric::SlaResolution, N),
            ("n updates", Metric::SlaUpdate, N),
        ],
        counted: &[
            Metric::SlaFirstResponse,
            Metric::SlaNextResponse,
            Metric::SlaResolution,
            Metric::SlaUpdate,
        ],
        is_key: true,
    },
    Plot {
        id: "duplicates",
        title: "Answered twice",
        subtitle: "of messages answered",
        unit: Kind::Share,
        form: Form::Lines,
        lines: &[("share", Metric::Duplicates, Share)],
        columns: &[("twice", Metric::Duplicates, Hits), ("n", Metric::Duplicates, N)],
        counted: &[Metric::Duplicates],
        is_key: true,
    },
    Plot {
        id: "handoffs",
        title: "Handoffs accepted",
        subtitle: "of those that ended",
        unit: Kind::Share,
        form: Form::Lines,
        lines: &[("accepted", Metric::HandoffCompleted, Share)],
        columns: &[
            ("accepted", Metric::HandoffCompleted, Hits),
            ("declined", Metric::HandoffDeclined, N),
            ("lapsed", Metric::HandoffLapsed, N),
            ("n", Metric::HandoffCompleted, N),
        ],
        counted: &[Metric::HandoffCompleted],
        is_key: false,
    },
    Plot {
        id: "handoff_time",
        title: "Handoffs: how long",
        subtitle: "working time",
        unit: Kind::Working,
        form: Form::Lines,
        lines: &[
            ("to accept, p50", Metric::HandoffAccept, P50(Working)),
            ("to accept, p90", Metric::HandoffAccept, P90(Working)),
            ("to take up, p50", Metric::HandoffFollowUp, P50(Working)),
            ("to take up, p90", Metric::HandoffFollowUp, P90(Working)),
        ],
        columns: &[
            ("n accepted", Metric::HandoffAccept, N),
            ("n taken up", Metric::HandoffFollowUp, N),
        ],
        counted: &[Metric::HandoffAccept, Metric::HandoffFollowUp],
        is_key: false,
    },
];

/// So many charts stand before the hours.
const HEAT_AT: usize = 6;

const MEMBERS: [ByMember; 2] = [
    ByMember { id: "workload", metric: Metric::Workload },
    ByMember { id: "replies", metric: Metric::Replies },
];

/// All charts; `numbers` are of each inbox in turn, for each its periods.
pub fn cards<'a>(
    numbers: &[Numbers],
    periods: &'a [Period],
    calendar: &'a Calendar,
    names: &render::View,
) -> Vec<Card<'a>> {
    let each = || numbers.iter().zip(periods.iter().cycle());
    let plotted = PLOTS.iter().map(|plot| {
        let views = each().map(|(numbers, period)| plot.view(numbers, period, calendar)).collect();
        plot.card(views)
    });
    let heat = Card {
        id: "inbound_by_hour",
        title: "When mail comes in",
        subtitle: "messages, by hour",
        meanings: vec![Metric::VolumeIn.definition()],
        views: numbers.iter().map(heat).collect(),
        is_key: false,
    };
    let by_member = MEMBERS.iter().map(|chart| {
        let views = numbers.iter().map(|numbers| chart.view(numbers, names)).collect();
        let definition = chart.metric.definition();
        Card {
            id: chart.id,
            title: definition.title,
            subtitle: definition.unit,
            meanings: vec![definition],
            views,
            is_key: false,
        }
    });
    let mut cards: Vec<Card> = plotted.chain(by_member).collect();
    // It is as high as two others, which stand beside it.
    cards.insert(HEAT_AT, heat);
    cards
}

impl Plot {
    fn card<'a>(&self, views: Vec<View<'a>>) -> Card<'a> {
        let all = self.lines.iter().chain(self.columns).map(|(_, metric, _)| *metric);
        let mut metrics: Vec<Metric> = self.counted.iter().copied().chain(all).collect();
        metrics.sort_unstable();
        metrics.dedup();
        Card {
            id: self.id,
            title: self.title,
            subtitle: self.subtitle,
            meanings: metrics.into_iter().map(Metric::definition).collect(),
            views,
            is_key: self.is_key,
        }
    }

    fn view<'a>(&self, numbers: &Numbers, period: &'a Period, calendar: &'a Calendar) -> View<'a> {
        let unit = match self.unit {
            Kind::Count => Unit::Count,
            Kind::Share => Unit::Share,
            Kind::Working => Unit::Working(calendar),
        };
        let places = period.places();
        let series = self.lines.iter().map(|line| Series {
            label: line.0.to_owned(),
            total: self.total(line, numbers),
            points: points(line, numbers, &places),
        });
        let columns = self.columns.iter().map(|line| {
            let unit = line.2.unit();
            let cells = points(line, numbers, &places).into_iter();
            let cells =
                cells.map(|value| value.map_or("–".to_owned(), |value| unit.words(value)));
            Column { heading: line.0.to_owned(), cells: cells.collect() }
        });
        let counted = self.counted.iter().map(|metric| {
            let what = (self.counted.len() > 1).then(|| metric.definition().title);
            counted(*metric, what, &numbers.whole)
        });
        View {
            figures: self.figures(numbers),
            drawing: Drawing::Time(Time {
                unit,
                form: self.form,
                buckets: &period.buckets,
                gaps: numbers.gaps.clone(),
                series: series.collect(),
                marks: &period.marks,
            }),
            counted: counted.collect(),
            columns: columns.collect(),
            has_gap: numbers.has_gap(),
        }
    }

    fn total(&self, line: &Line, numbers: &Numbers) -> Option<f64> {
        let row = find(&numbers.whole, line.1, line.2.clock());
        row.and_then(|row| line.2.value(row)).or_else(|| line.2.nothing())
    }

    /// What areas come to.
    fn figures(&self, numbers: &Numbers) -> Vec<Figure> {
        let (Form::Areas, [metric, ..]) = (self.form, self.counted) else { return Vec::new() };
        let n = find(&numbers.whole, *metric, Some(Wall)).map_or(0, |row| row.n);
        vec![Figure { value: Unit::Count.words(n as f64), label: "at the end".to_owned() }]
    }
}

impl Told {
    fn clock(self) -> Option<Clock> {
        match self {
            P50(clock) | P90(clock) => Some(clock),
            N | Share | Hits => None,
        }
    }

    fn value(self, row: &Row) -> Option<f64> {
        match self {
            N => Some(row.n as f64),
            Hits => row.hits.map(|hits| hits as f64),
            P50(_) => row.p50.map(|seconds| seconds as f64),
            P90(_) => row.p90.map(|seconds| seconds as f64),
            Share => {
                let hits = row.hits.filter(|_| row.n > 0)?;
                Some(hits as f64 * 100.0 / row.n as f64)
            }
        }
    }

    /// What is told where there is no row: of a count that there was none.
    fn nothing(self) -> Option<f64> {
        matches!(self, N | Hits).then_some(0.0)
    }

    fn unit(self) -> Unit<'static> {
        match self {
            N | Hits => Unit::Count,
            Share => Unit::Share,
            P50(_) | P90(_) => Unit::Wall,
        }
    }
}

/// One value for each bucket.
fn points(line: &Line, numbers: &Numbers, places: &HashMap<&Key, usize>) -> Vec<Option<f64>> {
    let (_, metric, told) = line;
    let mut points = vec![told.nothing(); places.len()];
    let rows = numbers.parts.iter().filter(|row| is_of(row, *metric, told.clock()));
    for row in rows {
        if let Some(place) = places.get(&row.key) {
            points[*place] = told.value(row);
        }
    }
    points
}

/// Any clock does where none is asked for.
fn is_of(row: &Row, metric: Metric, clock: Option<Clock>) -> bool {
    row.metric == metric && (clock.is_none() || row.clock == clock)
}

fn find(rows: &[Row], metric: Metric, clock: Option<Clock>) -> Option<&Row> {
    rows.iter().find(|row| is_of(row, metric, clock))
}

fn counted(metric: Metric, what: Option<&'static str>, rows: &[Row]) -> Counted {
    let row = find(rows, metric, None);
    let excluded = row.map(|row| row.excluded.iter().map(|(cause, n)| (*cause, *n)).collect());
    Counted { what, n: row.map_or(0, |row| row.n), excluded: excluded.unwrap_or_default() }
}

impl ByMember {
    fn view(&self, numbers: &Numbers, names: &render::View) -> View<'static> {
        let rows = numbers.by_owner.iter().filter(|row| row.metric == self.metric && row.n > 0);
        let mut rows: Vec<(String, f64)> =
            rows.map(|row| (render::metrics::key(&row.key, names), row.n as f64)).collect();
        rows.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        View {
            figures: Vec::new(),
            drawing: Drawing::Bars(Bars {
                unit: Unit::Count,
                heading: "member".to_owned(),
                label: self.metric.definition().unit.to_owned(),
                rows,
            }),
            counted: vec![counted(self.metric, None, &numbers.whole)],
            columns: Vec::new(),
            has_gap: numbers.has_gap(),
        }
    }
}

fn heat(numbers: &Numbers) -> View<'static> {
    let mut counts = vec![0; HOURS];
    for row in numbers.by_hour.iter().filter(|row| row.metric == Metric::VolumeIn) {
        if let Key::Hour(day, hour) = row.key
            && let Some(count) = counts.get_mut((day * 24 + hour) as usize)
        {
            *count += row.n;
        }
    }
    View {
        figures: Vec::new(),
        drawing: Drawing::Heat(Heat { counts }),
        counted: vec![counted(Metric::VolumeIn, None, &numbers.whole)],
        columns: Vec::new(),
        has_gap: numbers.has_gap(),
    }
}
