//! What the repository is made of: no `unsafe`, no dependency that nothing is said of, and nothing that
//! reaches a network or starts a program.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns what lies in a folder, by its path from the root.
fn within(folder: &str) -> Vec<String> {
    let found =
        fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let names = found.map(|entry| entry.expect("it is readable").file_name());
    names.map(|name| format!("{folder}/{}", name.to_string_lossy())).collect()
}

/// Returns the manifests of all crates, those of other workspaces too.
fn manifests() -> Vec<String> {
    let folders = within("crates").into_iter().chain(within("examples"));
    let folders = folders.chain(["benches", "fuzz"].map(str::to_owned));
    folders.map(|folder| format!("{folder}/Cargo.toml")).collect()
}

/// Splits the title of a section at its dots, but not at those in quotes.
fn title(line: &str) -> Option<Vec<String>> {
    let inner = line.trim().strip_prefix('[')?.strip_suffix(']')?;
    let mut parts = vec![String::new()];
    let mut quote = None;
    for c in inner.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if "'\"".contains(c) => quote = Some(c),
            None if c == '.' => parts.push(String::new()),
            _ => parts.last_mut().expect("there is one").push(c),
        }
    }
    Some(parts)
}

/// Returns what a manifest depends on: always, in tests, in builds, and on some machines alone.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut inside = false;
    for line in manifest.lines().filter(|line| !line.starts_with(['#', ' ', ']', '}'])) {
        if let Some(parts) = title(line) {
            let place = parts.iter().position(|part| part.ends_with("dependencies"));
            let name = place.and_then(|place| parts.get(place + 1));
            inside = place.is_some() && name.is_none();
            found.extend(name.cloned());
        } else if let (true, Some((key, value))) = (inside, line.split_once('=')) {
            // A crate under another name is still that crate.
            let renamed =
                value.split_once("package = \"").and_then(|(_, name)| name.split('"').next());
            let name = key.split('.').next().unwrap_or_default().trim();
            found.insert(renamed.unwrap_or(name).to_owned());
        }
    }
    found.retain(|name| !name.starts_with("seamripper"));
    found
}

/// Returns all source files below a folder.
fn sources(folder: &str) -> Vec<String> {
    let is_folder = |path: &String| Path::new(&root().join(path)).is_dir();
    let (folders, files): (Vec<String>, Vec<String>) =
        within(folder).into_iter().partition(is_folder);
    let files = files.into_iter().filter(|path| path.ends_with(".rs"));
    files.chain(folders.iter().flat_map(|folder| sources(folder))).collect()
}

#[test]
fn no_crate_may_use_unsafe() {
    assert!(text("Cargo.toml").contains("[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"));
    for path in manifests() {
        let manifest = text(&path);
        let of_workspace = manifest.contains("[lints]\nworkspace = true\n");
        let of_its_own = manifest.contains("[lints.rust]\nunsafe_code = \"forbid\"\n");
        assert!(of_workspace || of_its_own, "{path}");
    }
}

#[test]
fn every_kind_of_dependency_is_seen() {
    let manifest = "[package]\nname = \"a\"\n[dependencies]\n# none = \"1\"\none.workspace = true\n\
        other = { package = \"two\", version = \"1\" }\nlong = [\n    \"x\",\n]\n[features]\nno = []\n\
        [dev-dependencies.three]\nversion = \"1\"\n[target.'cfg(target_os = \"linux\")'.dependencies]\n\
        four = \"1\"\n[target.\"cfg(a.b)\".build-dependencies]\nfive = \"1\"\n[lints]\nno = true\n\
        [target.x86_64-pc-windows-msvc.dev-dependencies.six]\nversion = \"1\"\nseamripper = \"1\"\n";
    let found: Vec<String> = dependencies(manifest).into_iter().collect();
    assert_eq!(found, ["five", "four", "long", "one", "six", "three", "two"]);
}

#[test]
fn each_dependency_is_used_and_has_its_purpose_written_down() {
    let used: BTreeSet<String> =
        manifests().iter().flat_map(|path| dependencies(&text(path))).collect();
    let unused: Vec<String> =
        dependencies(&text("Cargo.toml")).difference(&used).cloned().collect();
    assert!(unused.is_empty(), "{unused:?}");
    let page = text("docs/dependencies.md");
    let words: BTreeSet<&str> =
        page.split(|c: char| !(c.is_alphanumeric() || "-_".contains(c))).collect();
    let untold: Vec<&String> = used.iter().filter(|name| !words.contains(name.as_str())).collect();
    assert!(untold.is_empty(), "docs/dependencies.md does not tell what these are for: {untold:?}");
    let table = page.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let told = table.filter(|cell| !cell.starts_with("---") && *cell != "crate");
    for name in told.flat_map(|cell| cell.split(", ")) {
        assert!(used.contains(name), "docs/dependencies.md tells of {name}, which nothing uses");
    }
}

#[test]
fn no_crate_reaches_a_network_or_starts_a_program() {
    let ways =
        ["std::net", "unix::net", "TcpStream", "UdpSocket", "process::Command", "Command::new"];
    let all: Vec<String> =
        within("crates").iter().flat_map(|folder| sources(&format!("{folder}/src"))).collect();
    assert!(all.iter().any(|path| path.ends_with("crates/cli/src/main.rs")), "{all:?}");
    for path in all {
        let source = text(&path);
        let found = ways.iter().find(|way| source.contains(**way));
        assert!(found.is_none(), "{path}: {found:?}, against SECURITY.md");
    }
}
