//! `report`: which pages are written, and what happens where they cannot be.

use crate::seamripper;
use std::fs;
use std::path::Path;

const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../report/tests/tiny.ron");

fn report(library: &Path, out: &Path) -> std::process::Output {
    let mut command = seamripper(Path::new("."));
    command.args(["report", "--seeds", "2", "--draws", "2"]).arg(library).arg("--out").arg(out);
    command.output().unwrap()
}

fn said(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_site_is_an_index_with_three_pages_for_each_scenario() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("new/site");
    let output = report(Path::new(TINY), &site);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    for page in ["index.html", "incidents/tiny.html", "workshop/1.html", "facilitator/tiny.html"] {
        assert!(
            fs::read_to_string(site.join(page)).unwrap().trim_end().ends_with("</html>"),
            "{page}"
        );
    }
    let index = fs::read_to_string(site.join("index.html")).unwrap();
    assert!(index.contains("href=\"incidents/tiny.html\""));
}

#[test]
fn the_command_on_a_page_names_the_file_that_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.ron");
    fs::copy(TINY, &file).unwrap();
    let output = report(folder.path(), &folder.path().join("site"));
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let page = fs::read_to_string(folder.path().join("site/incidents/tiny.html")).unwrap();
    assert!(page.contains(&format!("seamripper replay {} --seed 3", file.display())));
}

#[test]
fn other_files_of_the_folder_stay_and_pages_are_replaced() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("incidents")).unwrap();
    fs::write(folder.path().join("incidents/mine.html"), "mine").unwrap();
    fs::write(folder.path().join("index.html"), "old").unwrap();
    assert_eq!(report(Path::new(TINY), folder.path()).status.code(), Some(0));
    assert_eq!(fs::read_to_string(folder.path().join("incidents/mine.html")).unwrap(), "mine");
    assert!(fs::read_to_string(folder.path().join("index.html")).unwrap().contains("<html"));
}

#[test]
fn two_scenarios_with_one_id_are_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library");
    fs::create_dir(&library).unwrap();
    fs::copy(TINY, library.join("a.ron")).unwrap();
    fs::copy(TINY, library.join("b.ron")).unwrap();
    let output = report(&library, &folder.path().join("site"));
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("which another file has too"), "{}", said(&output));
    assert!(!folder.path().join("site").exists());
}

#[test]
fn a_file_in_the_place_of_the_folder_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    fs::write(&site, "a file").unwrap();
    let output = report(Path::new(TINY), &site);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("cannot make the folder"), "{}", said(&output));
    assert_eq!(fs::read_to_string(&site).unwrap(), "a file");
}

#[test]
fn mistakes_of_a_scenario_are_shown_at_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bad.ron");
    fs::write(&file, fs::read_to_string(TINY).unwrap().replace("upstream:", "upsteam:")).unwrap();
    let output = report(&file, &folder.path().join("site"));
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("upsteam"), "{}", said(&output));
}
