//! What a file looks like while it is written, and what is left of one that never was.

use super::*;
use std::fs::read_to_string;
use tempfile::TempDir;

fn folder() -> TempDir {
    TempDir::new().expect("a folder can be made")
}

fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).expect("it is a folder");
    let name = |entry: io::Result<fs::DirEntry>| {
        entry.expect("it can be read").file_name().to_string_lossy().into_owned()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}

#[test]
fn a_file_keeps_what_it_had_until_the_new_one_is_whole() {
    let folder = folder();
    let path = folder.path().join("out");
    write(&path, b"before").expect("it can be written");
    let mut file = File::create(&path).expect("it can be begun");
    file.write_all(b"after").expect("it can be written");
    assert_eq!(read_to_string(&path).expect("it is there"), "before");
    file.close().expect("it can be closed");
    assert_eq!(read_to_string(&path).expect("it is there"), "after");
    assert_eq!(names(&folder), ["out"]);
}

#[test]
fn what_fails_while_it_is_made_leaves_what_was_there_and_no_part() {
    let folder = folder();
    let path = folder.path().join("out");
    write(&path, b"before").expect("it can be written");
    let failed = write_with(&path, |out| {
        out.write_all(&[b'x'; 3 * ROOM])?;
        Err(io::ErrorKind::StorageFull.into())
    });
    let said = failed.expect_err("it failed").message;
    assert!(said.starts_with("cannot write ") && said.contains("out: "), "{said}");
    assert_eq!(read_to_string(&path).expect("it is there"), "before");
    assert_eq!(names(&folder), ["out"]);
    let long = "y".repeat(3 * ROOM + 1);
    let bit_by_bit =
        |out: &mut dyn Write| long.as_bytes().chunks(7).try_for_each(|bytes| out.write_all(bytes));
    write_with(&path, bit_by_bit).expect("it can be written");
    assert_eq!(read_to_string(&path).expect("it is there"), long);
}

#[test]
fn a_file_that_is_dropped_was_never_there() {
    let folder = folder();
    let mut file = File::create(&folder.path().join("out")).expect("it can be begun");
    file.write_all(b"half").expect("it can be written");
    assert_eq!(names(&folder).len(), 1, "there is a part");
    drop(file);
    assert_eq!(names(&folder), [""; 0]);
}

#[test]
fn a_new_file_replaces_nothing_without_force() {
    let folder = folder();
    let path = folder.path().join("out");
    write_new(&path, b"mine", false).expect("it can be written");
    let failure = write_new(&path, b"other", false).expect_err("it is there");
    assert!(failure.message.ends_with("is there already"), "{}", failure.message);
    assert_eq!(read_to_string(&path).expect("it is there"), "mine");
    write_new(&path, b"other", true).expect("it can be written");
    assert_eq!(read_to_string(&path).expect("it is there"), "other");
}

#[test]
fn what_a_killed_process_left_is_cleared_away_and_nothing_else() {
    let folder = folder();
    let path = folder.path().join("out");
    let alive = File::create(&path).expect("it can be begun");
    for name in [".out.abc123.part", ".out.mine.part", ".other.abc123.part", "out.abc123.part"] {
        fs::write(folder.path().join(name), "half").expect("it can be written");
    }
    write(&path, b"whole").expect("it can be written");
    let left = names(&folder);
    assert!(!left.iter().any(|name| name == ".out.abc123.part"), "{left:?}");
    assert_eq!(left.len(), 5, "{left:?}");
    alive.close().expect("nobody took its part away");
}

#[test]
fn what_may_only_be_read_is_not_replaced() {
    let folder = folder();
    let path = folder.path().join("out");
    write(&path, b"mine").expect("it can be written");
    let mut permissions = path.metadata().expect("it is there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("they can be set");
    let failure = write(&path, b"other").expect_err("it may only be read");
    assert!(failure.message.contains("may only be read"), "{}", failure.message);
    assert_eq!(read_to_string(&path).expect("it is there"), "mine");
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions_and_a_link_leads_where_it_led() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder();
    let (path, link) = (folder.path().join("out"), folder.path().join("link"));
    write(&path, b"before").expect("it can be written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("they can be set");
    symlink(&path, &link).expect("a link can be made");
    write(&link, b"after").expect("it can be written");
    assert_eq!(read_to_string(&path).expect("it is there"), "after");
    assert!(link.symlink_metadata().expect("it is there").is_symlink());
    let (ahead, later) = (folder.path().join("ahead"), folder.path().join("later"));
    symlink("later", &ahead).expect("a link can be made");
    write(&ahead, b"new").expect("it can be written");
    assert!(ahead.symlink_metadata().expect("it is there").is_symlink());
    assert_eq!(read_to_string(&later).expect("it is there"), "new");
    let mode = path.metadata().expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_said_to_be_full() {
    let failure = write(Path::new("/dev/full"), b"much").expect_err("it is full");
    assert!(failure.message.starts_with("cannot write /dev/full: No space left"), "{failure:?}");
}

#[test]
fn an_output_is_no_input_and_no_other_output() {
    let folder = folder();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    let said = |inputs: &[&Path], outputs: &[&Path]| {
        check(inputs.iter().copied(), outputs.iter().copied()).err().map(|failure| failure.message)
    };
    assert_eq!(said(&[&one], &[&two]), None);
    let message = said(&[&one], &[&one]).expect("it is refused");
    assert!(message.starts_with("an output would replace the input"), "{message}");
    let again = folder.path().join(".").join("two");
    let message = said(&[], &[&two, &again]).expect("it is refused");
    assert!(message.starts_with("two outputs go into"), "{message}");
    assert_eq!(names(&folder), [""; 0]);
}
