//! Has the binary built anew when a scenario of the library or a policy file comes, goes or changes.

fn main() {
    println!("cargo::rerun-if-changed=../../scenarios");
    println!("cargo::rerun-if-changed=../../policies");
    println!("cargo::rerun-if-changed=build.rs");
}
