//! `verify`: whether a replay is the same each time, wherever and in whichever order it runs.

use crate::exit::{DONE, FAILED, Failure};
use crate::library::{self, File};
use crate::many::{self, Crew};
use crate::screen::Screen;
use rayon::prelude::*;
use seamripper_report::why;
use seamripper_scenario::Plan;
use seamripper_scenario::plan::Arm;
use seamripper_sim::trace::End;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How often each arm is replayed.
const TIMES: usize = 2;

/// How many replays may go to their limits for one scenario, however many arms it has.
const WHOLE: u64 = 8;

/// Replays every arm twice, on several threads and in another order, and compares the fingerprints
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper verify                     the library that the program carries
  seamripper verify incidents/          a folder of yours
  seamripper verify --list              a line for each arm: scenario, arm, seed, fingerprint

Two programs whose lists are the same replay the same, byte for byte. Exits with 1 if a replay
differs from itself, which is a bug.")]
pub(crate) struct Arguments {
    /// Scenario files, folders of them, and ids from `list` [default: the library that the program carries]
    #[arg(value_name = "LIBRARY")]
    library: Vec<String>,
    /// List the fingerprints
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    many: many::Arguments,
}

/// One arm of one scenario.
struct Subject {
    plan: Arc<Plan>,
    arm: Arm,
}

/// What came of one replay.
#[derive(Clone)]
struct Replay {
    print: String,
    end: End,
}

/// Replays, compares and reports.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let subjects = subjects(arguments, screen)?;
    let crew = Crew::new(&arguments.many)?;
    let replays = replayed(&subjects, &crew);
    crew.finish();
    if crew.is_stopped() {
        return Err(many::stopped("not all arms were replayed"));
    }
    for (Subject { plan, arm }, replays) in subjects.iter().zip(&replays) {
        if let Some(why) = replays.iter().find_map(|replay| why(&replay.end)) {
            screen.note(&format!("note: {} {} ended early: {why}\n", plan.id, arm.name));
        }
    }
    let prints: Vec<Vec<String>> = replays
        .into_iter()
        .map(|replays| replays.into_iter().map(|replay| replay.print).collect())
        .collect();
    let differs = |prints: &Vec<String>| prints.iter().any(|print| *print != prints[0]);
    let differing = prints.iter().filter(|prints| differs(prints)).count();
    let shown = subjects.iter().zip(&prints);
    let shown = shown.filter(|(_, prints)| arguments.list || differs(prints));
    let mut told: String = shown.map(|(subject, prints)| line(subject, prints)).collect();
    if !arguments.list || differing > 0 {
        told += &summary(subjects.len(), differing);
    }
    screen.print(&told)?;
    Ok(if differing == 0 { DONE } else { FAILED })
}

/// Writes the line of one arm; fingerprints that differ stand side by side.
fn line(Subject { plan, arm }: &Subject, prints: &[String]) -> String {
    let mut prints = prints.to_vec();
    prints.dedup();
    format!("{} {} {} {}\n", plan.id, arm.name, plan.seed, prints.join(" and "))
}

fn summary(arms: usize, differing: usize) -> String {
    match differing {
        0 => format!("{arms} arms, each replayed {TIMES} times: the same each time\n"),
        _ => format!("{differing} of {arms} arms differ from themselves: a bug of this program\n"),
    }
}

fn subjects(arguments: &Arguments, screen: &Screen) -> Result<Vec<Subject>, Failure> {
    let mut files: Vec<File> = Vec::new();
    for wanted in &arguments.library {
        files.extend(library::meant(wanted)?);
    }
    if arguments.library.is_empty() {
        files = library::embedded();
    }
    let mut subjects = Vec::new();
    for file in &files {
        let mut plan = library::playable(file, screen)?;
        let arms = arms(&plan)?;
        plan.limits = plan.limits.shared(arms.len() as u64, WHOLE);
        let plan = Arc::new(plan);
        subjects.extend(arms.into_iter().map(|arm| Subject { plan: plan.clone(), arm }));
    }
    Ok(subjects)
}

/// Makes every arm that has a name: the built-in ones, each fix, and those of the file.
fn arms(plan: &Plan) -> Result<Vec<Arm>, Failure> {
    let fixes = plan.fixes.iter().map(|fix| fix.name);
    let named = fixes.chain(plan.arms.iter().map(|arm| arm.name));
    let named = named.map(|name| plan.symbols.text(name).as_str());
    let mut arms: Vec<Arm> = Vec::new();
    for name in ["deployed", "control", "resolved"].into_iter().chain(named) {
        let arm = crate::arms::named(plan, name)?;
        if arms.iter().all(|known| known.name != arm.name) {
            arms.push(arm);
        }
    }
    Ok(arms)
}

/// Replays each subject several times, all of them mixed; returns the replays of each.
fn replayed(subjects: &[Subject], crew: &Crew) -> Vec<Vec<Replay>> {
    let jobs = mixed(subjects.len() * TIMES);
    crew.begin("all arms", jobs.len() as u64);
    let done = AtomicU64::new(0);
    let one = |job: &usize| {
        if crew.is_stopped() {
            return (*job, Replay { print: String::new(), end: End::CutOff });
        }
        let Subject { plan, arm } = &subjects[job % subjects.len()];
        let trace = seamripper_sim::run(plan, arm, plan.seed);
        crew.show(done.fetch_add(1, Ordering::Relaxed) + 1);
        (*job, Replay { print: trace.fingerprint, end: trace.end })
    };
    let mut replays: Vec<(usize, Replay)> = crew.work(|| jobs.par_iter().map(one).collect());
    replays.sort_by_key(|(job, _)| *job);
    let mut all = vec![Vec::new(); subjects.len()];
    for (job, replay) in replays {
        all[job % subjects.len()].push(replay);
    }
    all
}

/// Lists numbers from 0 in an order that mixes them, the same each time.
fn mixed(count: usize) -> Vec<usize> {
    let mut jobs: Vec<usize> = (0..count).collect();
    // The multiplier of a golden section: neighbours come far apart.
    jobs.sort_by_key(|job| (*job as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    jobs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_another_and_has_every_number_once() {
        let jobs = mixed(50);
        assert!(!jobs.is_sorted());
        let mut sorted = jobs;
        sorted.sort_unstable();
        assert_eq!(sorted, (0..50).collect::<Vec<_>>());
    }
}
