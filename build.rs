//! How the `naja` binary is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        // At a fixed address the tables of native types and functions need no relocation: their pages come from the file as they are,
        // which saves 0.7 MB and their copying at every start. Heap, stacks, libraries and machine code stay at random places.
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
