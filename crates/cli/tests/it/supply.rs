//! What the workspace is made of: no `unsafe`, and no dependency that nothing is said of.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns the manifests of all crates.
fn manifests() -> Vec<String> {
    let folders = fs::read_dir(root().join("crates")).expect("it is there");
    let names = folders.map(|folder| folder.expect("it is readable").file_name());
    let mut paths: Vec<String> =
        names.map(|name| format!("crates/{}/Cargo.toml", name.to_string_lossy())).collect();
    paths.extend(["benches/Cargo.toml", "fuzz/Cargo.toml"].map(str::to_owned));
    paths
}

/// Returns the names of a section of a manifest.
fn names(manifest: &str, section: &str) -> BTreeSet<String> {
    let after = manifest.split_once(&format!("[{section}]\n"));
    let lines = after.map_or("", |(_, after)| after).lines();
    let lines = lines.take_while(|line| !line.starts_with('['));
    let name = |line: &str| Some(line.split(['=', '.']).next()?.trim().to_owned());
    lines.filter(|line| !line.starts_with('#')).filter_map(name).filter(|n| !n.is_empty()).collect()
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
fn each_dependency_is_used_and_has_its_purpose_written_down() {
    let is_ours = |name: &String| name.starts_with("seamripper");
    let mut used = BTreeSet::new();
    for path in manifests() {
        let manifest = text(&path);
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            used.extend(names(&manifest, section).into_iter().filter(|name| !is_ours(name)));
        }
    }
    let mut shared = names(&text("Cargo.toml"), "workspace.dependencies");
    shared.retain(|name| !is_ours(name));
    let unused: Vec<&String> = shared.difference(&used).collect();
    assert!(unused.is_empty(), "{unused:?}");
    let page = text("docs/dependencies.md");
    let words: BTreeSet<&str> =
        page.split(|c: char| !(c.is_alphanumeric() || "-_".contains(c))).collect();
    let untold: Vec<&String> = used.iter().filter(|name| !words.contains(name.as_str())).collect();
    assert!(untold.is_empty(), "docs/dependencies.md does not tell what these are for: {untold:?}");
    let table = page.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let told = table.skip(1).filter(|cell| !cell.starts_with("---"));
    for name in told.flat_map(|cell| cell.split(", ")) {
        assert!(used.contains(name), "docs/dependencies.md tells of {name}, which nothing uses");
    }
}
