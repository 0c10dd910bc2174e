"""Reads OTLP in JSON by OpenTelemetry's own protobuf definitions, and checks names and links.

The mapping of OTLP to JSON is protobuf's but for ids, which are hexadecimal, so those alone are
converted before. Nothing that the definitions do not know may be there. Usage: otlp.py FILE...
"""

import base64
import importlib
import json
import pkgutil
import sys

from google.protobuf.json_format import Parse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
import opentelemetry.semconv.attributes
import opentelemetry.semconv._incubating.attributes

IDS = {"traceId": 16, "spanId": 8, "parentSpanId": 8}
# Of the conventions: what a span of each operation must have.
REQUIRED = {
    "chat": {"gen_ai.provider.name", "gen_ai.request.model"},
    "invoke_agent": {"gen_ai.provider.name", "gen_ai.agent.name", "gen_ai.conversation.id"},
    "invoke_workflow": {"gen_ai.workflow.name"},
    "execute_tool": {"gen_ai.tool.name", "gen_ai.tool.call.id", "gen_ai.tool.type"},
}


def known_names():
    """The names of all attributes of the conventions, as their package has them."""
    names = set()
    for package in (opentelemetry.semconv.attributes, opentelemetry.semconv._incubating.attributes):
        for module in pkgutil.iter_modules(package.__path__):
            held = vars(importlib.import_module(f"{package.__name__}.{module.name}"))
            names |= {text for name, text in held.items() if name.isupper() and isinstance(text, str)}
    return names


def converted(node):
    """The same document with ids as protobuf's JSON has them."""
    if isinstance(node, list):
        return [converted(item) for item in node]
    if not isinstance(node, dict):
        return node
    out = {}
    for key, value in node.items():
        if key in IDS:
            raw = bytes.fromhex(value)
            if len(raw) != IDS[key] or not any(raw) or value != value.lower():
                raise ValueError(f"{key} {value!r} is no id")
            value = base64.b64encode(raw).decode()
        out[key] = converted(value)
    return out


def mistakes(path, names):
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    for span in (s for r in document["resourceSpans"] for p in r["scopeSpans"] for s in p["spans"]):
        if not isinstance(span["kind"], int) or not isinstance(span["startTimeUnixNano"], str):
            yield f"{span['name']}: kinds are numbers, and times are text"
    request = Parse(json.dumps(converted(document)), ExportTraceServiceRequest())
    spans = {}
    for resource in request.resource_spans:
        yield from unknown("a resource", resource.resource.attributes, names)
        if not any(a.key == "service.name" and a.value.string_value for a in resource.resource.attributes):
            yield "a resource without service.name"
        for scope in resource.scope_spans:
            for span in scope.spans:
                if (span.trace_id, span.span_id) in spans:
                    yield f"{span.name}: its id is not its own"
                spans[span.trace_id, span.span_id] = span
    if not spans:
        yield "no spans"
    for (trace, _), span in spans.items():
        yield from of_span(span, spans.get((trace, span.parent_span_id)), names)


def of_span(span, parent, names):
    held = {attribute.key: attribute.value for attribute in span.attributes}
    if len(held) != len(span.attributes):
        yield f"{span.name}: an attribute twice"
    yield from unknown(span.name, span.attributes, names)
    if span.end_time_unix_nano < span.start_time_unix_nano or not span.start_time_unix_nano:
        yield f"{span.name}: ends before it begins"
    operation = held["gen_ai.operation.name"].string_value if "gen_ai.operation.name" in held else None
    if operation:
        if operation not in REQUIRED:
            yield f"{span.name}: operation {operation!r}"
        for missing in REQUIRED.get(operation, set()) - held.keys():
            yield f"{span.name}: no {missing}"
        if span.name.split(" ")[0] != operation:
            yield f"{span.name}: the name of {operation}"
    if (span.status.code == 2) != ("error.type" in held):
        yield f"{span.name}: an error without its type, or a type without an error"
    for event in span.events:
        yield from unknown(event.name, event.attributes, names)
    if span.parent_span_id and parent is None:
        yield f"{span.name}: its parent is not there"
    if parent is None:
        return
    if span.start_time_unix_nano < parent.start_time_unix_nano:
        yield f"{span.name}: begins before its parent"
    # What a service does may outlast those who wait for it: that is how incidents begin.
    if span.kind != Span.SPAN_KIND_SERVER and span.end_time_unix_nano > parent.end_time_unix_nano:
        yield f"{span.name}: ends after its parent"


def unknown(where, attributes, names):
    for attribute in attributes:
        if attribute.key not in names and not attribute.key.startswith("seamripper."):
            yield f"{where}: no convention knows {attribute.key}"


def main():
    names = known_names()
    failed = False
    for path in sys.argv[1:]:
        try:
            found = list(mistakes(path, names))
        except Exception as error:  # Whatever a parser says is a mistake of the file.
            found = [f"{type(error).__name__}: {error}"]
        for mistake in found[:5]:
            print(f"{path}: {mistake}", file=sys.stderr)
        failed |= bool(found)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
