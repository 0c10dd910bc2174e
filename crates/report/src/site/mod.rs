//! A static site about incidents: an index, and for each incident a page that tells everything, a
//! page for participants of a workshop, and one for whoever leads it.
//!
//! Each page is one file that needs no network and no server. Templates escape every text of a
//! scenario; `frame` forbids every script but the page's own. Words come from the same functions
//! as those on a terminal; `data` is what scripts read.

mod agree;
mod carries;
mod chart;
mod collect;
mod crowd;
mod data;
mod facilitator;
mod frame;
mod incident;
mod index;
mod lane;
mod participant;
mod pool;
mod stands;
mod story;
mod transcript;

pub use index::Entry;

use crate::escape::html::harmless;
use crate::text::timeline::{followed, parted};
use crate::{Comparison, Replayed};
use collect::Collector;
use data::Data;
use seamripper_study::{Dossier, Replay};

/// Bytes of the data of a page; sealed for participants it takes a third more.
const MOST_BYTES: usize = 1 << 20;

/// One page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Where it lies below the folder of the site, with `/` between folders.
    pub path: String,
    /// The whole file.
    pub html: String,
}

/// What the pages of one incident are made of.
struct Case<'a> {
    dossier: &'a Dossier,
    /// Its number in the index, from 1.
    number: usize,
    /// What a shell needs to name the scenario.
    command: &'a str,
    /// The same, with the seed where it is not the canonical one.
    again: String,
    data: Data,
    /// The first record at which the deployed and the resolved replay differ.
    parted: Option<usize>,
    /// The conversation that is followed.
    focus: u32,
}

/// Names a scenario for a shell, with the seed where it is not the canonical one.
fn again(dossier: &Dossier, command: &str) -> String {
    match dossier.seed == dossier.plan.seed {
        true => command.to_owned(),
        false => format!("{command} --seed {}", dossier.seed),
    }
}

/// Makes the pages of one incident, and its entry in the index.
///
/// `number` is its number in the index, from 1; `command` is what a shell needs to name its scenario.
pub fn incident_pages(dossier: &Dossier, number: usize, command: &str) -> (Vec<Page>, Entry) {
    let arms = [replayed(dossier.deployed()), replayed(dossier.resolved())];
    let arms = if dossier.plan.fixes.is_empty() { &arms[..1] } else { &arms[..] };
    let (plan, seed) = (&*dossier.plan, dossier.seed);
    let comparison = Comparison { plan, seed, arms, command, honest: &[] };
    let focus = followed(&comparison);
    let parted = parted(&comparison);
    let again = again(dossier, command);
    let data = Collector::within(MOST_BYTES, dossier, focus, &again);
    let case = Case { dossier, number, command, again, data, parted, focus };
    let pages = vec![
        Page { path: incident_path(&plan.id), html: incident::html(&case, &comparison) },
        Page { path: participant_path(number), html: participant::html(&case) },
        Page { path: facilitator_path(&plan.id), html: facilitator::html(&case) },
    ];
    (pages, index::entry(&case))
}

fn replayed(replay: &Replay) -> Replayed<'_> {
    let Replay { arm, trace, card } = replay;
    Replayed { arm, trace, card }
}

/// Makes the index of a site.
pub fn index_page(entries: &[Entry]) -> Page {
    Page { path: "index.html".to_owned(), html: index::html(entries) }
}

fn incident_path(id: &str) -> String {
    format!("incidents/{id}.html")
}

/// The name of a participant's page says nothing of what happened.
fn participant_path(number: usize) -> String {
    format!("workshop/{number}.html")
}

fn facilitator_path(id: &str) -> String {
    format!("facilitator/{id}.html")
}

/// Renders a template; every one of them only has texts, numbers and lists. All pages come from here,
/// so that no text of a scenario that steers its reader is on any.
fn rendered(template: &impl askama::Template) -> String {
    harmless(template.render().expect("a page of texts and numbers can be written"))
}

/// Names a layer as pages do.
fn layer(layer: seamripper_scenario::written::Layer) -> &'static str {
    use seamripper_scenario::written::Layer;
    match layer {
        Layer::Prompt => "prompt",
        Layer::Tools => "tools",
        Layer::Runtime => "runtime",
        Layer::Service => "service",
        Layer::Pipeline => "pipeline",
        Layer::Monitoring => "monitoring",
        Layer::Architecture => "architecture",
    }
}
