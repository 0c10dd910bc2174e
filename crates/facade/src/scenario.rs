//! Scenarios: from a file, from a text, or from the library that comes with this crate.

use crate::error::{Error, shown};
use crate::policy::Policy;
use crate::setup::{Runtime, Setup};
use include_dir::{Dir, include_dir};
use seamripper_scenario::plan::Symbol;
use seamripper_scenario::{Bounds, Diagnostic, Head, Plan, compile_playable_within};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// The library as it was when this crate was built.
static LIBRARY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../scenarios");

/// How much of a file is read: more than any scenario may have, so that the reader can say so.
const MOST_BYTES: u64 = 4 << 20;

/// A scenario that was read and checked. Copies share what they hold.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The expression that gets it again.
    pub(crate) origin: String,
    /// What the command line takes for it; none if it is not to be had from there.
    pub(crate) shell: Option<String>,
    pub(crate) plan: Arc<Plan>,
    advice: Arc<str>,
}

impl Scenario {
    /// Reads a scenario file. A relative path starts where the test runs: at its package's root.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or all of its mistakes.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let source = read(path)?;
        let origin = format!("Scenario::load({name:?})?");
        Self::compile(&name, &source, origin, Some(quoted(&name)), &Bounds::default())
    }

    /// Compiles the text of a scenario that may ask for more than usual, or for less. `name` stands for
    /// it in messages.
    ///
    /// # Errors
    ///
    /// All of its mistakes.
    pub fn within(bounds: &Bounds, name: &str, source: &str) -> Result<Self, Error> {
        let origin = format!("Scenario::within(.., {name:?}, ..)?");
        Self::compile(name, source, origin, None, bounds)
    }

    /// Compiles the text of a scenario. `name` stands for it in messages.
    ///
    /// # Errors
    ///
    /// All of its mistakes.
    pub fn from_source(name: &str, source: &str) -> Result<Self, Error> {
        Self::compile(
            name,
            source,
            format!("Scenario::from_source({name:?}, ..)?"),
            None,
            &Bounds::default(),
        )
    }

    /// Finds a scenario of the library by its id.
    ///
    /// # Errors
    ///
    /// If there is none, with the id that was most likely meant.
    pub fn of_library(id: &str) -> Result<Self, Error> {
        let files = library_files();
        let found = files.iter().find(|file| id_of(file).is_some_and(|known| known == id));
        if let Some(scenario) = found.and_then(|file| Self::carried(file)) {
            return Ok(scenario);
        }
        let known = files.into_iter().filter_map(id_of).collect();
        Err(Error::Unknown { what: "scenario", name: id.to_owned(), known })
    }

    /// Returns all scenarios of the library, in the order of their paths.
    pub fn library() -> Vec<Self> {
        library_files().into_iter().filter_map(Self::carried).collect()
    }

    /// Compiles a file that this crate carries.
    fn carried(file: &include_dir::File<'_>) -> Option<Self> {
        let (path, source) = (file.path().display().to_string(), file.contents_utf8()?);
        let compiled = Self::compile(&path, source, String::new(), None, &Bounds::default());
        let mut scenario = compiled.ok()?;
        scenario.origin = format!("Scenario::of_library({:?})?", scenario.id());
        scenario.shell = Some(scenario.id().to_owned());
        Some(scenario)
    }

    fn compile(
        name: &str,
        source: &str,
        origin: String,
        shell: Option<String>,
        bounds: &Bounds,
    ) -> Result<Self, Error> {
        let wrong = |mistakes: Vec<Diagnostic>| Error::mistakes(name, source, &mistakes);
        let (plan, advice) = compile_playable_within(source, bounds).map_err(wrong)?;
        let advice = shown(name, source, &advice).into();
        Ok(Scenario { origin, shell, plan: Arc::new(plan), advice })
    }

    /// Returns its id.
    pub fn id(&self) -> &str {
        &self.plan.id
    }

    /// Returns its title.
    pub fn title(&self) -> &str {
        self.plan.title.as_str()
    }

    /// Returns its canonical seed.
    pub fn seed(&self) -> u64 {
        self.plan.seed
    }

    /// Tells, with places, what makes no sense in it though it can be played; empty if all does.
    pub fn advice(&self) -> &str {
        &self.advice
    }

    /// Names its fixes, in the order of the file.
    pub fn fixes(&self) -> Vec<&str> {
        self.plan.fixes.iter().map(|fix| self.text(fix.name)).collect()
    }

    /// Names its invariants, in the order of the file.
    pub fn invariants(&self) -> Vec<&str> {
        self.plan.invariants.iter().map(|invariant| self.text(invariant.name)).collect()
    }

    /// Returns the checked form, for what this crate has no word for.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// Sets it up as it was deployed.
    pub fn deployed(&self) -> Setup {
        self.arm("deployed")
    }

    /// Sets up an arm: `deployed`, `resolved`, `control`, an arm of the file's, or fixes joined by `+`.
    pub fn arm(&self, name: &str) -> Setup {
        Setup::new(self, Runtime::Arm(name.to_owned()))
    }

    /// Sets it up with these fixes on, and no others.
    pub fn with_fixes<'a>(&self, fixes: impl IntoIterator<Item = &'a str>) -> Setup {
        Setup::new(self, Runtime::Fixes(fixes.into_iter().map(str::to_owned).collect()))
    }

    /// Sets it up with the runtime that a policy file describes in the place of the incident's.
    pub fn under(&self, policy: &Policy) -> Setup {
        Setup::new(self, Runtime::Policy(policy.clone()))
    }

    fn text(&self, name: Symbol) -> &str {
        self.plan.symbols.text(name).as_str()
    }
}

/// Reads a file of text.
pub(crate) fn read(path: &Path) -> Result<String, Error> {
    let unreadable = |why: String| Error::Unreadable { path: path.display().to_string(), why };
    let mut bytes = Vec::new();
    // A pipe that nobody writes to would be waited for.
    if path.metadata().is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return Err(unreadable("it is a device or a pipe".to_owned()));
    }
    let file = File::open(path).map_err(|error| unreadable(from_where(&error)))?;
    let read = file.take(MOST_BYTES).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        unreadable(format!("it is no UTF-8 text, as a wrong byte in line {line} shows"))
    })
}

/// Adds where a path starts that leads nowhere.
fn from_where(error: &std::io::Error) -> String {
    let folder = std::env::current_dir().map(|folder| format!(" (from {})", folder.display()));
    match error.kind() {
        std::io::ErrorKind::NotFound => format!("{error}{}", folder.unwrap_or_default()),
        _ => error.to_string(),
    }
}

/// Lists the scenario files that this crate carries, in the order of their paths.
fn library_files() -> Vec<&'static include_dir::File<'static>> {
    let (mut folders, mut files) = (vec![&LIBRARY], Vec::new());
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        files.extend(folder.files().filter(|file| is_scenario(file.path())));
    }
    files.sort_by_key(|file| file.path());
    files
}

fn id_of(file: &include_dir::File<'_>) -> Option<String> {
    Head::read(file.contents_utf8()?).map(|head| head.id)
}

fn is_scenario(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "ron")
}

/// Quotes a word for a shell where it needs it.
fn quoted(word: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-_./+,:=@%".contains(c);
    if !word.is_empty() && word.chars().all(harmless) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
