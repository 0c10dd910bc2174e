//! Mistakes in files whose syntax is sound: told all at once, each at its place.

use crate::{Scenario, Service, Tree, check, value};
use seamripper_scenario::Value;
use seamripper_scenario::read::{Node, ReadLimits, Table, read};
use serde::Deserialize;

#[test]
fn every_mistake_of_a_struct_is_reported_at_once() {
    check::<Scenario>(
        r#"(
    nme: "a",
    seed: "x",
    services: {
        "a": (
            replica: 3,
            timeout: "5x",
            timeout: "6s",
            colour: ("red", [1]),
        ),
        "b": Service(),
    },
)"#,
        r#"
        2:5 <nme> unknown field `nme` in `Scenario` | not a field of `Scenario` | did you mean `name`?
        3:11 <"x"> expected a whole number, found the text "x" | expected a whole number
        6:13 <replica> unknown field `replica` in `Service` | not a field of `Service` | did you mean `replicas`?
        7:22 <"5x"> the duration `5x` has the unknown unit `x` | expected a duration such as "30s" | write for example "30s", "80ms", "1.5s" or "2h30m"; units are w, d, h, m, s, ms, us and ns
        8:13 <timeout> field `timeout` is given twice | the second time
        + 7:13 <timeout> the first time
        9:13 <colour> unknown field `colour` in `Service` | not a field of `Service` | known here: `replicas`, `timeout`, `retry`, `when` and `data`
        11:14 <Service(> missing field `replicas` in `Service` | `replicas` has to be given
        11:14 <Service(> missing field `timeout` in `Service` | `timeout` has to be given
        "#,
    );
}

#[test]
fn a_mistake_in_one_value_leaves_its_siblings_readable() {
    let input = r#"(name: "a b", seed: 1, services: {"x": 5, "y": (replicas: 1, timeout: "1s")})"#;
    let (scenario, mistakes) = read::<Scenario>(input, &ReadLimits::default());
    let scenario = scenario.unwrap();
    assert_eq!(mistakes.len(), 2);
    assert_eq!(scenario.name.get(), None);
    assert!(scenario.services.get("x").unwrap().get().is_none());
    assert!(scenario.services.get("y").unwrap().get().is_some());
}

#[test]
fn a_field_that_is_missing_leaves_the_others_readable() {
    let input = r#"(seed: 1, services: {"y": (replicas: 3)})"#;
    let (scenario, mistakes) = read::<Scenario>(input, &ReadLimits::default());
    let scenario = scenario.unwrap();
    assert_eq!(mistakes.len(), 2);
    let service = scenario.services.get("y").and_then(Node::get).unwrap();
    assert_eq!((service.replicas.get(), service.timeout.get()), (Some(&3), None));
}

#[test]
fn missing_fields_are_all_found_even_where_they_are_no_nodes() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its mistakes matter")]
    struct Plain {
        whole: u64,
        #[serde(rename = "kebab-case")]
        kebab: Node<u8>,
        text: String,
        list: Vec<u8>,
        flag: bool,
        inner: Node<u8>,
    }
    check::<Plain>(
        "( // a comment ( with a bracket\n  inner: -1 // and one )\n)",
        "
        1:1 <(> missing field `flag` in `Plain` | `flag` has to be given
        1:1 <(> missing field `kebab-case` in `Plain` | `kebab-case` has to be given
        1:1 <(> missing field `list` in `Plain` | `list` has to be given
        1:1 <(> missing field `text` in `Plain` | `text` has to be given
        1:1 <(> missing field `whole` in `Plain` | `whole` has to be given
        2:10 <-1> the number `-1` does not fit | expected a whole number from 0 to 255
        ",
    );
}

#[test]
fn a_value_of_another_type_is_underlined_and_told_what_it_should_be() {
    let service = |field: &str, expected: &str| {
        let input = format!("(replicas: 1, timeout: \"1s\",\n{field})");
        check::<Service>(&input, expected);
    };
    let replicas = |value: &str, expected: &str| {
        check::<Service>(&format!("(timeout: \"1s\",\nreplicas: {value})"), expected);
    };
    replicas(
        "300",
        "2:11 <300> the number `300` does not fit | expected a whole number from 0 to 255",
    );
    replicas(
        "1.5",
        "2:11 <1.5> expected a whole number from 0 to 255, found the number `1.5` | expected a whole number from 0 to 255",
    );
    replicas(
        "true",
        "2:11 <true> expected a whole number from 0 to 255, found `true` | expected a whole number from 0 to 255",
    );
    replicas(
        "[\n1]",
        "2:11 <[> expected a whole number from 0 to 255, found a list | expected a whole number from 0 to 255",
    );
    service(
        "when: never",
        "2:7 <never> expected text in double quotes, found `never` | expected text in double quotes | write \"never\" in double quotes",
    );
    service(
        "retry: Nver",
        "2:8 <Nver> unknown choice `Nver` | not one of the choices | did you mean `Never`?",
    );
    service(
        "retry: \"Never\"",
        "2:8 <\"Never\"> expected one of `Never`, `Exponential`, `Jittered`, found the text \"Never\" | expected one of `Never`, `Exponential`, `Jittered` | choices are written without quotes",
    );
    service(
        "retry: Never(1)",
        "2:8 <Never(1)> `Never` takes nothing in brackets | expected `Never` alone",
    );
    service(
        "retry: Exponential",
        "2:8 <Exponential> `Exponential` needs its values in round brackets | expected `Exponential(..)`",
    );
    service(
        "retry: Exponential()",
        "2:19 <(> a value is missing in these brackets | expected a value",
    );
    service(
        "retry: Exponential(base: \"1s\")",
        "2:20 <base: \"1s\"> `base:` has no place here | expected a value alone",
    );
    service("retry: Exponential(\"1s\", 2)", "2:26 <2> there is one value too many | expected `)`");
    service(
        "retry: Exponential(5)",
        "2:20 <5> expected a duration such as \"30s\", found the number `5` | expected a duration such as \"30s\" | write it in double quotes",
    );
    service(
        "retry: Jittered(\"1s\")",
        "2:17 <\"1s\"> expected a field `name: value`, found the text \"1s\" | expected a field `name: value`",
    );
    service(
        "retry: Jittered(bse: \"1s\")",
        "
        2:8 <Jittered(> missing field `share` in `Jittered` | `share` has to be given
        2:17 <bse> unknown field `bse` in `Jittered` | not a field of `Jittered` | did you mean `base`?
        ",
    );
    check::<Service>(
        "Servce(timeout: 1)",
        "1:1 <Servce> expected `Service(..)`, found `Servce` | expected `Service` | correct the name or leave it away",
    );
    check::<Service>(
        "{}",
        "1:1 <{}> expected `Service(..)`, found a map | expected `Service(..)` | fields stand in round brackets: `(name: value, ..)`",
    );
    check::<Table<u8>>(
        "()",
        "1:1 <()> expected a map `{\"name\": value, ..}`, found `()` | expected a map `{\"name\": value, ..}` | a map is written `{\"name\": value, ..}`",
    );
    check::<Node<(u8, u8)>>("(1)", "1:1 <(> 1 value is too few | expected a tuple of size 2");
}

#[test]
fn values_that_are_no_nodes_do_not_hide_their_siblings() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its mistakes matter")]
    struct Plain {
        numbers: Vec<u8>,
        kind: Option<Tree>,
        nodes: Vec<Node<u8>>,
    }
    check::<Plain>(
        "(numbers: [1, \"a\", 2, b], kind: Not(Lef), nodes: [\"c\", 5, 1.5])",
        "
        1:15 <\"a\"> expected a whole number, found the text \"a\" | expected a whole number
        1:23 <b> expected a whole number, found `b` | expected a whole number
        1:37 <Lef> unknown choice `Lef` | not one of the choices | did you mean `Leaf`?
        1:51 <\"c\"> expected a whole number from 0 to 255, found the text \"c\" | expected a whole number from 0 to 255
        1:59 <1.5> expected a whole number from 0 to 255, found the number `1.5` | expected a whole number from 0 to 255
        ",
    );
}

#[test]
fn a_name_given_twice_is_reported_and_the_first_one_stays() {
    let input = "{\"a\": 1,\n\"b\": 2, \"a\": 3, 5: 4}";
    check::<Table<Node<u8>>>(
        input,
        "
        2:9 <\"a\"> `a` is given twice | the second time
        + 1:2 <\"a\"> the first time
        2:17 <5> expected text in double quotes, found the number `5` | expected text in double quotes | write \"5\" in double quotes
        ",
    );
    let (table, _) = read::<Table<u8>>(input, &ReadLimits::default());
    let table = table.unwrap();
    assert_eq!(table.get("a").and_then(Node::get), Some(&1));
    assert_eq!(table.len(), 2);
}

#[test]
fn plain_data_is_literals_lists_and_maps_only() {
    check::<Node<Value>>(
        "{\"a\": foo, \"b\": (1, 2), \"c\": 99999999999999999999, \"d\": 'x', \"e\": 1e999,\n \"f\": Rec(x: y), \"g\": ture, \"h\": 1..2, \"i\": b\"\", \"j\": inf}",
        "
        1:7 <foo> plain data has no name such as `foo` | not a value | if it is text, write \"foo\" in double quotes
        1:17 <(> plain data has no round brackets | not a value | a list is written `[..]`, a map `{\"name\": value, ..}`
        1:30 <99999999999999999999> the whole number does not fit into 64 bits | not a value
        1:57 <'x'> 'x' is not text | text is written in double quotes
        1:67 <1e999> the number is too large | not a value
        2:7 <Rec> plain data has no name such as `Rec` | not a value | if it is text, write \"Rec\" in double quotes
        2:23 <ture> plain data has no name such as `ture` | not a value | did you mean `true`?
        2:34 <1..2> plain data has no ranges | not a value
        2:45 <b\"\"> plain data has no bytes | not a value
        2:55 <inf> plain data has no name such as `inf` | not a value | if it is text, write \"inf\" in double quotes
        ",
    );
    check::<Node<Value>>(
        "{\"a\": 1, \"b\": {\"c\": 1, \"c\": 2}, \"a\": [], 7: 8}",
        "
        1:24 <\"c\"> `c` is given twice | the second time
        + 1:16 <\"c\"> the first time
        1:33 <\"a\"> `a` is given twice | the second time
        + 1:2 <\"a\"> the first time
        1:42 <7> expected text in double quotes, found the number `7` | expected text in double quotes | write \"7\" in double quotes
        ",
    );
    let min: Value = value(
        "[-9223372036854775808, 9223372036854775807, 0x1F, 1_000, -0.5, Some(None), \"\\u{e4}\"]",
    );
    assert_eq!(
        min.to_string(),
        "[-9223372036854775808, 9223372036854775807, 31, 1000, -0.5, null, \"ä\"]"
    );
}
