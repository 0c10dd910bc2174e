//! `sweep`: many seeds of some arms, and what is to be said of their chances.

use crate::exit::{DONE, Failure, INCONCLUSIVE, STOPPED, quoted};
use crate::library::{self, File};
use crate::many::{self, Crew};
use crate::rows::Rows;
use crate::screen::Screen;
use crate::sweep_file::{self, Kept};
use crate::{arms, outputs};
use clap::ValueEnum;
use seamripper_report::{SweepView, csv_of_sweeps, json_of_sweeps};
use seamripper_scenario::Plan;
use seamripper_scenario::plan::Arm;
use seamripper_study::{Seeds, Sweep, Work};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often a sweep that can be resumed is kept.
const KEPT_EVERY: Duration = Duration::from_secs(2);

/// Replays arms under many seeds: the chance of each break, and what it does
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper sweep ID                                deployed beside resolved, seeds 0..1000
  seamripper sweep all --seeds 200                   the whole library
  seamripper sweep ID --seeds 5000..6000 --arm one   other seeds, another arm
  seamripper sweep ID --seeds 1_000_000 --resume s.json     goes on where it was stopped
  seamripper sweep ID --seeds 1_000_000 --shard 1/4 --save 1.json   then `seamripper merge *.json`
  seamripper sweep ID --rows rows.parquet            a row for each seed, arm and invariant

Ctrl-C ends it after the replays that are under way, prints what is known by then, and exits
with 130; a second one ends it at once. Exits with 3 if replays hit a limit.")]
pub(crate) struct Arguments {
    /// Scenario files, ids from `seamripper list`, or `all` for the whole library
    #[arg(value_name = "SCENARIO", required = true)]
    scenarios: Vec<String>,
    #[command(flatten)]
    arms: arms::Arguments,
    /// The seeds: `N` for those from 0, `A..B` without B, or `A..=B`
    #[arg(long, value_name = "N|A..B", default_value = "1000")]
    seeds: Seeds,
    /// Only part K of N parts of the seeds
    #[arg(long, value_name = "K/N", value_parser = shard)]
    shard: Option<(u64, u64)>,
    /// Keep the sweep in this file as it goes, and go on with what the file has
    #[arg(long, value_name = "FILE", conflicts_with = "save")]
    resume: Option<PathBuf>,
    /// Keep the sweep in this file when it is done, to be merged with others
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Also write a row for each seed, arm and invariant: `.jsonl` or `.parquet`; stopped early, those
    /// of the seeds that are done, unless there is such a file already
    #[arg(long, value_name = "FILE", conflicts_with = "resume")]
    rows: Option<PathBuf>,
    #[command(flatten)]
    many: many::Arguments,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What to print.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A report for people
    Text,
    /// All numbers for programs
    Json,
    /// The chances, for spreadsheets
    Csv,
}

/// One scenario with what is to be swept of it.
struct Subject {
    /// How a shell names the scenario.
    name: String,
    plan: Arc<Plan>,
    arms: Vec<Arm>,
}

/// Sweeps, reports, and keeps what is known.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let subjects = subjects(arguments, screen)?;
    let seeds = match arguments.shard {
        Some((number, of)) => arguments.seeds.part(number, of),
        None => arguments.seeds.clone(),
    };
    let kept_in = arguments.resume.as_ref().or(arguments.save.as_ref());
    // What cannot be written is better known before the work than after it.
    let scenarios = arguments.scenarios.iter().map(Path::new);
    outputs::check(scenarios, kept_in.into_iter().chain(&arguments.rows).map(PathBuf::as_path))?;
    let mut kept = begun(arguments, &subjects)?;
    let mut rows = arguments.rows.as_deref().map(Rows::create).transpose()?;
    let crew = Crew::new(&arguments.many)?;
    for (place, subject) in subjects.iter().enumerate() {
        if !crew.is_stopped() {
            one(arguments, subject, &seeds, (&mut kept, place), &mut rows, &crew)?;
        }
    }
    crew.finish();
    let left = kept.iter().map(|kept| seeds.without(&kept.sweep.seeds).count()).max();
    let is_whole = left.unwrap_or_default() == 0;
    // What is there already may be whole. A sweep that goes on has all that its file has.
    let replaces = |path: &Path| {
        let may = is_whole || arguments.resume.is_some() || !path.exists();
        if !may {
            screen.note(&format!("note: stopped, so {} stays as it was\n", path.display()));
        }
        may
    };
    // Files first: whatever becomes of one of them, or of what is printed, the others are there.
    let kept_in = kept_in.filter(|path| replaces(path));
    let saved = kept_in.map_or(Ok(()), |path| sweep_file::write(path, kept.clone()));
    let rows = rows.filter(|rows| replaces(rows.path())).map_or(Ok(()), Rows::close);
    let shown = show(&kept, arguments.format, screen);
    saved.and(rows).and(shown)?;
    if let Some(left @ 1..) = left {
        let resume = match &arguments.resume {
            Some(_) => "the same command goes on from here",
            None => "with `--resume FILE` it could go on from here",
        };
        screen.note(&format!("note: stopped with {left} seeds to go; {resume}\n"));
        return Ok(STOPPED);
    }
    Ok(code(&kept))
}

/// Returns the exit code: whether any replay was cut short.
pub(crate) fn code(kept: &[Kept]) -> u8 {
    let cut = |kept: &Kept| kept.sweep.arms.iter().any(|arm| arm.tally.cut_short > 0);
    if kept.iter().any(cut) { INCONCLUSIVE } else { DONE }
}

/// Prints sweeps.
pub(crate) fn show(kept: &[Kept], format: Format, screen: &Screen) -> Result<(), Failure> {
    let done = kept.iter().filter(|kept| !kept.sweep.seeds.is_empty());
    let views: Vec<SweepView> = done.map(|kept| SweepView::new(&kept.sweep, &kept.named)).collect();
    if views.is_empty() {
        screen.note("note: no seed was replayed, so there is nothing to show\n");
    }
    screen.print(&match format {
        Format::Json => json_of_sweeps(&views),
        Format::Csv => csv_of_sweeps(&views),
        Format::Text => {
            let texts: Vec<String> = views.iter().map(|view| view.text(screen.width())).collect();
            texts.join("\n")
        }
    })
}

fn subjects(arguments: &Arguments, screen: &Screen) -> Result<Vec<Subject>, Failure> {
    let mut files: Vec<(String, File)> = Vec::new();
    for name in &arguments.scenarios {
        if name == "all" {
            for file in library::embedded() {
                let id = file.id().unwrap_or_default();
                files.push((id, file));
            }
        } else {
            files.push((quoted(name), library::find(name)?));
        }
    }
    let mut subjects: Vec<Subject> = Vec::new();
    for (name, file) in files {
        let plan = Arc::new(library::playable(&file, screen)?);
        if subjects.iter().any(|known| known.plan.hash == plan.hash) {
            return Err(Failure::new(format!("`{name}` is given twice")));
        }
        let arms = arms::chosen(&arguments.arms, &plan)?;
        subjects.push(Subject { name, plan, arms });
    }
    Ok(subjects)
}

/// Makes empty sweeps, or takes those of the file that is to be gone on with.
fn begun(arguments: &Arguments, subjects: &[Subject]) -> Result<Vec<Kept>, Failure> {
    let fresh = || {
        let kept =
            |of: &Subject| Kept { named: of.name.clone(), sweep: Sweep::new(&of.plan, &of.arms) };
        subjects.iter().map(kept).collect::<Vec<_>>()
    };
    let Some(path) = &arguments.resume else { return Ok(fresh()) };
    let Some(kept) = sweep_file::read(path)? else { return Ok(fresh()) };
    if kept.len() != subjects.len() {
        return Err(cannot_go_on(path, &format!("it has {} scenarios", kept.len())));
    }
    for (kept, of) in kept.iter().zip(subjects) {
        let matched = kept.sweep.match_work(&of.plan, &of.arms);
        matched.map_err(|why| cannot_go_on(path, &why.to_string()))?;
    }
    Ok(kept)
}

fn cannot_go_on(path: &Path, why: &str) -> Failure {
    let message = format!("cannot go on with {}: {why}", path.display());
    Failure::new(message).help("give the same scenarios, arms and program, or another file")
}

/// Sweeps one scenario; keeps what is known from time to time.
fn one(
    arguments: &Arguments,
    subject: &Subject,
    seeds: &Seeds,
    (kept, place): (&mut [Kept], usize),
    rows: &mut Option<Rows>,
    crew: &Crew,
) -> Result<(), Failure> {
    let Subject { plan, arms, .. } = subject;
    let mut sweep = kept[place].sweep.clone();
    let of = sweep.replays() + seeds.without(&sweep.seeds).count() * arms.len() as u64;
    crew.begin(&plan.id, of);
    let work = Work { plan, arms, cards: rows.is_some(), stop: crew.stop() };
    let mut kept_at = Instant::now();
    let mut failure = None;
    crew.work(|| {
        sweep.go_on(&work, seeds, |sweep, cards| {
            crew.show(sweep.replays());
            let mut keep = || -> Result<(), Failure> {
                if let Some(rows) = rows {
                    rows.add(plan, cards)?;
                }
                if let Some(path) = &arguments.resume
                    && kept_at.elapsed() >= KEPT_EVERY
                {
                    kept[place].sweep.clone_from(sweep);
                    sweep_file::write(path, kept.to_vec())?;
                    kept_at = Instant::now();
                }
                Ok(())
            };
            // What cannot be kept is not worth going on with.
            if let Err(error) = keep() {
                failure.get_or_insert(error);
                crew.stop().store(true, std::sync::atomic::Ordering::Relaxed);
            }
        });
    });
    kept[place].sweep = sweep;
    failure.map_or(Ok(()), Err)
}

fn shard(text: &str) -> Result<(u64, u64), String> {
    let wrong = || "write it as K/N, such as 1/4 for the first of four parts".to_owned();
    let (number, of) = text.split_once('/').ok_or_else(wrong)?;
    let (number, of): (u64, u64) =
        (number.parse().map_err(|_| wrong())?, of.parse().map_err(|_| wrong())?);
    if number == 0 || number > of { Err(wrong()) } else { Ok((number, of)) }
}
