# What CI runs.
check:
    bash .ci/run

# All tests.
test:
    cargo test --workspace

# Lints and format.
lint:
    cargo fmt --check
    cargo clippy --workspace --all-targets -- -D warnings

# Replay an incident: just replay idempotency-cascade.
replay *ARGS:
    cargo run --release -- replay {{ARGS}}

# Regenerate reports/.
goldens:
    UPDATE_GOLDENS=1 cargo test --release -p seamripper-cli --test goldens

# Benchmarks.
bench:
    cargo bench -p seamripper-benches

# Documentation, in the browser.
doc:
    cargo doc --workspace --no-deps --open
