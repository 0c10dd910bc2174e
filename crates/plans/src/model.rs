//! The scripted model: rules that end, whatever comes back.

use crate::Choices;
use crate::services::Services;

/// The formulas for an argument that is given in the place of a whole number.
const SPELLED: [&str; 4] = ["request.n", "text(request.n)", "'1e3'", "null"];

/// Writes the model.
pub(crate) fn model(c: &mut Choices<'_>, services: &Services) -> String {
    let first_token = c.delay();
    let names: Vec<String> =
        services.tool_names().iter().map(|name| format!("\"{name}\"")).collect();
    let all = names.join(", ");
    let mut rules = vec![format!("\"ask\": (on: Asked, {}do: {})", tokens(c), action(c, services))];
    if c.is() {
        let chance = c.chance();
        let step = action(c, services);
        rules.insert(0, format!("\"other\": (on: Asked, chance: \"{chance}\", do: {step})"));
    }
    if c.is() {
        let with = if c.is() { "with: { \"n\": \"request.n + 1\" }" } else { "" };
        rules.push(format!(
            "\"again\": (on: Failed([{all}]), if: \"calls() < {}\", do: Again({with}))",
            2 + c.below(6)
        ));
    }
    if c.is() {
        rules.push(format!(
            "\"more\": (on: Returned([{all}]), if: \"calls() < {} and result.ok\", do: {})",
            2 + c.below(4),
            action(c, services)
        ));
    }
    if c.is() {
        rules.push(
            "\"capped\": (on: Capped, do: Answer(complete: false, text: \"'So far.'\"))".into(),
        );
    }
    rules.push(format!("\"end\": (on: Anything, {}do: {})", believes(c), answer(c)));
    let positions = c.chance();
    let readings = readings(c, services);
    format!(
        "first_token: {first_token}, tokens_per_second: {}, pairs_by_position: \"{positions}\", \
         imagines: [\"ghost\"], {readings}rules: {{ {} }}",
        c.of(&["80", "1", "1000000"]),
        rules.join(", ")
    )
}

fn tokens(c: &mut Choices<'_>) -> &'static str {
    c.of(&["", "tokens: \"0\", ", "tokens: \"10 * len(request.item)\", "])
}

fn believes(c: &mut Choices<'_>) -> &'static str {
    c.of(&["", "believes: { \"wish\": Done }, ", "believes: { \"wish\": Unknown }, "])
}

fn readings(c: &mut Choices<'_>, services: &Services) -> String {
    if !c.is() {
        return String::new();
    }
    let (tool, _) = services.tool(c);
    let when = if c.is() { "if: \"exists(body.n)\", " } else { "" };
    format!("readings: [(of: \"{tool}\", {when}notes: {{ \"n\": \"body.n\" }})], ")
}

fn action(c: &mut Choices<'_>, services: &Services) -> String {
    match c.below(3) {
        0 => format!("Call{}", call(c, services)),
        1 => {
            let calls: Vec<String> = (0..2 + c.below(3)).map(|_| call(c, services)).collect();
            format!("Calls([{}])", calls.join(", "))
        }
        _ => "Call(tool: \"ghost\", with: { \"x\": \"1\" })".to_owned(),
    }
}

fn call(c: &mut Choices<'_>, services: &Services) -> String {
    let (tool, with) = services.tool(c);
    let with = with.replace("request.n", c.of(&SPELLED));
    let mut fields = vec![format!("tool: \"{tool}\", with: {{ {with} }}")];
    fields.extend(c.some(&[
        &|_| "intent: \"wish\"".to_owned(),
        &|c| format!("for_each: \"{}\"", c.of(&["[1, 2, 3]", "range(4)", "request.list", "[]"])),
        &|c| format!("about: \"{}\"", c.of(&["request.key", "'k1'", "item", "user"])),
        &|_| "credential: \"'secret'\"".to_owned(),
    ]));
    if with.contains("\"n\"") && c.is() {
        fields.push("means: { \"n\": \"request.n\" }".to_owned());
    }
    format!("({})", fields.join(", "))
}

fn answer(c: &mut Choices<'_>) -> String {
    let tells = c.of(&["Everything", "Nothing", "Fields([\"n\"])"]);
    let complete = !c.is();
    let claims = c.of(&[
        "",
        "claims: { \"n\": \"fact(request.key, n)\" }, ",
        "claims: { \"status\": \"believes(wish)\" }, ",
    ]);
    format!("Answer(tells: {tells}, {claims}complete: {complete}, text: \"'Here.'\")")
}
