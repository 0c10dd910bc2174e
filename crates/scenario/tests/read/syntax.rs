//! Slips of syntax, and what shifts no place.

use crate::{Service, Tree, check};

#[test]
fn a_slip_of_syntax_is_reported_once_where_it_is() {
    let syntax = check::<Service>;
    syntax("", "1:1 <> the file is empty | expected a value");
    syntax("// (\n", "1:1 <> the file is empty | expected a value");
    syntax(
        "(replicas: 1 timeout: 2)",
        "1:14 <timeout> expected `,` or `)`, found `timeout` | expected `,` before this",
    );
    syntax(
        "(replicas = 1)",
        "1:11 <=> expected `,` or `)`, found `=` | expected `,` before this | a field is written `name: value`",
    );
    syntax(
        "(\"replicas\": 1)",
        "1:12 <:> expected `,` or `)`, found `:` | expected `,` before this | field names stand without quotes",
    );
    syntax(
        "Service { replicas: 1 }",
        "1:9 <{> unexpected `{` after the end | expected nothing more | fields stand in round brackets: `Name(field: value)`",
    );
    syntax("(replicas: )", "1:12 <)> unexpected `)` | expected a value");
    syntax(
        "(replicas: 1, , )",
        "1:15 <,> expected a field name, found `,` | expected `name: value`",
    );
    syntax(
        "(replicas: 1, 5)",
        "1:15 <5> expected a field name, found `5` | expected `name: value`",
    );
    syntax("(replicas: 1) x", "1:15 <x> unexpected `x` after the end | expected nothing more");
    syntax("(replicas: 0x)", "1:14 <)> unexpected `)` | expected a value");
    syntax(
        "(timeout: 10s)",
        "1:11 <10s> `10s` is no value | not a value | if it is text, write \"10s\" in double quotes",
    );
    syntax(
        "(when: foo-bar)",
        "1:8 <foo-bar> `foo-bar` is no value | not a value | if it is text, write \"foo-bar\" in double quotes",
    );
    syntax(
        "(when: \"a\\q\")",
        "1:8 <\"a\\q\"> a wrong escape in the text: unknown escape character | a `\\` starts an escape | write `\\\\` for a backslash",
    );
    syntax("(when: 'a (b')", "1:8 <'a (b'> text is written in double quotes | in single quotes");
    syntax(
        "(when: \"größe\", ?)",
        "1:17 <?> expected a field name, found `?` | expected `name: value`",
    );
    syntax(
        "(when: \"a,\n replicas: 1,\n)",
        "1:8 <\"a,> the text is never closed | expected a `\"` at its end",
    );
    syntax(
        "(when: \"a,\n data: \"b\",\n)",
        "1:8 <\"a,> the text is never closed | expected a `\"` at its end",
    );
    syntax(
        "(replicas: 1, /* never",
        "1:15 </*> the comment is never closed | expected `*/` after this",
    );
    syntax("(replicas: 1", "1:1 <(> this `(` is never closed | expected a `)` for it");
    syntax(
        "(\n    a: (\n        b: 1,\n    c: (\n        d: 1,\n    ),\n)",
        "2:8 <(> this `(` is never closed | expected a `)` for it",
    );
    syntax(
        "(replicas: 1]",
        "1:13 <]> `]` does not close `(` | expected `)`\n+ 1:1 <(> opened here",
    );
    syntax("(replicas: 1))", "1:14 <)> there is nothing that this `)` could close | one too many");
}

#[test]
fn a_byte_order_mark_tabs_and_crlf_do_not_shift_places() {
    check::<Service>(
        "\u{feff}// größe\r\n(\r\n\ttimeout: \"ü\", /* ä */ replicas: ö,\r\n)\r\n",
        "
        3:11 <\"ü\"> `ü` is not a duration: it does not start with a number | expected a duration such as \"30s\" | write for example \"30s\", \"80ms\", \"1.5s\" or \"2h30m\"; units are w, d, h, m, s, ms, us and ns
        3:34 <ö> expected a whole number from 0 to 255, found `ö` | expected a whole number from 0 to 255
        ",
    );
}

#[test]
fn attributes_change_nothing() {
    check::<Tree>(
        "#![enable(implicit_some)]\n#![enable(unwrap_newtypes)]\nNot(Leef)",
        "
        2:1 <#![enable(unwrap_newtypes)]> attributes are not used in this file | take this away
        3:5 <Leef> unknown choice `Leef` | not one of the choices | did you mean `Leaf`?
        ",
    );
}
