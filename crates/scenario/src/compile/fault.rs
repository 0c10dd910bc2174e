//! Faults of a draft: on a service that can suffer them, at times that there are.

use super::draft::{Draft, Named, kind};
use super::{Compiler, chance_or};
use crate::plan::{Chance, Fault, Lands, ServiceId, Trouble, vocabulary};
use crate::read::Node;
use crate::written;
use crate::{Diagnostic, Text};

impl Compiler<'_> {
    pub(super) fn faults(&mut self, draft: &Draft) -> Option<Vec<Fault>> {
        let faults = draft.faults.iter().map(|named| self.fault(draft, named));
        faults.collect::<Vec<_>>().into_iter().collect()
    }

    fn fault(&mut self, draft: &Draft, named: &Named<written::Fault>) -> Option<Fault> {
        let fault = &named.value;
        let on = self.service_id(draft, &fault.on);
        let does = self.trouble(draft, fault, on);
        if let Some(on) = on {
            self.check_trouble(&fault.does, &draft.services[on]);
        }
        let when = match fault.when.as_ref().map(Node::get) {
            None => Some(Lands::Always),
            Some(when) => self.lands(when?),
        };
        let condition = match &fault.condition {
            Some(condition) => Some(self.formula(condition, &vocabulary::CONDITION)?),
            None => None,
        };
        Some(Fault {
            name: self.symbols.intern(&named.name),
            on: on?,
            does: does?,
            when: when?,
            chance: chance_or(&fault.chance, Chance::ALWAYS),
            condition,
        })
    }

    /// Reports what a fault cannot do to a service of this kind.
    fn check_trouble(&mut self, does: &Node<written::Trouble>, on: &Named<written::Service>) {
        let timeless = matches!(
            on.value,
            written::Service::LoadBalancer(_) | written::Service::RateLimiter(_)
        );
        let ledger = matches!(on.value, written::Service::Ledger(_));
        let (message, help) = match does.get() {
            Some(written::Trouble::Slow(_)) if timeless => (
                "this service has no time of its own that could be slow",
                "strike the service behind it, or use `Slower`",
            ),
            Some(written::Trouble::Duplicate) if !ledger => (
                "only a `Ledger` can do its work twice",
                "strike the ledger that commits the effect",
            ),
            _ => return,
        };
        let label = format!("`{}` is a {}", on.name, kind(&on.value));
        let span = self.head(does.span());
        self.report(Diagnostic::new(span, message, label).help(help));
    }

    fn trouble(
        &mut self,
        draft: &Draft,
        fault: &written::Fault,
        on: Option<ServiceId>,
    ) -> Option<Trouble> {
        Some(match fault.does.get()? {
            written::Trouble::Slow(delay) => Trouble::Slow(self.delay(delay)?),
            written::Trouble::Slower(delay) => Trouble::Slower(self.delay(delay)?),
            written::Trouble::Refuse { status, says } => {
                Trouble::Refuse(self.status(status)?, Text::from(says.get()?.as_str()))
            }
            written::Trouble::FailAfter { status, says } => {
                Trouble::FailAfter(self.status(status)?, Text::from(says.get()?.as_str()))
            }
            written::Trouble::DropReply => Trouble::DropReply,
            written::Trouble::Duplicate => Trouble::Duplicate,
            written::Trouble::Answer(formula) => {
                Trouble::Answer(self.formula(formula, &vocabulary::FAULT)?)
            }
            written::Trouble::Stale => Trouble::Stale,
            written::Trouble::Shape(shape) => {
                let service = &draft.services.get(on?)?.value;
                let written::Service::RecordTable(table) = service else {
                    let message = format!("a {} has no shapes", kind(service));
                    self.report(Diagnostic::new(shape.span(), message, "only a `RecordTable` has"));
                    return None;
                };
                let shapes = table.shapes.as_ref().and_then(Node::get);
                let shapes = shapes
                    .map(|shapes| self.formulas(shapes, &vocabulary::SHAPE))
                    .unwrap_or_default();
                Trouble::Shape(self.shape(shape, &shapes)?)
            }
        })
    }

    fn lands(&mut self, when: &written::Lands) -> Option<Lands> {
        Some(match when {
            written::Lands::Always => Lands::Always,
            written::Lands::During { from, lasts } => Lands::During {
                from_ns: from.get()?.as_ns(),
                lasts: self.some_time(lasts, "this lasts no time", "it would never land")?,
            },
            written::Lands::Spells { apart, lasts } => Lands::Spells {
                apart: self.some_time(apart, "between spells there is no time", "use `Always`")?,
                lasts: self.some_time(lasts, "a spell lasts no time", "it would never land")?,
            },
            written::Lands::Calls { first, last } => {
                let (first_value, last_value) = (*first.get()?, *last.get()?);
                if first_value == 0 || first_value > last_value {
                    let message = "no call is in this range";
                    let label = "calls are counted from 1, and `first` is at most `last`";
                    self.report(
                        Diagnostic::new(first.span(), message, label).also(last.span(), "the last"),
                    );
                    return None;
                }
                Lands::Calls { first: first_value, last: last_value }
            }
        })
    }
}
