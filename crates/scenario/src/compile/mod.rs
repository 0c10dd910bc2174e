//! From a scenario as written to a checked plan: defaults applied, names resolved, formulas parsed.
//!
//! Every mistake is reported, none stops the search for others. What a fix does is checked by doing
//! it: the world of each fix alone, of all of them and of every named arm is made here once.

mod arm;
mod counts;
mod draft;
mod fault;
mod judging;
mod known;
mod mended;
mod model;
mod names;
mod policy;
mod policy_file;
mod sense;
mod service;
mod standing;
mod survey;
mod tool;
mod under;
mod workload;
mod world;

pub use arm::{Choice, ChoiceError};
pub use policy_file::{compile_policy, compile_policy_within};
pub use under::Unfit;

use crate::expr::{self, Expr, Vocabulary};
use crate::plan::{self, Chance, Delay, Holder, Plan, Story, Symbol, Symbols};
use crate::read::{self, Name, Node, ReadLimits, Table};
use crate::written::{self, Formula, Scenario};
use crate::{Bounds, Diagnostic, Span, Text, work};
use counts::allowed;
use draft::Draft;
use known::{Known, Unread};
use std::hash::Hasher;
use std::sync::Arc;

/// The version of the format that this program reads.
pub const FORMAT: u32 = 1;

/// Compiles the text of a scenario file.
///
/// # Errors
///
/// All mistakes of the file, in the order of their places.
pub fn compile(source: &str) -> Result<Plan, Vec<Diagnostic>> {
    compile_within(source, &Bounds::default())
}

/// Compiles the text of a scenario file that may ask for more than usual, or for less.
///
/// # Errors
///
/// All mistakes of the file, in the order of their places.
pub fn compile_within(source: &str, bounds: &Bounds) -> Result<Plan, Vec<Diagnostic>> {
    let Compiled { plan, mut mistakes, advice } = compiled(source, bounds);
    mistakes.extend(advice);
    match plan {
        Some(plan) if mistakes.is_empty() => Ok(plan),
        _ => Err(first_of(mistakes, &bounds.read)),
    }
}

/// Compiles the text of a scenario file that is to be played as it is, with what a check would find.
///
/// What makes no sense, such as a fix that changes nothing, does not keep a file from being played:
/// somebody who varies one cause of an incident makes such files all the time.
///
/// # Errors
///
/// The mistakes that keep it from being played, in the order of their places.
pub fn compile_playable(source: &str) -> Result<(Plan, Vec<Diagnostic>), Vec<Diagnostic>> {
    compile_playable_within(source, &Bounds::default())
}

/// Compiles as [`compile_playable`] does, a file that may ask for more than usual, or for less.
///
/// # Errors
///
/// The mistakes that keep it from being played, in the order of their places.
pub fn compile_playable_within(
    source: &str,
    bounds: &Bounds,
) -> Result<(Plan, Vec<Diagnostic>), Vec<Diagnostic>> {
    let Compiled { plan, mut mistakes, advice } = compiled(source, bounds);
    match plan {
        Some(plan) if mistakes.is_empty() => Ok((plan, first_of(advice, &bounds.read))),
        _ => {
            mistakes.extend(advice);
            Err(first_of(mistakes, &bounds.read))
        }
    }
}

/// What came of compiling: a plan, unless mistakes prevent one.
struct Compiled {
    plan: Option<Plan>,
    /// What keeps the file from being played.
    mistakes: Vec<Diagnostic>,
    /// What makes no sense and can be played.
    advice: Vec<Diagnostic>,
}

fn compiled(source: &str, bounds: &Bounds) -> Compiled {
    work::within(bounds.work, || {
        let (scenario, mut mistakes) = read::read::<Scenario>(source, &bounds.read);
        let mut compiler = Compiler::new(source, Symbols::default());
        compiler.bounds = *bounds;
        let plan = scenario.and_then(|scenario| compiler.plan(scenario, &mistakes));
        if work::is_spent() {
            // What was not looked at to its end may seem to be missing.
            compiler.sheet = vec![too_much_work()];
            compiler.advice.clear();
        }
        mistakes.append(&mut compiler.sheet);
        Compiled { plan, mistakes, advice: compiler.advice }
    })
}

fn too_much_work() -> Diagnostic {
    let message = "this file takes too much work to check";
    let help = "each fix, each arm and each deploy makes the whole world anew";
    Diagnostic::new(Span::default(), message, "the file as a whole").help(help)
}

/// Puts mistakes in the order of their places, as many as are told at once.
fn first_of(mut mistakes: Vec<Diagnostic>, limits: &ReadLimits) -> Vec<Diagnostic> {
    mistakes.sort_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
    mistakes.dedup_by(|a, b| a.span == b.span && a.message == b.message);
    // One more is no longer to tell than that there is one; the reader of files may have told so, too.
    let more = mistakes.len().saturating_sub(limits.mistakes);
    if let Some(next) = mistakes.get(limits.mistakes).filter(|_| more > 1) {
        let message = format!("too many mistakes: {more} more are not told");
        let last = Diagnostic::new(next.span, message, "they begin here");
        mistakes.truncate(limits.mistakes);
        mistakes.push(last.help("`--limit mistakes=N` tells more"));
    }
    mistakes
}

/// What one compilation knows: the source for places, the names so far, the mistakes so far.
struct Compiler<'a> {
    source: &'a str,
    symbols: Symbols,
    sheet: Vec<Diagnostic>,
    /// What makes no sense and can be played all the same.
    advice: Vec<Diagnostic>,
    /// Names that exist in some arm.
    known: Known,
    /// What the survey made.
    stages: Vec<plan::Stage>,
    /// What the file may ask for.
    bounds: Bounds,
}

impl<'a> Compiler<'a> {
    fn new(source: &'a str, symbols: Symbols) -> Self {
        Compiler {
            source,
            symbols,
            sheet: Vec::new(),
            advice: Vec::new(),
            known: Known::default(),
            stages: Vec::new(),
            bounds: Bounds::default(),
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.sheet.push(diagnostic);
    }

    fn plan(&mut self, scenario: Scenario, unread: &[Diagnostic]) -> Option<Plan> {
        self.check_format(&scenario.format);
        self.check_counts(&scenario)?;
        self.check_names(&scenario);
        self.check_workloads(&scenario);
        let identities = self.identities(&scenario);
        self.known = Known::of_identities(&scenario);
        self.known.unread = Unread::new(&scenario, unread);
        let model_names = self.survey(&scenario);
        let model = scenario.model.get().and_then(|model| self.model(model));
        self.check_tools_called(&model_names);
        let truth = self.truth(&scenario.truth);
        let invariants = self.invariants(&scenario);
        let figures = self.figures(&scenario);
        let expectations = self.expectations(&scenario);
        let story = scenario.story.get().and_then(|story| self.story(story));
        let fixes = self.fixes(&scenario);
        let arms = self.named_arms(&scenario);
        if let (true, true, Some(model)) = (unread.is_empty(), self.sheet.is_empty(), &model) {
            let grave = self.sheet.len();
            self.sense(&scenario, model);
            let senseless = self.sheet.split_off(grave);
            self.advice.extend(senseless);
        }
        let source = scenario.source.get().map(|source| self.source_lines(source));
        let plan = Plan {
            hash: hash(self.source),
            id: scenario.id.get()?.as_str().to_owned(),
            title: self.line(&scenario.title)?,
            seed: *scenario.seed.get()?,
            source: source?,
            story: story?,
            notes: scenario.notes.iter().filter_map(|note| self.line(note)).collect(),
            limits: self.limits(&scenario),
            identities,
            model: model?,
            truth,
            invariants,
            expectations,
            figures,
            fixes,
            arms,
            has_benign: scenario.benign.is_some(),
            symbols: self.symbols.clone(),
            written: Arc::new(scenario),
        };
        Some(plan.with_arm_names())
    }

    fn check_format(&mut self, format: &Node<u32>) {
        if let Some(number) = format.get()
            && *number != FORMAT
        {
            let message = format!("format {number} is not known to this program");
            let label = format!("this program reads format {FORMAT}");
            self.report(Diagnostic::new(format.span(), message, label));
        }
    }

    fn identities(&mut self, scenario: &Scenario) -> Vec<Holder> {
        let mut holders: Vec<Holder> = Vec::new();
        for (name, user) in scenario.users.iter() {
            if let (Some(text), Some(user)) = (name.get(), user.get()) {
                let rights = texts(&user.rights);
                let name = self.symbols.intern(text);
                holders.push(Holder { name, rights, token: None, lifetime_ns: u64::MAX });
            }
        }
        for (name, credential) in scenario.credentials.iter() {
            let (Some(text), Some(credential)) = (name.get(), credential.get()) else {
                continue;
            };
            if scenario.users.get(text).is_some() {
                let message = format!("`{text}` is a user and a credential");
                self.report(Diagnostic::new(name.span(), message, "choose another name"));
            }
            let token =
                credential.token.as_ref().and_then(Node::get).map(|t| Text::from(t.as_str()));
            let lifetime = credential.lifetime.as_ref().and_then(Node::get);
            holders.push(Holder {
                name: self.symbols.intern(text),
                rights: texts(&credential.rights),
                token,
                lifetime_ns: lifetime.map_or(u64::MAX, |lifetime| lifetime.as_ns()),
            });
        }
        holders
    }

    fn limits(&mut self, scenario: &Scenario) -> plan::Limits {
        let limits = scenario.limits.as_ref().and_then(Node::get).cloned().unwrap_or_default();
        let Bounds { events, records, tasks, work, .. } = self.bounds;
        let mut number = |node: &Option<Node<u64>>, most, option| match node {
            Some(node) => self.limit(node, most, option).unwrap_or(most),
            None => most,
        };
        let events = number(&limits.events, events, "events");
        let records = number(&limits.records, records, "records");
        let time = limits.virtual_time.as_ref();
        let time_ns = time.and_then(|time| self.positive(time, "the limit"));
        plan::Limits {
            events,
            virtual_time_ns: time_ns.unwrap_or(365 * 86_400 * 1_000_000_000),
            records,
            tasks,
            work,
        }
    }

    /// Checks a limit that the file sets against the one that is set over it.
    fn limit(&mut self, node: &Node<u64>, most: u64, option: &str) -> Option<u64> {
        let limit = self.some(node, "the limit")?;
        if limit > most {
            let message = format!("the limit is above {most}, which is set over all files");
            let found = Diagnostic::new(node.span(), message, "too high");
            self.report(found.help(allowed(option, limit)));
            return None;
        }
        Some(limit)
    }

    fn story(&mut self, story: &written::Story) -> Option<Story> {
        Some(Story {
            incident: self.line(&story.incident)?,
            symptom: self.line(&story.symptom)?,
            root_cause: self.line(&story.root_cause)?,
            detection_gap: self.line(&story.detection_gap)?,
            resolution: self.line(&story.resolution)?,
            lesson: self.line(&story.lesson)?,
        })
    }

    fn source_lines(&mut self, source: &written::Source) -> Vec<Text> {
        let parts = [Some(&source.title), source.section.as_ref(), source.date.as_ref()];
        parts.into_iter().flatten().filter_map(|part| self.line(part)).collect()
    }

    /// Takes a text with runs of white space folded, so that authors may break lines as they like.
    fn line(&mut self, node: &Node<String>) -> Option<Text> {
        let words: Vec<&str> = node.get()?.split_whitespace().collect();
        if words.is_empty() {
            let message = "a text is empty";
            self.report(Diagnostic::new(node.span(), message, "say it in a sentence"));
            return None;
        }
        Some(Text::from(words.join(" ")))
    }

    fn name(&mut self, node: &Node<Name>) -> Option<Symbol> {
        Some(self.symbols.intern(node.get()?.as_str()))
    }

    fn formula(&mut self, node: &Node<Formula>, vocabulary: &Vocabulary<'_>) -> Option<Expr> {
        let text = &node.get()?.0;
        match expr::parse(text, vocabulary) {
            Ok(expr) => Some(expr),
            Err(mistakes) => {
                for mistake in mistakes {
                    let related = mistake.related.iter();
                    let related = related.map(|(span, label)| (inside(node, *span), label.clone()));
                    let related = related.collect();
                    let span = inside(node, mistake.span);
                    self.sheet.push(Diagnostic { span, related, ..mistake });
                }
                None
            }
        }
    }

    fn formulas(
        &mut self,
        table: &Table<Formula>,
        vocabulary: &Vocabulary<'_>,
    ) -> Vec<(Symbol, Expr)> {
        let mut formulas = Vec::new();
        for (name, formula) in table.iter() {
            if let (Some(name), Some(formula)) = (name.get(), self.formula(formula, vocabulary)) {
                formulas.push((self.symbols.intern(name), formula));
            }
        }
        formulas
    }

    fn delay(&mut self, node: &Node<written::Delay>) -> Option<Delay> {
        Some(match node.get()? {
            written::Delay::Constant(time) => Delay::Constant(time.get()?.as_ns()),
            written::Delay::Uniform { from, to } => {
                let (from_ns, to_ns) = (from.get()?.as_ns(), to.get()?.as_ns());
                if from_ns > to_ns {
                    let message = "a range of time ends before it starts";
                    let other = (from.span(), "the start".to_owned());
                    let mut mistake = Diagnostic::new(to.span(), message, "earlier than `from`");
                    mistake.related.push(other);
                    self.report(mistake);
                    return None;
                }
                Delay::Uniform { from_ns, to_ns }
            }
            written::Delay::Exponential { mean } => {
                Delay::Exponential { mean_ns: mean.get()?.as_ns() }
            }
            written::Delay::Lognormal { median, sigma } => {
                let sigma_value = *sigma.get()?;
                if !(0.0..=5.0).contains(&sigma_value) {
                    let message = format!("sigma {sigma_value} is out of range");
                    self.report(Diagnostic::new(sigma.span(), message, "a number from 0 to 5"));
                    return None;
                }
                Delay::Lognormal { median_ns: median.get()?.as_ns(), sigma: sigma_value }
            }
        })
    }

    fn delay_or(&mut self, node: &Option<Node<written::Delay>>, default: Delay) -> Option<Delay> {
        node.as_ref().map_or(Some(default), |node| self.delay(node))
    }

    /// Takes a number that must lie in a range; the label says which.
    fn within<T: PartialOrd + Copy + std::fmt::Display>(
        &mut self,
        node: &Node<T>,
        low: T,
        high: T,
        what: &str,
    ) -> Option<T> {
        let value = *node.get()?;
        if value < low || value > high {
            let message = format!("{what} {value} is out of range");
            self.report(Diagnostic::new(node.span(), message, format!("from {low} to {high}")));
            return None;
        }
        Some(value)
    }

    /// Takes a number that must not be zero.
    fn some(&mut self, node: &Node<u64>, what: &str) -> Option<u64> {
        let value = *node.get()?;
        if value == 0 {
            let message = format!("{what} 0 is out of range");
            self.report(Diagnostic::new(node.span(), message, "at least 1"));
            return None;
        }
        Some(value)
    }

    /// Takes a time that must not be zero.
    fn positive(&mut self, node: &Node<read::Duration>, what: &str) -> Option<u64> {
        let ns = node.get()?.as_ns();
        if ns == 0 {
            let message = format!("{what} is no time at all");
            self.report(Diagnostic::new(node.span(), message, "more than `0s`"));
            return None;
        }
        Some(ns)
    }

    /// Takes a stretch of time that is not always zero.
    fn some_time(
        &mut self,
        node: &Node<written::Delay>,
        message: &str,
        label: &str,
    ) -> Option<Delay> {
        let delay = self.delay(node)?;
        let most_ns = match delay {
            Delay::Constant(ns)
            | Delay::Uniform { to_ns: ns, .. }
            | Delay::Exponential { mean_ns: ns }
            | Delay::Lognormal { median_ns: ns, .. } => ns,
        };
        if most_ns == 0 {
            self.report(Diagnostic::new(node.span(), message, label));
            return None;
        }
        Some(delay)
    }

    /// Reports a field that a form needs and nothing gave.
    fn need<'n, T>(
        &mut self,
        field: &'n Option<Node<T>>,
        owner: Owner,
        form: &str,
        name: &str,
    ) -> Option<&'n Node<T>> {
        // Where the reader found a mistake, the field may be there under another name.
        if field.is_none() && !self.known.unread.is_hurt(owner.whole) {
            let message = format!("missing field `{name}` in `{form}`");
            let label = format!("`{form}` needs `{name}`");
            self.report(Diagnostic::new(owner.name, message, label));
        }
        field.as_ref()
    }

    /// Returns the beginning of a form, up to its opening parenthesis: a form is too long to underline.
    fn head(&self, span: Span) -> Span {
        let text = self.source.get(span.start..span.end).unwrap_or_default();
        let end = text.find(['(', '{', '[', '\n']).map_or(text.len(), |at| at + 1);
        Span::new(span.start, (span.start + end).min(span.end))
    }
}

fn inside<T>(node: &Node<T>, span: Span) -> Span {
    node.inner_span(span.start, span.end)
}

fn texts(nodes: &[Node<String>]) -> Vec<Text> {
    nodes.iter().filter_map(Node::get).map(|text| Text::from(text.as_str())).collect()
}

fn chance(chance: read::Chance) -> Chance {
    Chance { num: chance.numerator(), den: chance.denominator() }
}

fn chance_or(node: &Option<Node<read::Chance>>, default: Chance) -> Chance {
    node.as_ref().and_then(Node::get).map_or(default, |node| chance(*node))
}

fn hash(source: &str) -> String {
    let mut hasher = siphasher::sip128::SipHasher24::new();
    hasher.write(source.as_bytes());
    let hash = siphasher::sip128::Hasher128::finish128(&hasher);
    format!("{:016x}{:016x}", hash.h1, hash.h2)
}

/// The place of a named form: its name, and the whole of it.
#[derive(Clone, Copy)]
struct Owner {
    name: Span,
    whole: Span,
}
