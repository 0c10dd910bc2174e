//! Services, faults and tools of a draft, each checked against the others.

use super::draft::{Draft, Named};
use super::{Compiler, Owner, texts};
use crate::expr::Vocabulary;
use crate::plan::{
    ByKey, Coercion, Delay, Function, FunctionParameter, Ledger, RateLimiter, RecordTable,
    Resource, Service, ServiceId, ServiceKind, Store, Symbol, vocabulary,
};
use crate::read::{Name, Node, Table};
use crate::written::{self, Access, Deletion, Missing, Payload};
use crate::{Diagnostic, Text, Value};
use std::collections::BTreeSet;

/// The effect that a deletion is, unless the store says otherwise.
pub(super) const DELETION: &str = "deletion";

/// The effect that writing or creating is, unless the store says otherwise.
pub(super) const CHANGE: &str = "change";

/// Lists the services that a service may pass a call on to.
pub(super) fn upstreams(kind: &ServiceKind) -> Vec<ServiceId> {
    match kind {
        ServiceKind::Ledger(ledger) => ledger.then.iter().copied().collect(),
        kind => kind.passes_to().into_iter().collect(),
    }
}

impl Compiler<'_> {
    pub(super) fn services(&mut self, draft: &Draft) -> Option<Vec<Service>> {
        let services = draft.services.iter().map(|named| {
            let kind = self.service(draft, named)?;
            Some(Service { name: self.symbols.intern(&named.name), kind })
        });
        let services: Vec<Option<Service>> = services.collect();
        let services: Vec<Service> = services.into_iter().collect::<Option<_>>()?;
        self.check_circles(draft, &services).then_some(services)
    }

    fn service(&mut self, draft: &Draft, named: &Named<written::Service>) -> Option<ServiceKind> {
        let span = named.owner();
        match &named.value {
            written::Service::LoadBalancer(balancer) => {
                let upstream = self.need(&balancer.upstream, span, "LoadBalancer", "upstream");
                let timeout = self.need(&balancer.timeout, span, "LoadBalancer", "timeout");
                let status = self.status_or(&balancer.status, 504);
                let says = balancer
                    .says
                    .as_ref()
                    .and_then(Node::get)
                    .map_or("Gateway Timeout", String::as_str);
                Some(ServiceKind::LoadBalancer {
                    upstream: self.service_id(draft, upstream?)?,
                    timeout_ns: self.positive(timeout?, "the timeout")?,
                    status: status?,
                    says: Text::from(says),
                })
            }
            written::Service::Latency(stage) => {
                let latency = self.need(&stage.latency, span, "Latency", "latency");
                let upstream = self.optional_service(draft, &stage.upstream)?;
                Some(ServiceKind::Latency { latency: self.delay(latency?)?, upstream })
            }
            written::Service::RateLimiter(limiter) => {
                let upstream = self.need(&limiter.upstream, span, "RateLimiter", "upstream");
                let calls = self.need(&limiter.calls, span, "RateLimiter", "calls");
                let per = self.need(&limiter.per, span, "RateLimiter", "per");
                let status = self.status_or(&limiter.status, 429);
                let says = limiter.says.as_ref().and_then(Node::get);
                Some(ServiceKind::RateLimiter(RateLimiter {
                    upstream: self.service_id(draft, upstream?)?,
                    calls: self.within(calls?, 1, 1_000_000, "the number of calls")?,
                    per_ns: self.positive(per?, "the stretch")?,
                    counts_refused: limiter
                        .counts_refused
                        .as_ref()
                        .and_then(Node::get)
                        .copied()
                        .unwrap_or(false),
                    status: status?,
                    says: Text::from(says.map_or("Too Many Requests", String::as_str)),
                }))
            }
            written::Service::Ledger(ledger) => self.ledger(draft, ledger, span),
            written::Service::RecordTable(table) => self.record_table(table, span),
            written::Service::Function(function) => self.function(function, span),
            written::Service::Store(store) => self.store(store, span),
        }
    }

    fn ledger(
        &mut self,
        draft: &Draft,
        ledger: &written::Ledger,
        span: Owner,
    ) -> Option<ServiceKind> {
        let effect = self.need(&ledger.effect, span, "Ledger", "effect");
        let commits_after = self.delay_or(&ledger.commits_after, Delay::NONE);
        let then = self.optional_service(draft, &ledger.then)?;
        let answers = match &ledger.answers {
            Some(formula) => Some(self.formula(formula, &vocabulary::LEDGER)?),
            None => None,
        };
        let deduplicate = match ledger.deduplicate.as_ref().and_then(Node::get) {
            None | Some(written::Deduplicate::Never) => None,
            Some(written::Deduplicate::ByKey { retention, payload, required }) => Some(ByKey {
                retention_ns: self.positive(retention, "the retention")?,
                payload: match payload.as_ref().and_then(Node::get) {
                    None | Some(Payload::Compared) => None,
                    Some(Payload::Fields(fields)) => {
                        Some(fields.iter().filter_map(|field| self.name(field)).collect())
                    }
                    Some(Payload::Ignored) => Some(Vec::new()),
                },
                required: required.as_ref().and_then(Node::get).copied().unwrap_or(false),
            }),
        };
        Some(ServiceKind::Ledger(Ledger {
            effect: self.name(effect?)?,
            commits_after: commits_after?,
            deduplicate,
            then,
            answers,
        }))
    }

    fn record_table(&mut self, table: &written::RecordTable, span: Owner) -> Option<ServiceKind> {
        let key = self.need(&table.key, span, "RecordTable", "key");
        let rows = self.need(&table.rows, span, "RecordTable", "rows");
        let rows: Vec<_> = rows?
            .get()?
            .iter()
            .filter_map(|(name, row)| Some((self.symbols.intern(name.get()?), row.get()?.clone())))
            .collect();
        self.check_rows(table);
        // Fields of rows become facts and claims: they have names even if nothing else says them.
        for (_, row) in &rows {
            if let Value::Map(row) = row {
                row.iter().for_each(|(field, _)| {
                    self.symbols.intern(field.as_str());
                });
            }
        }
        let row_latency = self.row_latency(table, &rows);
        let row_audience = self.row_rights(&table.row_audience, &rows);
        let shapes = table.shapes.as_ref().and_then(Node::get);
        let shapes =
            shapes.map(|shapes| self.formulas(shapes, &vocabulary::SHAPE)).unwrap_or_default();
        let shape = match &table.shape {
            Some(shape) => Some(self.shape(shape, &shapes)?),
            None => None,
        };
        Some(ServiceKind::RecordTable(RecordTable {
            key: self.name(key?)?,
            latency: self.delay_or(&table.latency, Delay::NONE)?,
            row_latency: row_latency?,
            audience: self.rights(&table.audience),
            row_audience: row_audience?,
            access: table.access.as_ref().and_then(Node::get).copied().unwrap_or(Access::Open),
            missing: table
                .missing
                .as_ref()
                .and_then(Node::get)
                .copied()
                .unwrap_or(Missing::NotFound),
            rows,
            shapes,
            shape,
        }))
    }

    /// Reports rows that are no maps, and rights to fields that no row has.
    fn check_rows(&mut self, table: &written::RecordTable) {
        let rows = table.rows.as_ref().and_then(Node::get).into_iter().flat_map(Table::iter);
        let mut fields: BTreeSet<String> = BTreeSet::new();
        for (name, row) in rows {
            match row.get() {
                Some(Value::Map(row)) => fields.extend(row.iter().map(|(f, _)| f.to_string())),
                Some(_) => {
                    let message = format!("the row `{}` is no map", name.get().map_or("", |n| n));
                    let label = "a row has fields";
                    let mistake = Diagnostic::new(row.span(), message, label);
                    self.report(mistake.help("write `{\"field\": value, ..}`"));
                }
                None => return,
            }
        }
        let audience =
            table.audience.as_ref().and_then(Node::get).into_iter().flat_map(Table::iter);
        for (field, _) in audience {
            if let Some(text) = field.get().filter(|text| !fields.contains(*text)) {
                let message = format!("no row has a field `{text}`");
                let mistake = Diagnostic::new(field.span(), message, "no such field");
                self.report(mistake.suggest(text, fields.iter().map(String::as_str)));
            }
        }
    }

    fn row_latency(
        &mut self,
        table: &written::RecordTable,
        rows: &[(Symbol, Value)],
    ) -> Option<Vec<(Symbol, Delay)>> {
        let mut latencies = Vec::new();
        for (name, delay) in
            table.row_latency.as_ref().and_then(Node::get).into_iter().flat_map(Table::iter)
        {
            let row = self.row(name, rows);
            let delay = self.delay(delay);
            latencies.push(row.zip(delay));
        }
        latencies.into_iter().collect()
    }

    fn row_rights(
        &mut self,
        table: &Option<Node<Table<String>>>,
        rows: &[(Symbol, Value)],
    ) -> Option<Vec<(Symbol, Text)>> {
        let mut rights = Vec::new();
        for (name, right) in table.as_ref().and_then(Node::get).into_iter().flat_map(Table::iter) {
            rights.push(self.row(name, rows).zip(right.get()));
        }
        let rights = rights.into_iter();
        rights.map(|right| right.map(|(row, right)| (row, Text::from(right.as_str())))).collect()
    }

    fn row(&mut self, name: &Node<String>, rows: &[(Symbol, Value)]) -> Option<Symbol> {
        let wanted = name.get()?;
        let symbol = self.symbols.intern(wanted);
        if rows.iter().any(|(row, _)| *row == symbol) {
            return Some(symbol);
        }
        let known: Vec<Text> =
            rows.iter().map(|(row, _)| self.symbols.text(*row).clone()).collect();
        let known = known.iter().map(Text::as_str);
        self.unknown(name.span(), "row", wanted, known);
        None
    }

    fn rights(&mut self, table: &Option<Node<Table<String>>>) -> Vec<(Symbol, Text)> {
        let entries = table.as_ref().and_then(Node::get).into_iter().flat_map(Table::iter);
        entries
            .filter_map(|(name, right)| {
                Some((self.symbols.intern(name.get()?), Text::from(right.get()?.as_str())))
            })
            .collect()
    }

    pub(super) fn shape(
        &mut self,
        shape: &Node<Name>,
        shapes: &[(Symbol, crate::expr::Expr)],
    ) -> Option<Symbol> {
        let symbol = self.name(shape)?;
        if shapes.iter().any(|(name, _)| *name == symbol) {
            return Some(symbol);
        }
        let known: Vec<Text> =
            shapes.iter().map(|(name, _)| self.symbols.text(*name).clone()).collect();
        let wanted = self.symbols.text(symbol).clone();
        let known = known.iter().map(Text::as_str);
        self.unknown(shape.span(), "shape", wanted.as_str(), known);
        None
    }

    fn function(&mut self, function: &written::Function, span: Owner) -> Option<ServiceKind> {
        let parameters = self.need(&function.parameters, span, "Function", "parameters");
        let returns = self.need(&function.returns, span, "Function", "returns");
        let parameters = parameters?.get()?;
        let names: Vec<&str> = parameters.names().collect();
        let returns = self.formula(returns?, &Vocabulary { roots: &names, functions: &[] });
        let compiled = parameters.iter().map(|(name, parameter)| {
            let parameter = parameter.get()?;
            let text = match parameter.text.as_ref().and_then(Node::get) {
                None | Some(written::Coercion::Reject) => Coercion::Reject,
                Some(written::Coercion::Lossless) => Coercion::Lossless,
                Some(written::Coercion::Mantissa) => Coercion::Mantissa,
                Some(written::Coercion::DigitCount) => Coercion::DigitCount,
                Some(written::Coercion::By(formula)) => {
                    Coercion::By(self.formula(formula, &vocabulary::COERCION)?)
                }
            };
            Some(FunctionParameter {
                name: self.symbols.intern(name.get()?),
                takes: *parameter.takes.get()?,
                text,
                rounds: parameter.rounds.as_ref().and_then(Node::get).copied().unwrap_or(false),
            })
        });
        let compiled: Vec<Option<FunctionParameter>> = compiled.collect();
        Some(ServiceKind::Function(Function {
            parameters: compiled.into_iter().collect::<Option<_>>()?,
            returns: returns?,
            latency: self.delay_or(&function.latency, Delay::NONE)?,
            logs_coercions: function
                .logs_coercions
                .as_ref()
                .and_then(Node::get)
                .copied()
                .unwrap_or(false),
        }))
    }

    fn store(&mut self, store: &written::Store, span: Owner) -> Option<ServiceKind> {
        let key = self.need(&store.key, span, "Store", "key");
        let table = self.need(&store.resources, span, "Store", "resources")?.get()?;
        self.bound_resources(table)?;
        let names: Vec<&str> = table.names().collect();
        let mut resources = Vec::new();
        for (name, resource) in table.iter() {
            let (Some(name), Some(resource)) = (name.get(), resource.get()) else {
                continue;
            };
            self.check_resource(name, resource, table);
            let inside = self.resource(&resource.inside, &names);
            let copy_of = self.resource(&resource.copy_of, &names);
            let age = resource.age.as_ref().and_then(Node::get).map_or(0, |age| age.as_ns());
            resources.push(Resource {
                id: self.symbols.intern(name),
                environment: self.name(&resource.environment)?,
                inside,
                copy_of: copy_of.map(|copied| (copied, age)),
                disposable: resource
                    .disposable
                    .as_ref()
                    .and_then(Node::get)
                    .copied()
                    .unwrap_or(false),
                fields: resource.fields.as_ref().and_then(Node::get).cloned().unwrap_or_default(),
            });
        }
        let restorable_ns = match store.deletion.as_ref().and_then(Node::get) {
            None | Some(Deletion::Immediate) => 0,
            Some(Deletion::Soft(time)) => time.get()?.as_ns(),
        };
        let change = match &store.change {
            Some(change) => self.name(change)?,
            None => self.symbols.intern(CHANGE),
        };
        let effect = match &store.effect {
            Some(effect) => self.name(effect)?,
            None => self.symbols.intern(DELETION),
        };
        Some(ServiceKind::Store(Store {
            key: self.name(key?)?,
            resources,
            latency: self.delay_or(&store.latency, Delay::NONE)?,
            access: store.access.as_ref().and_then(Node::get).copied().unwrap_or(Access::Open),
            restorable_ns,
            effect,
            change,
        }))
    }

    /// Reports a resource that lies inside itself, and an age of what is no copy.
    fn check_resource(
        &mut self,
        name: &str,
        resource: &written::Resource,
        table: &Table<written::Resource>,
    ) {
        if let (Some(age), None) = (&resource.age, &resource.copy_of) {
            let message = format!("`{name}` is no copy, so it has no age");
            let mistake = Diagnostic::new(age.span(), message, "the age of a copy");
            self.report(mistake.help("say of what it is a copy: `copy_of`"));
        }
        if let Some(fields) = &resource.fields
            && !matches!(fields.get(), Some(Value::Map(_)) | None)
        {
            let mistake = Diagnostic::new(fields.span(), "the fields are no map", "not a map");
            self.report(mistake.help("write `{\"field\": value, ..}`"));
        }
        let inside = |resource: &written::Resource| {
            Some(resource.inside.as_ref()?.get()?.as_str().to_owned())
        };
        let mut at = inside(resource);
        for _ in 0..table.len() {
            // Of the resources in a circle, the first by name is reported.
            let Some(around) = at.filter(|around| around.as_str() >= name) else {
                return;
            };
            if let (true, Some(node)) = (around == name, &resource.inside) {
                let message = format!("`{name}` lies inside itself");
                self.report(Diagnostic::new(node.span(), message, "in a circle"));
                return;
            }
            at = table.get(&around).and_then(Node::get).and_then(inside);
        }
    }

    fn resource(&mut self, name: &Option<Node<Name>>, known: &[&str]) -> Option<Symbol> {
        let node = name.as_ref()?;
        let wanted = node.get()?.as_str();
        if !known.contains(&wanted) {
            self.unknown(node.span(), "resource", wanted, known.iter().copied());
            return None;
        }
        self.name(node)
    }

    fn optional_service(
        &mut self,
        draft: &Draft,
        name: &Option<Node<Name>>,
    ) -> Option<Option<ServiceId>> {
        match name {
            Some(name) => Some(Some(self.service_id(draft, name)?)),
            None => Some(None),
        }
    }

    pub(super) fn service_id(&mut self, draft: &Draft, name: &Node<Name>) -> Option<ServiceId> {
        let wanted = name.get()?.as_str();
        let at = draft.services.iter().position(|service| service.name == wanted);
        if at.is_none() {
            let known = draft.services.iter().map(|service| service.name.as_str());
            self.unknown(name.span(), "service", wanted, known);
        }
        at
    }

    fn check_circles(&mut self, draft: &Draft, services: &[Service]) -> bool {
        for start in 0..services.len() {
            let mut seen = vec![start];
            let mut at = start;
            while let Some(next) = upstreams(&services[at].kind).first().copied() {
                if seen.contains(&next) {
                    let message = "services call each other in a circle";
                    let label =
                        format!("a call of `{}` would never end", draft.services[start].name);
                    self.report(Diagnostic::new(draft.services[start].span, message, label));
                    return false;
                }
                seen.push(next);
                at = next;
            }
        }
        true
    }

    fn status_or(&mut self, node: &Option<Node<u16>>, default: u16) -> Option<u16> {
        node.as_ref().map_or(Some(default), |node| self.status(node))
    }

    pub(super) fn status(&mut self, node: &Node<u16>) -> Option<u16> {
        self.within(node, 400, 599, "the status")
    }
}

/// Keeps the rights of an identity as shared text.
pub(super) fn rights(nodes: &[Node<String>]) -> Vec<Text> {
    texts(nodes)
}
