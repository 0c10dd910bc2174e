//! `report`: a static site about the incidents of a library.

use crate::exit::{DONE, Failure, INCONCLUSIVE, quoted};
use crate::library::{self, File};
use crate::many::{self, Crew};
use crate::screen::Screen;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use seamripper_report::site::{Entry, Page, incident_pages, index_page};
use seamripper_scenario::Plan;
use seamripper_study::{Dossier, Effort};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Writes a static site: an index, and pages to read, to teach with and to print
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper report --out site                   the incidents that the binary carries
  seamripper report incidents/ --out site        those of a folder of yours
  seamripper report incident.ron --out site      one
  seamripper report --out site --seeds 1000      narrower intervals

Each page is one file that needs no network and no server: open site/index.html. Every set of an
incident's fixes is replayed, up to eight fixes; of more, each alone, each left out, none and all.
Pages that are there already are replaced, each as a whole; other files stay as they are.
Exits with 3 if a replay of a set of fixes hit a limit.")]
pub(crate) struct Arguments {
    /// A folder of scenario files, the path of one, or an id from `seamripper list` [default: the
    /// library that the binary carries]
    library: Option<String>,
    /// The folder of the site; it is made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The seed of the replays [default: that of each file]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How many seeds show which fix carries the result [default: 20 to 200, by the length of the trace]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    seeds: Option<u64>,
    /// How often each moment is drawn anew to show when it was too late [default: 20 to 50; a crowd
    /// that would take too long is left out]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    draws: Option<u64>,
    #[command(flatten)]
    many: many::Arguments,
}

/// One scenario of the site.
struct Subject {
    /// What a shell needs to name it.
    command: String,
    plan: Arc<Plan>,
}

/// Replays, studies and writes the pages.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let subjects = subjects(arguments, screen)?;
    std::fs::create_dir_all(&arguments.out).map_err(|error| {
        Failure::new(format!("cannot make the folder {}: {error}", arguments.out.display()))
    })?;
    let crew = Crew::new(&arguments.many)?;
    let effort = Effort { seed: arguments.seed, seeds: arguments.seeds, draws: arguments.draws };
    crew.begin("incidents", subjects.len() as u64);
    let done = AtomicU64::new(0);
    let one = |(place, subject): (usize, &Subject)| {
        let entry = written(arguments, subject, place + 1, &effort, &crew)?;
        crew.show(done.fetch_add(1, Ordering::Relaxed) + 1);
        Ok(entry)
    };
    let entries: Result<Vec<Option<Entry>>, Failure> =
        crew.work(|| subjects.par_iter().enumerate().map(one).collect());
    crew.finish();
    let entries: Option<Vec<Entry>> = entries?.into_iter().collect();
    let Some(entries) = entries else {
        return Err(many::stopped(
            "the pages that were whole by then are written, without an index",
        ));
    };
    let index = write(&arguments.out, &index_page(&entries))?;
    let plural = if entries.len() == 1 { "" } else { "s" };
    screen.print(&format!("{} incident{plural}: {}\n", entries.len(), index.display()))?;
    if entries.iter().any(Entry::is_inconclusive) {
        screen.note(
            "note: replays hit a limit, so what held in them proves nothing; pages say where\n",
        );
        return Ok(INCONCLUSIVE);
    }
    Ok(DONE)
}

/// Makes and writes the pages of one incident; none if the work was ended before.
fn written(
    arguments: &Arguments,
    subject: &Subject,
    number: usize,
    effort: &Effort,
    crew: &Crew,
) -> Result<Option<Entry>, Failure> {
    let dossier = Dossier::of(&subject.plan, effort, crew.stop());
    let dossier = dossier.map_err(|why| Failure::new(format!("{}: {why}", subject.plan.id)))?;
    let Some(dossier) = dossier else { return Ok(None) };
    let (pages, entry) = incident_pages(&dossier, number, &subject.command);
    for page in &pages {
        write(&arguments.out, page)?;
    }
    Ok(Some(entry))
}

/// Finds the scenarios; ids that a file system might take for one are refused.
fn subjects(arguments: &Arguments, screen: &Screen) -> Result<Vec<Subject>, Failure> {
    let files: Vec<(Option<String>, File)> = match &arguments.library {
        None => library::embedded().into_iter().map(|file| (None, file)).collect(),
        Some(wanted) => {
            let named = (!Path::new(wanted).is_dir()).then(|| quoted(wanted));
            library::meant(wanted)?.into_iter().map(|file| (named.clone(), file)).collect()
        }
    };
    let is_embedded = arguments.library.is_none();
    let mut ids = BTreeSet::new();
    let mut subjects = Vec::with_capacity(files.len());
    for (named, file) in files {
        let plan = Arc::new(library::playable(&file, screen)?);
        if !ids.insert(plan.id.to_lowercase()) {
            let message =
                format!("{} has the id `{}`, which another file has too", file.path, plan.id);
            return Err(Failure::new(message).help("give each scenario an id of its own"));
        }
        let path = if is_embedded { plan.id.clone() } else { quoted(&file.path) };
        subjects.push(Subject { command: named.unwrap_or(path), plan });
    }
    Ok(subjects)
}

/// Writes a page, whole or not at all, and returns where.
fn write(out: &Path, page: &Page) -> Result<PathBuf, Failure> {
    let path = page.path.split('/').fold(out.to_path_buf(), |path, part| path.join(part));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| {
            Failure::new(format!("cannot make the folder {}: {error}", folder.display()))
        })?;
    }
    crate::outputs::write(&path, page.html.as_bytes())?;
    Ok(path)
}
