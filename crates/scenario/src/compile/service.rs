//! Services, faults and tools of a draft, each checked against the others.

use super::draft::{Draft, Named, kind};
use super::{Compiler, Owner, chance_or, texts};
use crate::expr::Vocabulary;
use crate::plan::{
    ByKey, Chance, Coercion, Delay, Fault, Function, FunctionParameter, Lands, Ledger, RateLimiter, RecordTable,
    Resource, Service, ServiceId, ServiceKind, Store, Symbol, Tool, Trouble, vocabulary,
};
use crate::read::{Name, Node, Table};
use crate::written::{self, Access, Deletion, Missing, Operation, Payload};
use crate::{Diagnostic, Span, Text, Value};
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
            Some(Service {
                name: self.symbols.intern(&named.name),
                kind,
            })
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
                Some(ServiceKind::Latency {
                    latency: self.delay(latency?)?,
                    upstream,
                })
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
            Some(written::Deduplicate::ByKey {
                retention,
                payload,
                required,
            }) => Some(ByKey {
                retention_ns: self.positive(retention, "the retention")?,
                payload: match payload.as_ref().and_then(Node::get) {
                    None | Some(Payload::Compared) => None,
                    Some(Payload::Fields(fields)) => {
                        Some(fields.iter().filter_map(|field| self.name(field)).collect())
                    }
                    Some(Payload::Ignored) => Some(Vec::new()),
                },
                required: required
                    .as_ref()
                    .and_then(Node::get)
                    .copied()
                    .unwrap_or(false),
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
        let shapes = shapes
            .map(|shapes| self.formulas(shapes, &vocabulary::SHAPE))
            .unwrap_or_default();
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
            access: table
                .access
                .as_ref()
                .and_then(Node::get)
                .copied()
                .unwrap_or(Access::Open),
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
        let audience = table.audience.as_ref().and_then(Node::get).into_iter().flat_map(Table::iter);
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
        for (name, delay) in table
            .row_latency
            .as_ref()
            .and_then(Node::get)
            .into_iter()
            .flat_map(Table::iter)
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
        for (name, right) in table
            .as_ref()
            .and_then(Node::get)
            .into_iter()
            .flat_map(Table::iter)
        {
            rights.push(self.row(name, rows).zip(right.get()));
        }
        let rights = rights.into_iter();
        rights
            .map(|right| right.map(|(row, right)| (row, Text::from(right.as_str()))))
            .collect()
    }

    fn row(&mut self, name: &Node<String>, rows: &[(Symbol, Value)]) -> Option<Symbol> {
        let wanted = name.get()?;
        let symbol = self.symbols.intern(wanted);
        if rows.iter().any(|(row, _)| *row == symbol) {
            return Some(symbol);
        }
        let known: Vec<Text> = rows
            .iter()
            .map(|(row, _)| self.symbols.text(*row).clone())
            .collect();
        let known = known.iter().map(Text::as_str);
        self.unknown(name.span(), "row", wanted, known);
        None
    }

    fn rights(&mut self, table: &Option<Node<Table<String>>>) -> Vec<(Symbol, Text)> {
        let entries = table
            .as_ref()
            .and_then(Node::get)
            .into_iter()
            .flat_map(Table::iter);
        entries
            .filter_map(|(name, right)| {
                Some((
                    self.symbols.intern(name.get()?),
                    Text::from(right.get()?.as_str()),
                ))
            })
            .collect()
    }

    fn shape(
        &mut self,
        shape: &Node<Name>,
        shapes: &[(Symbol, crate::expr::Expr)],
    ) -> Option<Symbol> {
        let symbol = self.name(shape)?;
        if shapes.iter().any(|(name, _)| *name == symbol) {
            return Some(symbol);
        }
        let known: Vec<Text> = shapes
            .iter()
            .map(|(name, _)| self.symbols.text(*name).clone())
            .collect();
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
        let returns = self.formula(
            returns?,
            &Vocabulary {
                roots: &names,
                functions: &[],
            },
        );
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
                rounds: parameter
                    .rounds
                    .as_ref()
                    .and_then(Node::get)
                    .copied()
                    .unwrap_or(false),
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
        let table = self
            .need(&store.resources, span, "Store", "resources")?
            .get()?;
        let names: Vec<&str> = table.names().collect();
        let mut resources = Vec::new();
        for (name, resource) in table.iter() {
            let (Some(name), Some(resource)) = (name.get(), resource.get()) else {
                continue;
            };
            self.check_resource(name, resource, table);
            let inside = self.resource(&resource.inside, &names);
            let copy_of = self.resource(&resource.copy_of, &names);
            let age = resource
                .age
                .as_ref()
                .and_then(Node::get)
                .map_or(0, |age| age.as_ns());
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
                fields: resource
                    .fields
                    .as_ref()
                    .and_then(Node::get)
                    .cloned()
                    .unwrap_or_default(),
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
            access: store
                .access
                .as_ref()
                .and_then(Node::get)
                .copied()
                .unwrap_or(Access::Open),
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
            let Some(around) = at.filter(|around| around.as_str() >= name) else { return };
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
                    self.report(Diagnostic::new(
                        shape.span(),
                        message,
                        "only a `RecordTable` has",
                    ));
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
                Lands::Calls {
                    first: first_value,
                    last: last_value,
                }
            }
        })
    }

    pub(super) fn tools(&mut self, draft: &Draft, services: &[Service]) -> Option<Vec<Tool>> {
        let tools = draft
            .tools
            .iter()
            .map(|named| self.tool(draft, named, services));
        tools.collect::<Vec<_>>().into_iter().collect()
    }

    fn tool(
        &mut self,
        draft: &Draft,
        named: &Named<written::Tool>,
        services: &[Service],
    ) -> Option<Tool> {
        let tool = &named.value;
        let description = self.need(&tool.description, named.owner(), "Tool", "description");
        let service = self.need(&tool.service, named.owner(), "Tool", "service");
        let written = tool.parameters.as_ref().and_then(Node::get);
        let parameters: Vec<_> = written
            .into_iter()
            .flat_map(Table::iter)
            .filter_map(|(name, kind)| Some((self.symbols.intern(name.get()?), *kind.get()?)))
            .collect();
        let operation = tool
            .operation
            .as_ref()
            .and_then(Node::get)
            .copied()
            .unwrap_or_default();
        let id = self.service_id(draft, service?)?;
        self.check_operation(tool, operation, named.span, id, services, draft)?;
        let needed = self.arguments_needed(operation, id, services);
        for parameter in needed {
            if !parameters.iter().any(|(name, _)| *name == parameter) {
                let parameter = self.symbols.text(parameter).clone();
                let message = format!("the tool `{}` has no parameter `{parameter}`", named.name);
                let place = tool
                    .parameters
                    .as_ref()
                    .map_or(named.span, |node| self.head(node.span()));
                self.report(Diagnostic::new(place, message, "its service needs it"));
            }
        }
        Some(Tool {
            name: self.symbols.intern(&named.name),
            description: self.line(description?)?,
            service: id,
            operation,
            parameters,
            destructive: tool
                .destructive
                .as_ref()
                .and_then(Node::get)
                .copied()
                .unwrap_or(false),
            result_tokens: tool.result_tokens.as_ref().and_then(Node::get).copied(),
        })
    }

    fn check_operation(
        &mut self,
        tool: &written::Tool,
        operation: Operation,
        span: Span,
        id: ServiceId,
        services: &[Service],
        draft: &Draft,
    ) -> Option<()> {
        let last = last(id, services);
        let can = match &services[last].kind {
            ServiceKind::Ledger(_) => matches!(operation, Operation::Call | Operation::Find),
            ServiceKind::Store(_) => operation != Operation::Call,
            _ => operation == Operation::Call,
        };
        if !can {
            let place = tool.operation.as_ref().map_or(span, Node::span);
            let name = &draft.services[last].name;
            let kind = kind(&draft.services[last].value);
            let message = format!("the service `{name}` cannot do `{operation:?}`");
            let help = match &services[last].kind {
                ServiceKind::Ledger(_) => "a `Ledger` can `Call` and `Find`",
                ServiceKind::Store(_) => {
                    "a `Store` can `Find`, `Read`, `Write`, `Create`, `Delete` and `Restore`"
                }
                _ => "it can `Call`",
            };
            self.report(
                Diagnostic::new(place, message, format!("`{name}` is a {kind}")).help(help),
            );
            return None;
        }
        Some(())
    }

    /// Lists the parameters without which the service behind a tool cannot work.
    fn arguments_needed(
        &self,
        operation: Operation,
        id: ServiceId,
        services: &[Service],
    ) -> Vec<Symbol> {
        match &services[last(id, services)].kind {
            ServiceKind::Function(function) => function
                .parameters
                .iter()
                .filter(|parameter| parameter.takes != written::Parameter::Any)
                .map(|parameter| parameter.name)
                .collect(),
            ServiceKind::RecordTable(table) => vec![table.key],
            ServiceKind::Store(store) if operation != Operation::Find => vec![store.key],
            _ => Vec::new(),
        }
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

    fn service_id(&mut self, draft: &Draft, name: &Node<Name>) -> Option<ServiceId> {
        let wanted = name.get()?.as_str();
        let at = draft
            .services
            .iter()
            .position(|service| service.name == wanted);
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
        node.as_ref()
            .map_or(Some(default), |node| self.status(node))
    }

    fn status(&mut self, node: &Node<u16>) -> Option<u16> {
        self.within(node, 400, 599, "the status")
    }
}

/// Follows balancers and latency stages to the service that does the work.
pub(super) fn last(id: ServiceId, services: &[Service]) -> ServiceId {
    let mut at = id;
    while let Some(next) = services[at].kind.passes_to() {
        at = next;
    }
    at
}

/// Keeps the rights of an identity as shared text.
pub(super) fn rights(nodes: &[Node<String>]) -> Vec<Text> {
    texts(nodes)
}
