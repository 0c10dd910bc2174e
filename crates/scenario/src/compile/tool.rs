//! Tools of a draft: what they ask must be what the service behind them can do.

use super::Compiler;
use super::draft::{Draft, Named, kind};
use crate::plan::{Service, ServiceId, ServiceKind, Symbol, Tool};
use crate::read::{Node, Table};
use crate::written::{self, Operation};
use crate::{Diagnostic, Span};

impl Compiler<'_> {
    pub(super) fn tools(&mut self, draft: &Draft, services: &[Service]) -> Option<Vec<Tool>> {
        let tools = draft.tools.iter().map(|named| self.tool(draft, named, services));
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
        let operation = tool.operation.as_ref().and_then(Node::get).copied().unwrap_or_default();
        let id = self.service_id(draft, service?)?;
        self.check_operation(tool, operation, named.span, id, services, draft)?;
        let needed = self.arguments_needed(operation, id, services);
        for parameter in needed {
            if !parameters.iter().any(|(name, _)| *name == parameter) {
                let parameter = self.symbols.text(parameter).clone();
                let message = format!("the tool `{}` has no parameter `{parameter}`", named.name);
                let place =
                    tool.parameters.as_ref().map_or(named.span, |node| self.head(node.span()));
                self.report(Diagnostic::new(place, message, "its service needs it"));
            }
        }
        Some(Tool {
            name: self.symbols.intern(&named.name),
            description: self.line(description?)?,
            service: id,
            operation,
            parameters,
            destructive: tool.destructive.as_ref().and_then(Node::get).copied().unwrap_or(false),
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
}

/// Follows balancers and latency stages to the service that does the work.
pub(super) fn last(id: ServiceId, services: &[Service]) -> ServiceId {
    let mut at = id;
    while let Some(next) = services[at].kind.passes_to() {
        at = next;
    }
    at
}
