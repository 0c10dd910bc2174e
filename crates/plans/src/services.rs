//! Services of every kind, what stands before them, the tools that reach them, and their faults.

use crate::Choices;

/// What a service at the end of the way is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Ledger,
    Table,
    Function,
    Store,
}

/// A service at the end of the way.
pub(crate) struct Leaf {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    /// The service that tools call: itself, or what stands before it.
    entry: String,
    /// What stands before it, outermost first.
    before: Vec<(String, Before)>,
    /// The tools that reach it, each with its arguments.
    pub(crate) tools: Vec<(String, &'static str)>,
}

#[derive(Clone, Copy)]
enum Before {
    Balancer,
    Limiter,
    Latency,
}

/// All services.
pub(crate) struct Services {
    pub(crate) leaves: Vec<Leaf>,
}

/// The tools of a store: the beginning of the name, the operation, the parameters, the arguments.
const OF_STORE: [(&str, &str, &str, &str); 6] = [
    ("read", "Read", "\"id\": Text", "\"id\": \"request.id\""),
    ("write", "Write", "\"id\": Text, \"n\": Any", "\"id\": \"request.id\", \"n\": \"request.n\""),
    (
        "delete",
        "Delete",
        "\"id\": Text, \"environment\": Any",
        "\"id\": \"request.id\", \"environment\": \"environment\"",
    ),
    ("restore", "Restore", "\"id\": Text", "\"id\": \"request.id\""),
    (
        "create",
        "Create",
        "\"id\": Text, \"environment\": Text",
        "\"id\": \"'v9'\", \"environment\": \"'prod'\"",
    ),
    ("find", "Find", "\"n\": Any", "\"n\": \"request.n\""),
];

impl Services {
    pub(crate) fn new(c: &mut Choices<'_>) -> Self {
        let count = 1 + c.below(3);
        Services { leaves: (0..count).map(|number| Leaf::new(c, number)).collect() }
    }

    /// Returns the names of all tools.
    pub(crate) fn tool_names(&self) -> Vec<&str> {
        self.leaves.iter().flat_map(|leaf| &leaf.tools).map(|(name, _)| name.as_str()).collect()
    }

    /// Chooses a tool: its name, and arguments for it.
    pub(crate) fn tool(&self, c: &mut Choices<'_>) -> (&str, &'static str) {
        let leaf = &self.leaves[c.below(self.leaves.len())];
        let (name, with) = &leaf.tools[c.below(leaf.tools.len())];
        (name, with)
    }

    /// Returns the services of a kind.
    pub(crate) fn of(&self, kind: Kind) -> impl Iterator<Item = &Leaf> {
        self.leaves.iter().filter(move |leaf| leaf.kind == kind)
    }

    /// Writes all services.
    pub(crate) fn written(&self, c: &mut Choices<'_>) -> String {
        let mut all = Vec::new();
        for leaf in &self.leaves {
            for (place, (name, before)) in leaf.before.iter().enumerate() {
                let next = leaf.before.get(place + 1).map_or(&leaf.name, |(name, _)| name);
                all.push(format!("\"{name}\": {}", before.written(c, next)));
            }
            all.push(format!("\"{}\": {}", leaf.name, leaf.written(c)));
        }
        all.join(", ")
    }

    /// Writes all tools.
    pub(crate) fn tools(&self, c: &mut Choices<'_>) -> String {
        let mut all = Vec::new();
        for leaf in &self.leaves {
            for (name, _) in &leaf.tools {
                let (operation, parameters) = leaf.form(name);
                let tokens = if c.is() { ", result_tokens: 40" } else { "" };
                let destructive = if operation == "Delete" { ", destructive: true" } else { "" };
                all.push(format!(
                    "\"{name}\": (description: \"Does {name}.\", service: \"{}\", \
                     operation: {operation}, parameters: {{ {parameters} }}{destructive}{tokens})",
                    leaf.entry
                ));
            }
        }
        all.join(", ")
    }

    /// Writes faults.
    pub(crate) fn faults(&self, c: &mut Choices<'_>) -> String {
        let mut all = Vec::new();
        for number in 0..c.below(5) {
            let leaf = &self.leaves[c.below(self.leaves.len())];
            let (on, does) = match leaf.before.first() {
                Some((name, _)) if c.is() => (name, anywhere(c)),
                _ => (&leaf.name, leaf.trouble(c)),
            };
            let mut fault = format!("\"fault-{number}\": (on: \"{on}\", does: {does}");
            if c.is() {
                fault += &format!(", when: {}", when(c));
            }
            if c.is() {
                fault += &format!(", chance: \"{}\"", c.chance());
            }
            if c.is() {
                fault += ", if: \"len(text(args)) > 12\"";
            }
            all.push(fault + ")");
        }
        all.join(", ")
    }
}

fn when(c: &mut Choices<'_>) -> String {
    match c.below(4) {
        0 => "Always".to_owned(),
        1 => format!("Calls(first: 1, last: {})", 1 + c.below(4)),
        2 => format!("During(from: \"{}\", lasts: Constant(\"{}\"))", c.duration(), c.some_time()),
        _ => format!(
            "Spells(apart: Exponential(mean: \"{}\"), lasts: Constant(\"{}\"))",
            c.of(&["1m", "10s", "1d"]),
            c.of(&["10s", "1s", "1h"])
        ),
    }
}

/// Chooses what can happen at any service.
fn anywhere(c: &mut Choices<'_>) -> String {
    match c.below(6) {
        0 => format!("Slower({})", c.delay()),
        1 => "Refuse(status: 503, says: \"no\")".to_owned(),
        2 => "FailAfter(status: 500, says: \"oh\")".to_owned(),
        3 => "DropReply".to_owned(),
        4 => "Answer(\"{wrong: body, n: 1}\")".to_owned(),
        _ => "Stale".to_owned(),
    }
}

impl Before {
    fn written(self, c: &mut Choices<'_>, next: &str) -> String {
        match self {
            Before::Balancer => format!(
                "LoadBalancer(upstream: \"{next}\", timeout: \"{}\", status: {})",
                c.some_time(),
                c.of(&["504", "500", "404"])
            ),
            Before::Limiter => format!(
                "RateLimiter(upstream: \"{next}\", calls: {}, per: \"{}\", counts_refused: {})",
                1 + c.below(4),
                c.some_time(),
                c.is()
            ),
            Before::Latency => {
                format!("Latency(latency: {}, upstream: \"{next}\")", c.delay())
            }
        }
    }
}

impl Leaf {
    fn new(c: &mut Choices<'_>, number: usize) -> Self {
        let kind = c.of(&[Kind::Ledger, Kind::Table, Kind::Function, Kind::Store]);
        let name = format!("s{number}");
        let mut before = Vec::new();
        for place in 0..c.below(3) {
            let stage = c.of(&[Before::Balancer, Before::Limiter, Before::Latency]);
            before.push((format!("s{number}-before-{place}"), stage));
        }
        let entry = before.first().map_or(&name, |(name, _)| name).clone();
        let tools = match kind {
            Kind::Ledger => vec![
                ("do", "\"item\": \"request.item\", \"n\": \"request.n\""),
                ("find", "\"item\": \"request.item\""),
            ],
            Kind::Table => vec![("look", "\"key\": \"request.key\"")],
            Kind::Function => vec![("count", "\"n\": \"request.n\"")],
            Kind::Store => OF_STORE.iter().map(|(name, _, _, with)| (*name, *with)).collect(),
        };
        let tools = tools.into_iter().map(|(name, with)| (format!("{name}{number}"), with));
        Leaf { kind, name, entry, before, tools: tools.collect() }
    }

    /// Returns the operation and the parameters of a tool.
    fn form(&self, tool: &str) -> (&'static str, &'static str) {
        let name = tool.trim_end_matches(|c: char| c.is_ascii_digit());
        match (self.kind, name) {
            (Kind::Ledger, "find") => ("Find", "\"item\": Text"),
            (Kind::Ledger, _) => ("Call", "\"item\": Text, \"n\": Integer"),
            (Kind::Table, _) => ("Call", "\"key\": Text"),
            (Kind::Function, _) => ("Call", "\"n\": Number"),
            (Kind::Store, _) => {
                let form = OF_STORE.iter().find(|(known, ..)| *known == name);
                form.map_or(("Read", ""), |(_, operation, parameters, _)| (*operation, *parameters))
            }
        }
    }

    fn written(&self, c: &mut Choices<'_>) -> String {
        let mut fields = Vec::new();
        match self.kind {
            Kind::Ledger => {
                fields.push(format!("effect: \"effect-{}\"", self.name));
                fields.extend(c.some(&[
                    &|c| format!("commits_after: {}", c.delay()),
                    &|c| format!("deduplicate: {}", deduplicate(c)),
                    &|c| format!("answers: \"{}\"", c.of(&["{n: number}", "args", "[args, 1]"])),
                ]));
                format!("Ledger({})", fields.join(", "))
            }
            Kind::Table => {
                fields.extend(c.some(&[
                    &|c| format!("latency: {}", c.delay()),
                    &|c| format!("row_latency: {{ \"k1\": {} }}", c.delay()),
                    &|_| "audience: { \"n\": \"see:n\" }".to_owned(),
                    &|_| "row_audience: { \"k2\": \"see:k2\" }".to_owned(),
                    &|c| format!("access: {}", access(c)),
                    &|_| "missing: EmptySuccess".to_owned(),
                ]));
                // One shape is served, the others are there for faults and changes.
                fields.push("shapes: { \"wrapped\": \"{row: row, key: key}\" }".to_owned());
                if c.is() {
                    fields.push("shape: \"wrapped\"".to_owned());
                }
                format!(
                    "RecordTable(key: \"key\", rows: {{ \"k1\": {{ \"n\": 1, \"status\": \"open\" }}, \
                     \"k2\": {{ \"n\": [1, 2.5, None], \"status\": {{ \"a\": true }} }} }}, {})",
                    fields.join(", ")
                )
            }
            Kind::Function => {
                let text = c.of(&[
                    "Reject",
                    "Lossless",
                    "Mantissa",
                    "DigitCount",
                    "By(\"if len(text) > 3 then 1 else 2\")",
                ]);
                let rounds = c.is();
                fields.extend(c.some(&[&|c| format!("latency: {}", c.delay()), &|_| {
                    "logs_coercions: true".to_owned()
                }]));
                let returns = c.of(&["n * 2", "{n: n, status: 'ok'}", "10 / (n - 3)", "[n, n]"]);
                format!(
                    "Function(parameters: {{ \"n\": (takes: Number, text: {text}, rounds: {rounds}) \
                     }}, returns: \"{returns}\", {})",
                    fields.join(", ")
                )
            }
            Kind::Store => {
                fields.extend(c.some(&[
                    &|c| format!("latency: {}", c.delay()),
                    &|c| format!("access: {}", access(c)),
                    &|c| format!("deletion: Soft(\"{}\")", c.some_time()),
                ]));
                fields.push(format!("effect: \"loss-{0}\", change: \"change-{0}\"", self.name));
                format!(
                    "Store(key: \"id\", resources: {{ \"v1\": (environment: \"prod\", fields: {{ \
                     \"n\": 1 }}), \"v2\": (environment: \"prod\", inside: \"v1\", copy_of: \"v1\", \
                     age: \"1d\"), \"v3\": (environment: \"stage\", disposable: true) }}, {})",
                    fields.join(", ")
                )
            }
        }
    }

    /// Chooses what can happen at this service.
    fn trouble(&self, c: &mut Choices<'_>) -> String {
        match (c.below(4), self.kind) {
            (0, _) => format!("Slow({})", c.delay()),
            (1, Kind::Ledger) => "Duplicate".to_owned(),
            (1, Kind::Table) => "Shape(\"wrapped\")".to_owned(),
            _ => anywhere(c),
        }
    }

    /// Chooses a change of this service.
    pub(crate) fn change(&self, c: &mut Choices<'_>) -> String {
        match self.kind {
            Kind::Ledger => format!("Ledger(deduplicate: {})", deduplicate(c)),
            Kind::Table => format!("RecordTable(access: {})", access(c)),
            Kind::Function => format!("Function(latency: {})", c.delay()),
            Kind::Store => format!("Store(access: {})", access(c)),
        }
    }
}

fn access(c: &mut Choices<'_>) -> &'static str {
    c.of(&["Open", "Enforced", "EnforcedForUsers"])
}

fn deduplicate(c: &mut Choices<'_>) -> String {
    if c.below(4) == 1 {
        return "Never".to_owned();
    }
    let payload = c.of(&["Compared", "Ignored", "Fields([\"item\"])"]);
    let required = c.is();
    format!("ByKey(retention: \"{}\", payload: {payload}, required: {required})", c.some_time())
}
